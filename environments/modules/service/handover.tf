# What the delivery root must know of this one: names and ARNs, no secret. It reads this parameter, and has no right to
# read the state, in which there is more than that.

locals {
  delivery = {
    cluster     = module.application.cluster_name
    environment = var.environment

    database = {
      application_secret_arn = module.database.application_secret_arn
      identifier             = module.database.identifier
      master_secret_arn      = module.database.master_secret_arn
      name                   = module.database.database_name
      owner_secret_arn       = module.database.owner_secret_arn
      resource_id            = module.database.resource_id
      usernames              = module.database.usernames
    }

    gates = [for key in keys(local.behind_balancer) : module.load_balancer.alarm_names["${key}/5xx"]]

    network = {
      security_group_ids = [module.networking.security_group_ids["application"]]
      subnet_ids         = values(module.networking.subnet_ids["private"])
    }

    services = { for key, service in local.services : key => {
      container       = module.application.services[key].container
      repository      = "signalcraft-${service.repository}"
      smoke_base_url  = service.port == null ? null : "https://${service.hosts[0]}"
      strategy        = module.application.services[key].strategy
      task_definition = module.application.task_definitions[key]
      traffic         = service.port == null ? null : module.load_balancer.traffic[key]
    } }
  }
}

# Encrypted with the database's key: whoever delivers must be able to use that one anyhow, for the secrets.
resource "aws_ssm_parameter" "delivery" {
  description = "What environments/${var.environment}/delivery knows of environments/${var.environment}/infrastructure"
  key_id      = module.database.key_arn
  name        = "/${var.name}/delivery"
  tier        = "Intelligent-Tiering" # above 4 KiB it is an advanced one
  type        = "SecureString"
  value       = jsonencode(local.delivery)

  tags = { Component = "handover", Name = "/${var.name}/delivery" }
}
