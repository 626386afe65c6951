# What an environment's first plan looks like: every name and ARN comes from something that is not made yet.

resource "terraform_data" "made" {
  input = { for name in ["arn", "id", "name"] : name => "made-by-apply" }
}

locals {
  later = terraform_data.made.output
}

module "monitoring" {
  source = "../.."

  name        = "signalcraft-staging"
  environment = "staging"
  account     = { id = "123456789012", region = "eu-central-1" }

  load_balancers  = { public = { arn_suffix = local.later.arn, services = { api = { target_groups = { blue = local.later.arn, green = local.later.arn } } } } }
  services        = { api = { cluster_name = local.later.name, service_name = local.later.name } }
  databases       = { main = { identifier = local.later.id, storage_gib = 100 } }
  redis           = { queue = { nodes = { "1" = local.later.id } } }
  certificates    = { public = { arn = local.later.arn } }
  backup_vaults   = { main = { vault_name = local.later.name } }
  existing_alarms = { proxy = { name = local.later.name, concern = "database_down" } }
  canaries        = { health = { url = "https://${local.later.name}/health" }, inside = { url = "http://${local.later.name}/health", in_vpc = true } }
  health_checks   = { api = { host = local.later.name } }
  synthetics      = { vpc = { subnet_ids = { a = local.later.id }, security_group_ids = { application = local.later.id } }, log_bucket = { name = local.later.name } }
  log_groups      = { api = {}, database = { create = false, name = local.later.name } }
  error_tracking  = { dsn_secret_arn = local.later.arn }
  route_endpoints = { pagerduty = "https://events.pagerduty.com/${local.later.id}" }
  routes          = { pagerduty = {}, email = { addresses = { team = "${local.later.name}@example.com" } } }
}

output "topic_arns" {
  description = "Known after apply, with known keys."
  value       = module.monitoring.topic_arns
}
