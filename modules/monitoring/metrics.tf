# What the engines publish, read from the one table that they read too (metrics.json). A name that is not in it fails the
# plan here, so no alarm can wait for a metric that nobody sends.

locals {
  metric_table = jsondecode(file("${path.module}/metrics.json"))

  metrics = {
    for kind, space in local.metric_table.namespaces : kind => {
      for metric, facts in space.metrics : metric => {
        namespace  = space.namespace
        metric     = metric
        stat       = facts.statistic
        unit       = facts.unit
        dimensions = try(facts.dimensions, space.dimensions)
      }
    }
  }

  # The dimensions of each thing that is watched, by kind and caller's key.
  measured = {
    migrations = { for key, thing in var.migrations : key => { Environment = var.environment, Name = coalesce(thing.name, key) } }
    releases   = { for key, thing in var.releases : key => { Environment = var.environment, Name = coalesce(thing.name, key) } }
    backups    = { for key, thing in var.backup_verifications : key => { Environment = var.environment, Name = coalesce(thing.name, key) } }
  }
}
