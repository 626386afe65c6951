# Copies, a lock for ever, exempt roles, tests of restores, notifications, audit, given keys and roles.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan

  override_resource {
    target          = aws_backup_vault.this["ireland"]
    override_during = plan
    values          = { arn = "arn:aws:backup:eu-west-1:123456789012:backup-vault:signalcraft-production-ireland" }
  }
  override_resource {
    target          = aws_iam_role.restore
    override_during = plan
    values          = { arn = "arn:aws:iam::123456789012:role/signalcraft-production-restore" }
  }
}

variables {
  name    = "signalcraft-production"
  account = { id = "123456789012", region = "eu-central-1" }
  copies = {
    ireland = { region = "eu-west-1" }
    vault   = { vault_arn = "arn:aws:backup:eu-central-1:210987654321:backup-vault:signalcraft" }
  }
  plans = {
    standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 30, copy_to = { ireland = {}, vault = { retention_days = 90 } } }, monthly = { schedule = "cron(0 4 1 * ? *)", retention_days = 365, cold_after_days = 90 } } }
    frequent = { rules = { continuous = { schedule = "cron(0 5 * * ? *)", retention_days = 35, continuous = true } } }
  }
}

run "copies_go_to_another_region_and_another_account" {
  command = plan

  assert {
    condition     = aws_backup_vault.this["ireland"].region == "eu-west-1" && aws_backup_vault.this["ireland"].name == "signalcraft-production-ireland" && aws_kms_key.this["ireland"].region == "eu-west-1" && !contains(keys(aws_backup_vault.this), "vault")
    error_message = "the other region's vault is made there with its key; the other account's is its own"
  }
  assert {
    condition     = aws_backup_vault_lock_configuration.this["ireland"].region == "eu-west-1" && aws_backup_vault_policy.this["ireland"].policy == aws_backup_vault_policy.this["home"].policy
    error_message = "a copy is locked, and as hard to delete as the original"
  }
  assert {
    condition = { for copy in one([for rule in aws_backup_plan.this["standard"].rule : rule.copy_action if rule.rule_name == "daily"]) : copy.destination_vault_arn => one(copy.lifecycle).delete_after } == {
      "arn:aws:backup:eu-west-1:123456789012:backup-vault:signalcraft-production-ireland" = 30
      "arn:aws:backup:eu-central-1:210987654321:backup-vault:signalcraft"                 = 90
    }
    error_message = "a copy is kept as long as the original unless it says otherwise"
  }
  assert {
    condition     = contains(keys(aws_cloudwatch_metric_alarm.this), "copy-failed")
    error_message = "a failed copy rings"
  }
  assert {
    condition     = one([for rule in aws_backup_plan.this["standard"].rule : one(rule.lifecycle).cold_storage_after if rule.rule_name == "monthly"]) == 90 && one([for rule in aws_backup_plan.this["frequent"].rule : rule.enable_continuous_backup])
    error_message = "what is old goes cold, and a continuous rule gives points in time"
  }
}

run "compliance_is_for_ever_after_the_days_that_were_given" {
  command = plan
  variables {
    lock = { mode = "compliance", changeable_for_days = 30 }
  }

  assert {
    condition     = alltrue([for lock in aws_backup_vault_lock_configuration.this : lock.changeable_for_days == 30])
    error_message = "a compliance lock has its days of grace, in every vault"
  }
}

run "only_named_roles_may_delete_and_only_named_accounts_copy_here" {
  command = plan
  variables {
    vault_policy = {
      exempt_role_arns   = { break_glass = "arn:aws:iam::123456789012:role/break-glass" }
      accept_copies_from = { staging = "210987654321" }
    }
  }

  assert {
    condition     = jsondecode(aws_backup_vault_policy.this["home"].policy).Statement[0].Condition.ArnNotLike["aws:PrincipalArn"] == ["arn:aws:iam::123456789012:role/break-glass"]
    error_message = "the denial spares the named role and nobody else"
  }
  assert {
    condition     = jsondecode(aws_backup_vault_policy.this["home"].policy).Statement[1].Action == "backup:CopyIntoBackupVault" && jsondecode(aws_backup_vault_policy.this["home"].policy).Statement[1].Principal.AWS == ["arn:aws:iam::210987654321:root"]
    error_message = "the named account may copy into the vault"
  }
  assert {
    condition     = contains([for statement in jsondecode(aws_kms_key.this["home"].policy).Statement : statement.Sid], "OtherAccountsGrantToBackup")
    error_message = "a copy from another account needs the key, too"
  }
}

run "a_selection_narrows_by_all_its_tags" {
  command = plan
  variables {
    selection = { tag_key = "BackupPlan", also = { Environment = "production" } }
  }

  assert {
    condition     = toset([for condition in one(aws_backup_selection.this["standard"].condition).string_equals : "${condition.key}=${condition.value}"]) == toset(["aws:ResourceTag/BackupPlan=standard", "aws:ResourceTag/Environment=production"])
    error_message = "an environment backs up its own"
  }
  assert {
    condition     = output.selection_tags["standard"] == { BackupPlan = "standard", Environment = "production" }
    error_message = "the tags to carry are told"
  }
}

run "restores_are_tested_where_they_are_told_to_go" {
  command = plan
  variables {
    selection = { also = { Environment = "production" } }
    restore_testing = {
      selections = { ledger = { resource_type = "DynamoDB", resource_arns = { ledger = "arn:aws:dynamodb:eu-central-1:123456789012:table/ledger" }, metadata = {} }, database = { resource_type = "RDS", metadata = { dbSubnetGroupName = "isolated", vpcSecurityGroupIds = "[\"sg-isolated\"]" } } }
    }
  }

  assert {
    condition     = aws_backup_restore_testing_plan.this[0].name == "signalcraft_production_restores" && one(aws_backup_restore_testing_plan.this[0].recovery_point_selection).algorithm == "RANDOM_WITHIN_WINDOW" && one(aws_backup_restore_testing_plan.this[0].recovery_point_selection).include_vaults == toset([aws_backup_vault.this["home"].arn])
    error_message = "a random recovery point of the last month is restored, every week"
  }
  assert {
    condition     = aws_backup_restore_testing_selection.this["database"].restore_metadata_overrides == tomap({ dbSubnetGroupName = "isolated", vpcSecurityGroupIds = "[\"sg-isolated\"]" }) && aws_backup_restore_testing_selection.this["database"].iam_role_arn == "arn:aws:iam::123456789012:role/signalcraft-production-restore" && aws_backup_selection.this["standard"].iam_role_arn != aws_backup_restore_testing_selection.this["database"].iam_role_arn
    error_message = "it is restored into the subnet group that was given, by the role that restores"
  }
  assert {
    condition     = one(one(aws_backup_restore_testing_selection.this["database"].protected_resource_conditions).string_equals).key == "aws:ResourceTag/Environment"
    error_message = "only this environment's resources are tested"
  }
  assert {
    condition     = aws_backup_restore_testing_selection.this["ledger"].protected_resource_arns == toset(["arn:aws:dynamodb:eu-central-1:123456789012:table/ledger"]) && length(aws_backup_restore_testing_selection.this["ledger"].protected_resource_conditions) == 0
    error_message = "named resources are tested without looking at tags: AWS takes one of the two"
  }
  assert {
    condition     = contains(keys(aws_cloudwatch_metric_alarm.this), "restore-failed")
    error_message = "a restore that fails rings"
  }
}

run "events_are_told_audits_reported_kinds_opted_in" {
  command = plan
  variables {
    notifications = { topic_arn = "arn:aws:sns:eu-central-1:123456789012:info" }
    audit         = { bucket = "audit" }
    opt_in        = { RDS = true }
  }

  assert {
    condition     = contains(aws_backup_vault_notifications.this[0].backup_vault_events, "BACKUP_JOB_COMPLETED") && contains(aws_backup_vault_notifications.this[0].backup_vault_events, "COPY_JOB_FAILED") && aws_backup_vault_notifications.this[0].sns_topic_arn == "arn:aws:sns:eu-central-1:123456789012:info"
    error_message = "the topic is told of jobs that ended and copies that failed"
  }
  assert {
    condition     = length(aws_backup_framework.this[0].control) == 5 && contains([for control in aws_backup_framework.this[0].control : control.name], "BACKUP_RECOVERY_POINT_ENCRYPTED") && one(aws_backup_report_plan.this[0].report_delivery_channel).s3_bucket_name == "audit"
    error_message = "five controls are audited, and reported into the bucket"
  }
  assert {
    condition     = aws_backup_region_settings.this[0].resource_type_opt_in_preference["RDS"]
    error_message = "a kind that is not opted in is skipped without a word"
  }
}

run "given_keys_and_roles_are_used" {
  command = plan
  variables {
    encryption = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/home" }
    copies     = { ireland = { region = "eu-west-1", key_arn = "arn:aws:kms:eu-west-1:123456789012:key/ireland" } }
    plans      = { standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 30, copy_to = { ireland = {} } } } } }
    roles      = { create = false, backup_role_arn = "arn:aws:iam::123456789012:role/given" }
  }

  assert {
    condition     = aws_backup_vault.this["home"].kms_key_arn == "arn:aws:kms:eu-central-1:123456789012:key/home" && aws_backup_vault.this["ireland"].kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/ireland" && length(aws_kms_key.this) == 0
    error_message = "given keys are used, each in its region"
  }
  assert {
    condition     = aws_backup_selection.this["standard"].iam_role_arn == "arn:aws:iam::123456789012:role/given" && length(aws_iam_role.backup) == 0
    error_message = "the given role backs up"
  }
}
