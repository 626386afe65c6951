# The module, given what nobody knows before an apply: ids and ARNs of things that are yet to be made.

terraform {
  required_version = ">= 1.11"
}

resource "terraform_data" "later" {
  input = "arn:aws:kms:eu-central-1:123456789012:key/later"
}

module "networking" {
  source = "../.."

  account      = { id = "123456789012", region = "eu-central-1" }
  alarm_topics = { warning = terraform_data.later.output }
  cidr_block   = "10.20.0.0/16"
  encryption   = { create_key = false, key_arn = terraform_data.later.output }
  name         = "signalcraft-dev"
  nat          = { allocation_ids = { eu-central-1a = terraform_data.later.output } }
  zones        = { eu-central-1a = { index = 0 }, eu-central-1b = { index = 1 } }

  security_groups = {
    additional_rules = {
      later = { description = "Later", direction = "ingress", from_port = 5432, group = "database", peer_security_group_id = terraform_data.later.output }
    }
    load_balancer = { sources = { edge = { prefix_list_id = terraform_data.later.output } } }
  }
}

output "alarm_names" {
  description = "Names of the alarms."
  value       = module.networking.alarm_names
}
