# What one gets for a name and an account: a locked, encrypted vault, plans by tag, and alarms.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name    = "signalcraft-production"
  account = { id = "123456789012", region = "eu-central-1" }
}

run "the_vault_is_encrypted_locked_and_refuses_deletions" {
  command = plan

  assert {
    condition     = aws_backup_vault.this["home"].kms_key_arn == aws_kms_key.this["home"].arn && aws_kms_key.this["home"].enable_key_rotation && !aws_backup_vault.this["home"].force_destroy
    error_message = "the vault has a key of its own that rotates, and does not go with its recovery points"
  }
  assert {
    condition     = aws_backup_vault_lock_configuration.this["home"].min_retention_days == 7 && aws_backup_vault_lock_configuration.this["home"].max_retention_days == 400 && aws_backup_vault_lock_configuration.this["home"].changeable_for_days == null
    error_message = "the lock is governance by default: bounds, and no date after which it is for ever"
  }
  assert {
    condition = length(setsubtract(["backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultLockConfiguration"],
    jsondecode(aws_backup_vault_policy.this["home"].policy).Statement[0].Action)) == 0 && jsondecode(aws_backup_vault_policy.this["home"].policy).Statement[0].Effect == "Deny"
    error_message = "nobody may delete recovery points or vault, shorten their life, or open the lock"
  }
  assert {
    condition     = !can(jsondecode(aws_backup_vault_policy.this["home"].policy).Statement[0].Condition) && length(jsondecode(aws_backup_vault_policy.this["home"].policy).Statement) == 1
    error_message = "without exempt roles the denial has no condition, and nobody else may copy here"
  }
}

run "plans_are_daily_and_hourly_and_keep_30_90_and_365_days" {
  command = plan

  assert {
    condition     = { for rule in aws_backup_plan.this["standard"].rule : rule.rule_name => one(rule.lifecycle).delete_after } == { daily = 30, weekly = 90, monthly = 365 }
    error_message = "standard keeps 30, 90 and 365 days"
  }
  assert {
    condition     = one([for rule in aws_backup_plan.this["frequent"].rule : rule.schedule if rule.rule_name == "hourly"]) == "cron(30 * * * ? *)" && one([for rule in aws_backup_plan.this["frequent"].rule : one(rule.lifecycle).delete_after if rule.rule_name == "hourly"]) == 7
    error_message = "frequent is hourly, for a week"
  }
  assert {
    condition     = alltrue(flatten([for plan in aws_backup_plan.this : [for rule in plan.rule : rule.target_vault_name == "signalcraft-production" && length(rule.copy_action) == 0]]))
    error_message = "all go to the home vault, and are not copied unless that is said"
  }
  assert {
    condition     = toset([for condition in one(aws_backup_selection.this["standard"].condition).string_equals : "${condition.key}=${condition.value}"]) == toset(["aws:ResourceTag/Backup=standard"]) && length(aws_backup_selection.this["standard"].selection_tag) == 0
    error_message = "a resource is in a plan by its tag"
  }
}

run "failure_rings_and_so_does_silence" {
  command = plan
  variables {
    alarm_topics = { critical = "arn:aws:sns:eu-central-1:123456789012:critical" }
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["failed", "expired", "aborted", "silent"])
    error_message = "jobs that fail, expire or are stopped ring, and silence does"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["silent"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["silent"].evaluation_periods == 2 && aws_cloudwatch_metric_alarm.this["failed"].treat_missing_data == "notBreaching"
    error_message = "two days without a finished backup are silence; no failed job is no failure"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["failed"].alarm_actions == toset(["arn:aws:sns:eu-central-1:123456789012:critical"]) && length(aws_cloudwatch_metric_alarm.this["aborted"].alarm_actions) == 0
    error_message = "an alarm without a topic has no action"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.namespace == "AWS/Backup" && alarm.dimensions.BackupVaultName == "signalcraft-production"])
    error_message = "the alarms look at this vault"
  }
}

run "who_makes_backups_cannot_restore" {
  command = plan

  assert {
    condition     = toset([for attachment in aws_iam_role_policy_attachment.backup : attachment.policy_arn]) == toset(["arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"]) && toset([for attachment in aws_iam_role_policy_attachment.restore : attachment.policy_arn]) == toset(["arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"])
    error_message = "one role backs up, another restores"
  }
  assert {
    condition     = alltrue([for role in concat(aws_iam_role.backup, aws_iam_role.restore) : jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"])
    error_message = "AWS Backup may use the roles for this account only"
  }
}

run "a_small_environment_pays_for_little" {
  command = plan
  variables {
    name          = "signalcraft-dev"
    plans         = { standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 7 } } } }
    lock          = { enabled = false }
    vault_policy  = { deny_deletes = false }
    force_destroy = true
    alarms        = { enabled = false }
  }

  assert {
    condition     = length(aws_backup_vault_lock_configuration.this) == 0 && length(aws_backup_vault_policy.this) == 0 && aws_backup_vault.this["home"].force_destroy && length(aws_cloudwatch_metric_alarm.this) == 0
    error_message = "dev opts out of lock, denial and alarms, each by saying so"
  }
}
