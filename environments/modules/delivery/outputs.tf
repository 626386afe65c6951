output "current_version" {
  description = "The newest migration that is applied."
  value       = signalcraft_migration.app.current_version
}

output "planned_steps" {
  description = "The migrations that were planned last, with their locks and findings."
  value       = signalcraft_migration.app.planned_steps
}

output "release_inputs" {
  description = "What a release is given: cluster, services in their order, and the alarms that stop it."
  value = {
    cluster  = var.infrastructure.cluster
    gates    = var.infrastructure.gates
    services = [for key in ["worker", "api", "web"] : merge(var.infrastructure.services[key], { name = key })]
  }
}
