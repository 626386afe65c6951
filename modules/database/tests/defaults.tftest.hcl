# What one gets who says nothing but where. Each run is a promise of the README.

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

run "everything_at_rest_has_the_modules_key" {
  command = plan

  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == aws_kms_key.this[0].arn
    error_message = "Storage is encrypted with the module's key."
  }

  assert {
    condition     = aws_db_instance.this.master_user_secret_kms_key_id == aws_kms_key.this[0].arn && aws_db_instance.this.performance_insights_kms_key_id == aws_kms_key.this[0].arn
    error_message = "The master secret and Performance Insights are encrypted with the module's key."
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.user : secret.kms_key_id == aws_kms_key.this[0].arn])
    error_message = "Users' secrets are encrypted with the module's key."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == aws_kms_key.this[0].arn])
    error_message = "Logs are encrypted with the module's key."
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_key.this[0].deletion_window_in_days == 30 && aws_kms_alias.this[0].name == "alias/signalcraft-test-database"
    error_message = "The key is rotated, waits 30 days before it is deleted, and has an alias."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this[0].policy).Statement :
      try(statement.Principal.AWS == "arn:aws:iam::111122223333:root", false) ||
      try(statement.Principal.Service == "logs.eu-west-1.amazonaws.com" && statement.Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/rds/instance/signalcraft-test*", false)
    ])
    error_message = "The key is for the account, and for CloudWatch Logs only as far as this database's groups go."
  }

  assert {
    condition     = output.key_arn == aws_kms_key.this[0].arn
    error_message = "The key's ARN is an output."
  }
}

run "connections_are_private_and_encrypted" {
  command = plan

  assert {
    condition     = aws_db_instance.this.publicly_accessible == false && aws_db_instance.this.vpc_security_group_ids == toset(["sg-database"])
    error_message = "The instance has no public address, and the security groups that it was given."
  }

  assert {
    condition     = aws_db_subnet_group.this.subnet_ids == toset(["subnet-a", "subnet-b"]) && aws_db_instance.this.db_subnet_group_name == aws_db_subnet_group.this.name
    error_message = "The instance stands in the subnets that it was given."
  }

  assert {
    condition     = [for parameter in aws_db_parameter_group.this.parameter : parameter.value if parameter.name == "rds.force_ssl"] == ["1"]
    error_message = "The server refuses connections without TLS."
  }

  assert {
    condition     = aws_db_instance.this.ca_cert_identifier == "rds-ca-rsa2048-g1" && aws_db_instance.this.port == 5432
    error_message = "The certificate is of an authority that lasts, and the port PostgreSQL's."
  }
}

run "no_password_is_ours_to_lose" {
  command = plan

  assert {
    condition     = aws_db_instance.this.manage_master_user_password == true && aws_db_instance.this.password == null && aws_db_instance.this.password_wo_version == null
    error_message = "RDS makes and keeps the master password."
  }

  assert {
    condition     = length(aws_secretsmanager_secret_version.user) == 0 && length(aws_secretsmanager_secret_version.master) == 0 && length(aws_secretsmanager_secret.master) == 0
    error_message = "Secrets of users are empty until the bootstrap fills them, and there is no second master secret."
  }

  assert {
    condition     = aws_secretsmanager_secret.user["owner"].name == "signalcraft-test/database/owner" && aws_secretsmanager_secret.user["application"].name == "signalcraft-test/database/application"
    error_message = "Owner and application have a secret each, by name."
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.user : secret.recovery_window_in_days == 30])
    error_message = "A deleted secret can be brought back for 30 days."
  }

  assert {
    condition     = output.usernames == { application = "signalcraft_application", owner = "signalcraft_owner" }
    error_message = "Roles are named after the database."
  }

  assert {
    condition     = aws_db_instance.this.iam_database_authentication_enabled && output.connect_arns["application"] == "arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-ABCDEFGHIJKLMNOPQRSTUVWXY1/signalcraft_application"
    error_message = "Logins with IAM tokens are possible, and the output says what a role must be allowed."
  }
}

run "the_master_secret_is_rotated_when_we_say" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret_rotation.master[0].secret_id == aws_db_instance.this.master_user_secret[0].secret_arn
    error_message = "The schedule is on the secret that RDS made."
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.master[0].rotation_rules[0].automatically_after_days == 30 && aws_secretsmanager_secret_rotation.master[0].rotate_immediately == false
    error_message = "It is rotated every 30 days, and not by the apply that sets the schedule."
  }

  assert {
    condition     = output.master_secret_arn == aws_db_instance.this.master_user_secret[0].secret_arn
    error_message = "The output is the ARN of RDS's secret."
  }
}

run "backups_reach_back_35_days_and_outlive_the_instance" {
  command = plan

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 35 && aws_db_instance.this.delete_automated_backups == false && aws_db_instance.this.copy_tags_to_snapshot
    error_message = "Backups are kept for 35 days, also after a deletion, and snapshots have the tags."
  }

  assert {
    condition     = aws_db_instance.this.skip_final_snapshot == false && aws_db_instance.this.final_snapshot_identifier == "signalcraft-test-final-1"
    error_message = "A deletion leaves a snapshot, whose name is known beforehand."
  }

  assert {
    condition     = aws_db_instance.this.backup_window == "02:00-03:00" && aws_db_instance.this.maintenance_window == "sun:04:00-sun:05:00"
    error_message = "The windows are said, and apart."
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && length(aws_db_instance_automated_backups_replication.this) == 0
    error_message = "Deletion is refused; copies in another region are asked for."
  }
}

run "it_survives_a_zone_and_grows" {
  command = plan

  assert {
    condition     = aws_db_instance.this.multi_az
    error_message = "There is a standby in another zone."
  }

  assert {
    condition     = aws_db_instance.this.allocated_storage == 100 && aws_db_instance.this.max_allocated_storage == 400 && aws_db_instance.this.storage_type == "gp3"
    error_message = "100 GiB of gp3 grow up to four times as much."
  }
}

run "versions_move_by_the_rules" {
  command = plan

  assert {
    condition     = aws_db_instance.this.engine == "postgres" && aws_db_instance.this.engine_version == "17" && aws_db_parameter_group.this.family == "postgres17"
    error_message = "The family of the parameters follows the version."
  }

  assert {
    condition     = aws_db_instance.this.auto_minor_version_upgrade && aws_db_instance.this.allow_major_version_upgrade == false && aws_db_instance.this.apply_immediately == false
    error_message = "Minor versions come by themselves in the window, major ones when allowed."
  }

  assert {
    condition     = aws_db_instance.this.engine_lifecycle_support == "open-source-rds-extended-support-disabled"
    error_message = "Extended support, which costs by the processor, is not slid into."
  }
}

run "parameters_say_what_waits_for_a_restart" {
  command = plan

  assert {
    condition     = aws_db_parameter_group.this.name_prefix == "signalcraft-test-postgres17-" && aws_db_instance.this.parameter_group_name == aws_db_parameter_group.this.name
    error_message = "The group has a name of its own kind, so that the next one can be made beside it."
  }

  assert {
    condition     = [for parameter in aws_db_parameter_group.this.parameter : [parameter.value, parameter.apply_method] if parameter.name == "shared_preload_libraries"] == [["pg_stat_statements", "pending-reboot"]]
    error_message = "pg_stat_statements is preloaded, from the next restart on."
  }

  assert {
    condition = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value if parameter.apply_method == "immediate" } == {
      "idle_in_transaction_session_timeout" = "600000"
      "log_autovacuum_min_duration"         = "10000"
      "log_lock_waits"                      = "1"
      "log_min_duration_statement"          = "1000"
      "log_statement"                       = "ddl"
      "log_temp_files"                      = "10240"
      "pg_stat_statements.track"            = "all"
      "rds.force_ssl"                       = "1"
      "track_io_timing"                     = "1"
    }
    error_message = "Slow statements, DDL, lock waits and temporary files are logged, and no transaction idles for more than ten minutes."
  }
}

run "it_is_watched_and_its_logs_end" {
  command = plan

  assert {
    condition     = aws_db_instance.this.monitoring_interval == 60 && aws_db_instance.this.monitoring_role_arn == aws_iam_role.monitoring[0].arn
    error_message = "Enhanced monitoring runs every minute, with a role."
  }

  assert {
    condition     = jsondecode(aws_iam_role.monitoring[0].assume_role_policy).Statement[0].Condition == { StringEquals = { "aws:SourceAccount" = "111122223333" }, ArnLike = { "aws:SourceArn" = "arn:aws:rds:eu-west-1:111122223333:db:signalcraft-test*" } }
    error_message = "The role is for this account's instance only."
  }

  assert {
    condition     = aws_db_instance.this.performance_insights_enabled && aws_db_instance.this.performance_insights_retention_period == 7 && aws_db_instance.this.database_insights_mode == "standard"
    error_message = "Performance Insights is on, for the seven days that cost nothing."
  }

  assert {
    condition     = { for key, group in aws_cloudwatch_log_group.this : group.name => group.retention_in_days } == { "/aws/rds/instance/signalcraft-test/postgresql" = 365, "/aws/rds/instance/signalcraft-test/upgrade" = 365 }
    error_message = "Logs go to groups that we make, and are kept for a year."
  }

  assert {
    condition     = aws_db_instance.this.enabled_cloudwatch_logs_exports == toset(["postgresql", "upgrade"])
    error_message = "Both logs are exported."
  }
}

run "alarms_are_there_and_silence_is_one" {
  command = plan

  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset([
      "connections", "cpu", "disk_queue", "ebs_io_balance", "free_memory", "free_storage", "load", "read_latency", "silence",
      "transaction_ids", "transaction_log", "write_latency",
    ])
    error_message = "The alarms of an instance of class m."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["silence"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["load"].treat_missing_data == "notBreaching" && aws_cloudwatch_metric_alarm.this["cpu"].treat_missing_data == "missing"
    error_message = "Each alarm says what missing data means, and the one of silence takes it for an outage."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["free_memory"].threshold == 858993459 && aws_cloudwatch_metric_alarm.this["free_storage"].threshold == 10737418240
    error_message = "A tenth of 8 GiB of memory and of 100 GiB of storage."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["connections"].threshold == 720
    error_message = "80 % of the 901 connections that RDS allows for 8 GiB."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.alarm_actions) == 0 && alarm.dimensions == tomap({ DBInstanceIdentifier = "signalcraft-test" })])
    error_message = "Without topics, alarms tell nobody; all are this instance's."
  }

  assert {
    condition     = output.alarm_names["free_storage"] == "signalcraft-test-database-free-storage" && length(output.alarm_arns) == 12 && length(aws_db_event_subscription.this) == 0
    error_message = "Names and ARNs are outputs; without topics no events are subscribed."
  }
}

run "only_name_and_component_are_tagged" {
  command = plan

  variables {
    tags = { CostCentre = "alerts" }
  }

  assert {
    condition     = aws_db_instance.this.tags == tomap({ Name = "signalcraft-test", Component = "database", CostCentre = "alerts" })
    error_message = "The module adds Name and Component, and leaves the rest to default_tags."
  }

  assert {
    condition     = aws_kms_key.this[0].tags["Component"] == "database" && aws_secretsmanager_secret.user["owner"].tags["CostCentre"] == "alerts" && aws_db_parameter_group.this.tags["Component"] == "database"
    error_message = "The same tags are on what goes with the instance."
  }
}
