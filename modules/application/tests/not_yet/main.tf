# The first plan of an empty account: what other modules give is not known yet.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "terraform_data" "later" {
  input = "later"
}

locals {
  later = terraform_data.later.output
}

module "application" {
  source = "../.."

  name         = "signalcraft-test"
  account      = { id = "123456789012", region = "eu-central-1" }
  alarm_topics = { critical = local.later, warning = local.later }
  encryption   = { create_key = false, key_arn = local.later }
  network      = { subnet_ids = { a = local.later, b = local.later }, security_group_ids = [local.later] }

  services = {
    api = {
      containers = { api = {
        image       = "${local.later}:unreleased"
        ports       = { http = { port = 8080 } }
        environment = [{ name = "HOST", value = local.later }]
        secrets     = [{ name = "URL", valueFrom = local.later }]
      } }
      autoscaling          = { min = 1, max = 2, requests_per_target = 10 }
      deployment           = { strategy = "canary", alarm_names = [local.later] }
      exec                 = true
      secret_key_arns      = { application = local.later }
      task_role_statements = { Read = { actions = ["s3:GetObject"], resources = [local.later] } }
      load_balancer = {
        port = 8080
        traffic = {
          load_balancer_arn_suffix = local.later
          rule_arn                 = local.later
          test_rule_arn            = local.later
          target_groups            = { blue = { arn = local.later, arn_suffix = local.later }, green = { arn = local.later, arn_suffix = local.later } }
        }
      }
    }
  }
}

output "families" {
  description = "Known already in the first plan."
  value       = module.application.release_families
}
