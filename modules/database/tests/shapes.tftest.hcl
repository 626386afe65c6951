# The small shape, the full one, and the ways in between.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name    = "signalcraft-test"
  account = { id = "111122223333", region = "eu-west-1" }
  network = {
    subnet_ids         = { eu-west-1a = "subnet-a", eu-west-1b = "subnet-b" }
    security_group_ids = ["sg-database"]
  }
}

run "dev_is_small_and_goes_without_a_trace" {
  command = plan

  variables {
    instance_class       = "db.t4g.micro"
    multi_az             = false
    deletion_protection  = false
    secret_recovery_days = 0
    storage              = { allocated_gib = 20, max_allocated_gib = 0 }
    backup               = { retention_days = 1, delete_with_instance = true, final_snapshot = { enabled = false } }
    logs                 = { exports = [], retention_days = 7 }
    monitoring           = { interval_seconds = 0, performance_insights = false }
    maintenance          = { apply_immediately = true }
    encryption           = { deletion_window_days = 7 }
    alarms               = { omit = ["silence", "cpu_credits"] }
  }

  assert {
    condition     = !aws_db_instance.this.multi_az && !aws_db_instance.this.deletion_protection && aws_db_instance.this.max_allocated_storage == 0 && aws_db_instance.this.backup_retention_period == 1
    error_message = "One small instance that does not grow."
  }

  assert {
    condition     = aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.final_snapshot_identifier == null && aws_db_instance.this.delete_automated_backups && aws_secretsmanager_secret.user["owner"].recovery_window_in_days == 0
    error_message = "It can be deleted and made again the same day."
  }

  assert {
    condition     = length(aws_iam_role.monitoring) == 0 && length(aws_cloudwatch_log_group.this) == 0 && !aws_db_instance.this.performance_insights_enabled && aws_db_instance.this.monitoring_interval == 0
    error_message = "What is off leaves nothing behind."
  }

  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.publicly_accessible == false
    error_message = "Small is not open."
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.this), "silence") && !contains(keys(aws_cloudwatch_metric_alarm.this), "cpu_credits") && !contains(keys(aws_cloudwatch_metric_alarm.this), "load") && aws_cloudwatch_metric_alarm.this["free_memory"].threshold == 107374182
    error_message = "Alarms are left out one by one; a tenth of 1 GiB."
  }
}

run "alarms_can_be_off" {
  command = plan

  variables {
    alarms = { enabled = false }
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && output.alarm_names == {}
    error_message = "No alarms."
  }
}

run "thresholds_know_the_class" {
  command = plan

  variables {
    instance_class = "db.t4g.medium"
    alarms         = { free_memory_percent = 50 }
    parameters     = { max_connections = { value = "200" } }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["free_memory"].threshold == 2147483648 && aws_cloudwatch_metric_alarm.this["cpu_credits"].threshold == 20
    error_message = "A t4g.medium has 4 GiB, and credits."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["connections"].threshold == 160
    error_message = "max_connections counts if it is set."
  }

  assert {
    condition     = [for parameter in aws_db_parameter_group.this.parameter : parameter.apply_method if parameter.name == "max_connections"] == ["pending-reboot"]
    error_message = "max_connections waits for a restart, also when the caller sets it."
  }
}

run "a_class_that_is_not_known_has_no_guessed_thresholds" {
  command = plan

  variables {
    instance_class = "db.m7g.metal"
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.this), "free_memory") && !contains(keys(aws_cloudwatch_metric_alarm.this), "connections")
    error_message = "No memory is guessed: alarms.memory_gib tells it."
  }
}

run "topics_by_severity" {
  command = plan

  variables {
    alarm_topics = { critical = "arn:aws:sns:eu-west-1:111122223333:critical", warning = "arn:aws:sns:eu-west-1:111122223333:warning" }
    events       = { severity = "info", categories = ["failover", "failure"] }
  }

  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.this :
      alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111122223333:${contains(["free_memory", "free_storage", "silence", "transaction_ids"], key) ? "critical" : "warning"}"]) && alarm.ok_actions == alarm.alarm_actions
    ])
    error_message = "What loses data or service is critical, the rest a warning; the end of an alarm is told, too."
  }

  assert {
    condition     = aws_db_event_subscription.this[0].sns_topic == "arn:aws:sns:eu-west-1:111122223333:warning" && aws_db_event_subscription.this[0].source_ids == toset(["signalcraft-test"]) && aws_db_event_subscription.this[0].event_categories == toset(["failover", "failure"])
    error_message = "Events go to the topic asked for, or to the one that is there."
  }
}

run "replicas_come_with_a_master_password_of_our_own" {
  command = plan

  variables {
    master          = { managed = false, password_version = 3 }
    master_password = "a-password-for-tests"
    multi_az        = true
    replicas = {
      reports = { instance_class = "db.r7g.large", zone = "eu-west-1b", replica_lag_seconds = 300 }
      search  = { multi_az = true, max_allocated_gib = 800 }
    }
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password == null && aws_db_instance.this.password_wo_version == 3 && aws_db_instance.this.password == null && aws_db_instance.this.password_wo == null
    error_message = "The password goes to RDS and into neither plan nor state."
  }

  assert {
    condition     = aws_secretsmanager_secret.master[0].name == "signalcraft-test/database/master" && aws_secretsmanager_secret_version.master[0].secret_string_wo_version == 3 && aws_secretsmanager_secret_version.master[0].secret_string == null && aws_secretsmanager_secret_version.master[0].secret_string_wo == null
    error_message = "The master secret is ours, with the same version, and its value is written down nowhere else."
  }

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.master) == 0 && output.master_secret_arn == aws_secretsmanager_secret.master[0].arn
    error_message = "There is no schedule without a managed password, and the output is our secret."
  }

  assert {
    condition     = aws_db_instance.replica["reports"].identifier == "signalcraft-test-reports" && aws_db_instance.replica["reports"].replicate_source_db == "signalcraft-test" && aws_db_instance.replica["reports"].instance_class == "db.r7g.large" && aws_db_instance.replica["reports"].availability_zone == "eu-west-1b"
    error_message = "A replica is called after its key."
  }

  assert {
    condition     = aws_db_instance.replica["search"].instance_class == "db.m7g.large" && aws_db_instance.replica["search"].multi_az && aws_db_instance.replica["search"].max_allocated_storage == 800
    error_message = "What is left out is as on the instance."
  }

  assert {
    condition     = alltrue([for replica in aws_db_instance.replica : replica.storage_encrypted && replica.publicly_accessible == false && replica.deletion_protection && replica.skip_final_snapshot && replica.backup_retention_period == 1 && replica.parameter_group_name == aws_db_parameter_group.this.name])
    error_message = "Replicas are encrypted, private and protected, too."
  }

  assert {
    condition     = contains(keys(aws_cloudwatch_log_group.this), "signalcraft-test-search/postgresql")
    error_message = "Replicas' log groups are ours, too."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["replica_lag_reports"].threshold == 300 && aws_cloudwatch_metric_alarm.this["replica_lag_search"].threshold == 60 && aws_cloudwatch_metric_alarm.this["replica_lag_search"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["replica_lag_search"].dimensions["DBInstanceIdentifier"] == "signalcraft-test-search"
    error_message = "Each replica's lag is watched, and a replica that reports none is behind."
  }
}

run "users_values_are_written_only" {
  command = plan

  variables {
    users          = { owner = {}, application = { password_version = 2, username = "app" }, reader = { password_version = 1 } }
    user_passwords = { application = "a-password-for-tests", reader = "another-password-here" }
  }

  assert {
    condition     = toset(keys(aws_secretsmanager_secret_version.user)) == toset(["application", "reader"]) && aws_secretsmanager_secret_version.user["application"].secret_string_wo_version == 2
    error_message = "Who has a version gets a value, and gets it again with the next version."
  }

  assert {
    condition     = alltrue([for version in aws_secretsmanager_secret_version.user : version.secret_string == null && version.secret_string_wo == null])
    error_message = "No value is in the plan."
  }

  assert {
    condition     = output.usernames == { application = "app", owner = "signalcraft_owner", reader = "signalcraft_reader" } && toset(keys(output.secret_arns)) == toset(["application", "owner", "reader"])
    error_message = "Others can be added."
  }
}

run "backups_are_copied_to_another_region_under_a_key_of_it" {
  command = plan

  variables {
    backup = { replication = { enabled = true, region = "eu-central-1" } }
  }

  assert {
    condition     = aws_db_instance_automated_backups_replication.this[0].region == "eu-central-1" && aws_db_instance_automated_backups_replication.this[0].source_db_instance_arn == aws_db_instance.this.arn && aws_db_instance_automated_backups_replication.this[0].retention_period == 14
    error_message = "Copies go to the other region, for 14 days."
  }

  assert {
    condition     = aws_kms_key.copies[0].region == "eu-central-1" && aws_kms_key.copies[0].enable_key_rotation && aws_db_instance_automated_backups_replication.this[0].kms_key_id == aws_kms_key.copies[0].arn
    error_message = "They have a key of that region."
  }

  assert {
    condition     = output.backup_replication.region == "eu-central-1" && output.backup_replication.automated_backups_arn == "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-abcdefghijklmnopqrstuvwxyz"
    error_message = "Where they are is an output, for a restore there."
  }
}

run "keys_can_be_given" {
  command = plan

  variables {
    encryption = { create_key = false, key_arn = "arn:aws:kms:eu-west-1:111122223333:key/given" }
    backup     = { replication = { enabled = true, region = "eu-central-1", create_key = false, key_arn = "arn:aws:kms:eu-central-1:111122223333:key/given" } }
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && length(aws_kms_alias.this) == 0 && aws_db_instance.this.kms_key_id == "arn:aws:kms:eu-west-1:111122223333:key/given"
    error_message = "The key that was given is taken, and none is made."
  }

  assert {
    condition     = length(aws_kms_key.copies) == 0 && aws_db_instance_automated_backups_replication.this[0].kms_key_id == "arn:aws:kms:eu-central-1:111122223333:key/given"
    error_message = "So it is for the copies."
  }
}

run "a_proxy_reads_its_users_secrets_and_nothing_else" {
  command = plan

  variables {
    proxy = { enabled = true, security_group_ids = ["sg-proxy"], users = ["application"] }
  }

  assert {
    condition     = aws_db_proxy.this[0].require_tls && aws_db_proxy.this[0].vpc_security_group_ids == toset(["sg-proxy"]) && [for auth in aws_db_proxy.this[0].auth : [auth.secret_arn, auth.iam_auth, auth.client_password_auth_type]] == [[aws_secretsmanager_secret.user["application"].arn, "REQUIRED", "POSTGRES_SCRAM_SHA_256"]]
    error_message = "The proxy asks for TLS and a token, and logs in with the application's secret."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.proxy[0].policy).Statement[0].Resource == [aws_secretsmanager_secret.user["application"].arn] && jsondecode(aws_iam_role_policy.proxy[0].policy).Statement[1].Resource == aws_kms_key.this[0].arn
    error_message = "Its role reads that secret with that key."
  }

  assert {
    condition     = aws_db_proxy_target.this[0].db_instance_identifier == "signalcraft-test" && output.proxy_endpoint == "signalcraft-test.proxy-abcdefghijkl.eu-west-1.rds.amazonaws.com" && aws_cloudwatch_log_group.proxy[0].retention_in_days == 365
    error_message = "It stands before the instance, its logs end."
  }
}

run "a_new_instance_begins_with_a_snapshot" {
  command = plan

  variables {
    restore = { snapshot_identifier = "signalcraft-before" }
    backup  = { final_snapshot = { generation = 2 } }
  }

  assert {
    condition     = aws_db_instance.this.snapshot_identifier == "signalcraft-before" && length(aws_db_instance.this.restore_to_point_in_time) == 0 && aws_db_instance.this.db_name != "signalcraft" && aws_db_instance.this.username != "postgres"
    error_message = "It is restored from the snapshot, and its database and master user come from there."
  }

  assert {
    condition     = aws_db_instance.this.final_snapshot_identifier == "signalcraft-test-final-2"
    error_message = "The next generation leaves a snapshot of its own name."
  }
}

run "a_new_instance_begins_with_a_moment_of_another" {
  command = plan

  variables {
    restore = { point_in_time = { resource_id = "db-GONE", time = "2026-01-31T23:45:00Z" } }
  }

  assert {
    condition     = aws_db_instance.this.restore_to_point_in_time[0].source_dbi_resource_id == "db-GONE" && aws_db_instance.this.restore_to_point_in_time[0].restore_time == "2026-01-31T23:45:00Z" && aws_db_instance.this.restore_to_point_in_time[0].use_latest_restorable_time == null
    error_message = "It is restored to the moment."
  }
}

run "updates_on_a_copy" {
  command = plan

  variables {
    master          = { managed = false }
    master_password = "a-password-for-tests"
    upgrades        = { blue_green = true }
    engine          = { version = "17.6", auto_minor_upgrade = false, allow_major_upgrade = true, preload = ["pg_stat_statements", "pgaudit"] }
    storage         = { type = "io2", allocated_gib = 200, iops = 20000 }
    parameters      = { log_statement = { value = "none" }, "rds.force_ssl" = { value = "1" }, work_mem = { value = "65536", apply_method = "pending-reboot" } }
  }

  assert {
    condition     = aws_db_instance.this.blue_green_update[0].enabled && aws_db_instance.this.engine_version == "17.6" && aws_db_parameter_group.this.family == "postgres17" && aws_db_instance.this.iops == 20000
    error_message = "Updates are made on a copy; a minor version can be pinned."
  }

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => "${parameter.value} ${parameter.apply_method}" if contains(["log_statement", "shared_preload_libraries", "work_mem"], parameter.name) } == { log_statement = "none immediate", shared_preload_libraries = "pg_stat_statements,pgaudit pending-reboot", work_mem = "65536 pending-reboot" }
    error_message = "The caller's parameters go before the module's."
  }
}

run "the_schedule_can_be_rdss_own" {
  command = plan

  variables {
    master_rotation_days = 0
  }

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.master) == 0 && aws_db_instance.this.manage_master_user_password
    error_message = "No schedule of ours."
  }
}
