output "alarm_arns" {
  description = "ARNs of the alarms, by key: failed, expired, aborted, silent, and copy-failed, restore-failed where there are such."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by key."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "kms_key_arns" {
  description = "Keys of the vaults: home, and the keys of copies whose vaults are made here."
  value       = local.key_arns
}

output "plan_ids" {
  description = "Ids of the plans, by key. They mean ready: selections are there."
  value       = { for key, plan in aws_backup_plan.this : key => plan.id }
  depends_on  = [aws_backup_selection.this]
}

output "restore_role_arn" {
  description = "The role that restores, for tests; null if none was made or given."
  value       = local.restore_role_arn
}

output "restore_testing_plan_name" {
  description = "Name of AWS's restore testing plan; null without restore_testing."
  value       = one(aws_backup_restore_testing_plan.this[*].name)
}

output "selection_tags" {
  description = "What a resource must carry to be in a plan, by plan: other modules' tags take it as it is."
  value       = { for key in keys(var.plans) : key => merge({ (var.selection.tag_key) = key }, var.selection.also) }
}

output "vault_arns" {
  description = "ARNs of the vaults that were made here: home, and by key those of copies. They mean ready: lock and policy are there."
  value       = { for key, vault in aws_backup_vault.this : key => vault.arn }
  depends_on  = [aws_backup_vault_lock_configuration.this, aws_backup_vault_policy.this]
}

output "vault_names" {
  description = "Names of the vaults, by the same keys: the monitoring module's backup_vaults take vault_names[\"home\"]."
  value       = { for key, vault in aws_backup_vault.this : key => vault.name }
  depends_on  = [aws_backup_vault_lock_configuration.this, aws_backup_vault_policy.this]
}
