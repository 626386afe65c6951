# What is refused at plan, by a sentence that says what would be valid.

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

run "an_account_that_is_none" {
  command = plan

  variables {
    account = { id = "1234", region = "eu-west-1" }
  }

  expect_failures = [var.account]
}

run "a_region_that_is_none" {
  command = plan

  variables {
    account = { id = "111122223333", region = "Ireland" }
  }

  expect_failures = [var.account, var.network]
}

run "a_percentage_of_nothing" {
  command = plan

  variables {
    alarms = { free_storage_percent = 0 }
  }

  expect_failures = [var.alarms]
}

run "an_alarm_that_is_none" {
  command = plan

  variables {
    alarms = { omit = ["disk"] }
  }

  expect_failures = [var.alarms]
}

run "transaction_ids_beyond_the_wraparound" {
  command = plan

  variables {
    alarms = { transaction_ids = 3000000000 }
  }

  expect_failures = [var.alarms]
}

run "no_backups" {
  command = plan

  variables {
    backup = { retention_days = 0 }
  }

  expect_failures = [var.backup]
}

run "backups_for_more_than_35_days" {
  command = plan

  variables {
    backup = { retention_days = 36 }
  }

  expect_failures = [var.backup]
}

run "a_backup_window_that_is_none" {
  command = plan

  variables {
    backup = { window = "2am" }
  }

  expect_failures = [var.backup]
}

run "copies_that_are_not_kept" {
  command = plan

  variables {
    backup = { replication = { retention_days = 0 } }
  }

  expect_failures = [var.backup]
}

run "copies_in_the_same_region" {
  command = plan

  variables {
    backup = { replication = { enabled = true, region = "eu-west-1" } }
  }

  expect_failures = [var.backup]
}

run "copies_without_a_key" {
  command = plan

  variables {
    backup = { replication = { enabled = true, region = "eu-central-1", create_key = false } }
  }

  expect_failures = [var.backup]
}

run "half_a_generation" {
  command = plan

  variables {
    backup = { final_snapshot = { generation = 0.5 } }
  }

  expect_failures = [var.backup]
}

run "a_backup_window_of_ten_minutes" {
  command = plan

  variables {
    backup = { window = "02:00-02:10" }
  }

  expect_failures = [aws_db_instance.this]
}

run "a_maintenance_window_that_is_none" {
  command = plan

  variables {
    maintenance = { window = "sunday" }
  }

  expect_failures = [var.maintenance]
}

run "a_maintenance_window_of_ten_minutes" {
  command = plan

  variables {
    maintenance = { window = "sun:04:00-sun:04:10" }
  }

  expect_failures = [aws_db_instance.this]
}

run "maintenance_that_begins_during_the_backup" {
  command = plan

  variables {
    backup = { window = "02:00-04:30" }
  }

  expect_failures = [aws_db_instance.this]
}

run "a_backup_during_maintenance_past_midnight" {
  command = plan

  variables {
    backup      = { window = "00:15-00:45" }
    maintenance = { window = "sat:23:30-sun:00:30" }
  }

  expect_failures = [aws_db_instance.this]
}

run "a_database_name_with_a_hyphen" {
  command = plan

  variables {
    database_name = "signal-craft"
  }

  expect_failures = [var.database_name, var.users]
}

run "a_database_of_the_servers_own" {
  command = plan

  variables {
    database_name = "postgres"
  }

  expect_failures = [var.database_name]
}

run "no_key" {
  command = plan

  variables {
    encryption = { create_key = false }
  }

  expect_failures = [var.encryption]
}

run "two_keys" {
  command = plan

  variables {
    encryption = { key_arn = "arn:aws:kms:eu-west-1:111122223333:key/given" }
  }

  expect_failures = [var.encryption]
}

run "a_key_that_goes_tomorrow" {
  command = plan

  variables {
    encryption = { deletion_window_days = 1 }
  }

  expect_failures = [var.encryption]
}

run "a_version_of_another_engine" {
  command = plan

  variables {
    engine = { version = "8.0.36" }
  }

  expect_failures = [var.engine]
}

run "a_pinned_minor_version_that_moves" {
  command = plan

  variables {
    engine = { version = "17.6" }
  }

  expect_failures = [var.engine]
}

run "a_family_of_another_version" {
  command = plan

  variables {
    engine = { version = "17", family = "postgres16" }
  }

  expect_failures = [var.engine]
}

run "no_statistics_of_statements" {
  command = plan

  variables {
    engine = { preload = ["auto_explain"] }
  }

  expect_failures = [var.engine]
}

run "a_preload_that_rds_has_not" {
  command = plan

  variables {
    engine = { preload = ["pg_stat_statements", "timescaledb"] }
  }

  expect_failures = [var.engine]
}

run "an_authority_that_expired" {
  command = plan

  variables {
    engine = { ca = "rds-ca-2019" }
  }

  expect_failures = [var.engine]
}

run "a_severity_that_is_none" {
  command = plan

  variables {
    events = { severity = "urgent" }
  }

  expect_failures = [var.events]
}

run "a_class_that_is_none" {
  command = plan

  variables {
    instance_class = "m7g.large"
  }

  expect_failures = [var.instance_class]
}

run "a_log_that_is_none" {
  command = plan

  variables {
    logs = { exports = ["slowquery"] }
  }

  expect_failures = [var.logs]
}

run "logs_for_100_days" {
  command = plan

  variables {
    logs = { retention_days = 100 }
  }

  expect_failures = [var.logs]
}

run "a_reserved_master_user" {
  command = plan

  variables {
    master = { username = "rdsadmin" }
  }

  expect_failures = [var.master]
}

run "a_rotation_once_a_year" {
  command = plan

  variables {
    master = { rotation_days = 365 }
  }

  expect_failures = [var.master]
}

run "replicas_with_a_managed_master_password" {
  command = plan

  variables {
    replicas = { reports = {} }
  }

  expect_failures = [var.master]
}

run "blue_green_with_a_managed_master_password" {
  command = plan

  variables {
    upgrades = { blue_green = true }
  }

  expect_failures = [var.master]
}

run "no_master_password" {
  command = plan

  variables {
    master = { managed = false }
  }

  expect_failures = [var.master_password]
}

run "a_short_master_password" {
  command = plan

  variables {
    master          = { managed = false }
    master_password = "short"
  }

  expect_failures = [var.master_password]
}

run "two_master_passwords" {
  command = plan

  variables {
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.master_password]
}

run "monitoring_every_two_seconds" {
  command = plan

  variables {
    monitoring = { interval_seconds = 2 }
  }

  expect_failures = [var.monitoring]
}

run "insights_for_100_days" {
  command = plan

  variables {
    monitoring = { performance_insights_retention_days = 100 }
  }

  expect_failures = [var.monitoring]
}

run "insights_that_are_none" {
  command = plan

  variables {
    monitoring = { database_insights = "full" }
  }

  expect_failures = [var.monitoring]
}

run "advanced_insights_for_a_week" {
  command = plan

  variables {
    monitoring = { database_insights = "advanced" }
  }

  expect_failures = [var.monitoring]
}

run "a_name_beyond_what_aws_allows" {
  command = plan

  variables {
    name = "signalcraft-production-of-the-northern-region"
  }

  expect_failures = [var.name]
}

run "a_name_that_ends_in_a_hyphen" {
  command = plan

  variables {
    name = "signalcraft-"
  }

  expect_failures = [var.name]
}

run "one_zone_where_two_are_needed" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a" }, security_group_ids = ["sg-database"] }
  }

  expect_failures = [var.network]
}

run "a_zone_of_another_region" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a", us-east-1b = "subnet-b" }, security_group_ids = ["sg-database"] }
  }

  expect_failures = [var.network]
}

run "no_security_group" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a", eu-west-1b = "subnet-b" }, security_group_ids = [] }
  }

  expect_failures = [var.network]
}

run "a_public_database" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a", eu-west-1b = "subnet-b" }, security_group_ids = ["sg-database"], publicly_accessible = true }
  }

  expect_failures = [var.network]
}

run "an_apply_method_that_is_none" {
  command = plan

  variables {
    parameters = { work_mem = { value = "65536", apply_method = "now" } }
  }

  expect_failures = [var.parameters]
}

run "connections_in_the_clear" {
  command = plan

  variables {
    parameters = { "rds.force_ssl" = { value = "0" } }
  }

  expect_failures = [var.parameters]
}

run "preloads_in_two_places" {
  command = plan

  variables {
    parameters = { shared_preload_libraries = { value = "pgaudit" } }
  }

  expect_failures = [var.parameters]
}

run "a_static_parameter_at_once" {
  command = plan

  variables {
    parameters = { max_connections = { value = "200", apply_method = "immediate" } }
  }

  expect_failures = [var.parameters]
}

run "a_port_that_rds_has_not" {
  command = plan

  variables {
    port = 80
  }

  expect_failures = [var.port]
}

run "a_proxy_without_a_security_group" {
  command = plan

  variables {
    proxy = { enabled = true }
  }

  expect_failures = [var.proxy]
}

run "a_proxy_for_nobody" {
  command = plan

  variables {
    proxy = { enabled = true, security_group_ids = ["sg-proxy"], users = ["reader"] }
  }

  expect_failures = [var.proxy]
}

run "a_proxy_that_takes_all_and_more" {
  command = plan

  variables {
    proxy = { max_connections_percent = 120 }
  }

  expect_failures = [var.proxy]
}

run "a_proxy_that_waits_for_ever" {
  command = plan

  variables {
    proxy = { idle_client_timeout_seconds = 86400 }
  }

  expect_failures = [var.proxy]
}

run "a_proxy_with_blue_green" {
  command = plan

  variables {
    proxy           = { enabled = true, security_group_ids = ["sg-proxy"] }
    upgrades        = { blue_green = true }
    master          = { managed = false }
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.proxy]
}

run "a_replicas_key_that_is_no_name" {
  command = plan

  variables {
    replicas        = { Reports_ = {} }
    master          = { managed = false }
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.replicas]
}

run "more_replicas_than_rds_allows" {
  command = plan

  variables {
    replicas        = { r0 = {}, r1 = {}, r2 = {}, r3 = {}, r4 = {}, r5 = {}, r6 = {}, r7 = {}, r8 = {}, r9 = {}, r10 = {}, r11 = {}, r12 = {}, r13 = {}, r14 = {}, r15 = {} }
    master          = { managed = false }
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.replicas]
}

run "a_replicas_class_that_is_none" {
  command = plan

  variables {
    replicas        = { reports = { instance_class = "large" } }
    master          = { managed = false }
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.replicas]
}

run "a_replica_in_a_zone_without_subnet" {
  command = plan

  variables {
    replicas        = { reports = { zone = "eu-west-1c" } }
    master          = { managed = false }
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.replicas]
}

run "blue_green_with_replicas" {
  command = plan

  variables {
    replicas        = { reports = {} }
    upgrades        = { blue_green = true }
    master          = { managed = false }
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.upgrades]
}

run "two_beginnings" {
  command = plan

  variables {
    restore = { snapshot_identifier = "a", point_in_time = { source_identifier = "b", latest = true } }
  }

  expect_failures = [var.restore]
}

run "a_moment_of_nothing" {
  command = plan

  variables {
    restore = { point_in_time = { latest = true } }
  }

  expect_failures = [var.restore]
}

run "two_moments" {
  command = plan

  variables {
    restore = { point_in_time = { source_identifier = "b", latest = true, time = "2026-01-31T23:45:00Z" } }
  }

  expect_failures = [var.restore]
}

run "a_recovery_of_three_days" {
  command = plan

  variables {
    secret_recovery_days = 3
  }

  expect_failures = [var.secret_recovery_days]
}

run "a_storage_type_that_is_none" {
  command = plan

  variables {
    storage = { type = "ssd" }
  }

  expect_failures = [var.storage]
}

run "too_little_storage" {
  command = plan

  variables {
    storage = { allocated_gib = 10 }
  }

  expect_failures = [var.storage]
}

run "growth_to_less_than_there_is" {
  command = plan

  variables {
    storage = { allocated_gib = 200, max_allocated_gib = 210 }
  }

  expect_failures = [var.storage]
}

run "provisioned_storage_without_iops" {
  command = plan

  variables {
    storage = { type = "io2" }
  }

  expect_failures = [var.storage]
}

run "more_iops_than_the_size_bears" {
  command = plan

  variables {
    storage = { type = "io1", allocated_gib = 100, iops = 6000 }
  }

  expect_failures = [var.storage]
}

run "iops_for_gp2" {
  command = plan

  variables {
    storage = { type = "gp2", iops = 3000 }
  }

  expect_failures = [var.storage]
}

run "iops_for_a_small_gp3" {
  command = plan

  variables {
    storage = { allocated_gib = 100, iops = 12000 }
  }

  expect_failures = [var.storage]
}

run "throughput_beyond_the_iops" {
  command = plan

  variables {
    storage = { allocated_gib = 500, iops = 12000, throughput_mibps = 3500 }
  }

  expect_failures = [var.storage]
}

run "tags_that_the_module_sets" {
  command = plan

  variables {
    tags = { Name = "mine" }
  }

  expect_failures = [var.tags]
}

run "a_version_without_a_password" {
  command = plan

  variables {
    users = { owner = { password_version = 1 }, application = {} }
  }

  expect_failures = [var.user_passwords]
}

run "users_without_an_owner" {
  command = plan

  variables {
    users = { application = {} }
  }

  expect_failures = [var.users]
}

run "a_user_called_master" {
  command = plan

  variables {
    users = { owner = {}, application = {}, master = {} }
  }

  expect_failures = [var.users]
}

run "a_username_that_postgres_keeps" {
  command = plan

  variables {
    users = { owner = { username = "pg_owner" }, application = {} }
  }

  expect_failures = [var.users]
}

run "two_users_of_one_name" {
  command = plan

  variables {
    users = { owner = { username = "app" }, application = { username = "app" } }
  }

  expect_failures = [var.users]
}

run "a_schedule_for_a_secret_that_is_not_there_yet" {
  command = plan

  # An instance that had a password of its own until now: RDS makes the secret with this apply.
  override_resource {
    target          = aws_db_instance.this
    override_during = plan
    values          = { master_user_secret = [] }
  }

  expect_failures = [aws_secretsmanager_secret_rotation.master]
}
