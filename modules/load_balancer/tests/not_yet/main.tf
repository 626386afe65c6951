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

module "load_balancer" {
  source = "../.."

  name         = "signalcraft-test"
  account      = { id = "123456789012", region = "eu-central-1" }
  access_logs  = { create_bucket = false, bucket = local.later }
  alarm_topics = { critical = local.later, warning = local.later, info = local.later }
  encryption   = { create_key = false, key_arn = local.later }
  https        = { certificate_arn = local.later, additional_certificate_arns = { other = local.later } }
  network      = { vpc_id = local.later, subnet_ids = { a = local.later, b = local.later }, security_group_ids = [local.later] }

  services = {
    admin = { authenticate = "staff", route = { priority = 1, hosts = ["admin.example.com"] } }
    api   = { strategy = "canary", route = { priority = 2, hosts = ["api.example.com"] } }
  }

  authentication = { staff = { cognito = { client_id = local.later, domain = local.later, user_pool_arn = local.later } } }
}

output "names" {
  description = "Known already in the first plan."
  value       = module.load_balancer.traffic["api"].target_groups.green.name
}
