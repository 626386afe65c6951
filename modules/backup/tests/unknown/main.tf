# What an environment's first plan looks like: topics, keys and roles come from something that is not made yet.

resource "terraform_data" "made" {
  input = "made-by-apply"
}

module "backup" {
  source = "../.."

  name          = "signalcraft-staging"
  account       = { id = "123456789012", region = "eu-central-1" }
  alarm_topics  = { critical = terraform_data.made.output, warning = terraform_data.made.output }
  notifications = { topic_arn = terraform_data.made.output }
  encryption    = { create_key = false, key_arn = terraform_data.made.output }
  roles         = { create = false, backup_role_arn = terraform_data.made.output, restore_role_arn = terraform_data.made.output }
  vault_policy  = { exempt_role_arns = { break_glass = terraform_data.made.output } }
  copies        = { ireland = { region = "eu-west-1", key_arn = terraform_data.made.output }, vault = { vault_arn = terraform_data.made.output } }
  restore_testing = {
    selections = { database = { resource_type = "RDS", metadata = { dbSubnetGroupName = terraform_data.made.output, vpcSecurityGroupIds = jsonencode([terraform_data.made.output]) } } }
  }
}

output "vault_names" {
  description = "Names of the vaults."
  value       = module.backup.vault_names
}
