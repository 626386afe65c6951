# Who is told, and what is looked at from outside. Each module rings for what it has made, because it knows the size of it;
# their critical alarms are children of the six critical alerts here, so that an outage is one page. The sets of alarms
# that this module could make of its own for the same things are therefore off (`alarms = false`); dashboards show all.

locals {
  critical_alarms = merge(
    { for key in keys(local.services) : "${key}-down" => { concern = "application_down", name = module.application.alarm_names["${key}/down"] } },
    { for key in keys(local.behind_balancer) : "${key}-no-target" => { concern = "application_down", name = module.load_balancer.alarm_names["${key}/no_healthy_target"] } },
    { for key in keys(local.behind_balancer) : "${key}-errors" => { concern = "error_rate", name = module.load_balancer.alarm_names["${key}/5xx"] } },
    { for key in keys(local.behind_balancer) : "${key}-latency" => { concern = "latency", name = module.load_balancer.alarm_names["${key}/latency"] } },
    { balancer-errors = { concern = "error_rate", name = module.load_balancer.alarm_names["balancer_5xx"] } },
    {
      for alarm, concern in { free_memory = "memory", free_storage = "disk", silence = "database_down", transaction_ids = "database_down" } :
      "database-${replace(alarm, "_", "-")}" => { concern = concern, name = module.database.alarm_names[alarm] }
    },
    merge([
      for kind, concern in { evictions = "memory", memory = "memory", silence = "application_down" } : {
        for node in keys(module.redis.node_ids) :
        "cache-${kind}-${node}" => { concern = concern, name = module.redis.alarm_names["${kind}_${replace(node, "-", "_")}"] }
      }
    ]...),
  )

  canaries = {
    health = { path = "/health", concern = "application_down" }
    deep   = { path = "/health/deep", concern = "database_down" }
  }
}

module "monitoring" {
  source = "../../../modules/monitoring"

  account           = var.account
  anomaly_detection = { enabled = var.settings.monitoring.anomalies }
  dashboards        = var.settings.monitoring.dashboards
  environment       = var.environment
  existing_alarms   = local.critical_alarms
  name              = var.name
  route_endpoints   = var.route_endpoints
  routes            = var.routes
  runbook_base_url  = var.runbook_base_url
  synthetics        = { force_destroy = !var.settings.protection.deletion }
  task_events       = { retention_days = var.settings.log_days }
  tracing           = { enabled = var.settings.monitoring.tracing, rate = 0.05 }

  budgets = { month = { cost_filters = { TagKeyValue = [format("user:Environment$%s", var.environment)] }, limit_usd = var.settings.monitoring.budget_usd } }

  canaries = merge(
    { for key, canary in local.canaries : key => {
      concern       = canary.concern
      every_minutes = var.settings.monitoring.canary_minutes
      url           = "https://${local.api_host}${canary.path}"
    } if var.settings.monitoring.canary_minutes != null },
    { for key in ["main"] : key => {
      every_minutes = 5
      url           = "https://${var.dns.domain}/"
    } if var.settings.monitoring.canary_minutes != null },
  )

  health_checks = { for key, host in { api = local.api_host } : key => { host = host } if var.settings.monitoring.uptime_checks }

  log_groups = { for key in keys(local.services) : key => {
    create = false
    name   = module.application.log_group_names[key]
  } }

  error_tracking = { dsn_secret_arn = module.secrets.secret_arns["sentry-dsn"] }

  load_balancers = { public = {
    alarms     = false
    arn_suffix = module.load_balancer.arn_suffix
    services = { for key in keys(local.behind_balancer) : key => {
      target_groups = { for colour, group in module.load_balancer.traffic[key].target_groups : colour => group.arn_suffix if group != null }
    } }
  } }

  services = { for key in keys(local.services) : key => {
    alarms       = false
    cluster_name = module.application.cluster_name
    service_name = module.application.services[key].name
  } }

  databases     = { main = { alarms = false, identifier = module.database.identifier, storage_gib = var.settings.database.allocated_gib } }
  redis         = { queue = { alarms = false, nodes = module.redis.node_ids } }
  backup_vaults = { home = { alarms = false, vault_name = module.backup.vault_names["home"] } }
  certificates  = { main = { arn = module.dns.certificate_arns["main"] } }
  migrations    = { app = {} }
  releases      = { signalcraft = {} }
}
