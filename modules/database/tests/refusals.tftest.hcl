# What is refused at plan, by a sentence that says what would be valid. Rules that stand alone share a run, one of each variable, since
# a variable counts as refused whichever of its rules says so.

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

run "no_backups" {
  command = plan

  variables {
    backup = { retention_days = 0 }
  }

  expect_failures = [var.backup]
}

run "a_family_of_another_version" {
  command = plan

  variables {
    engine = { version = "17", family = "postgres16" }
  }

  expect_failures = [var.engine]
}

run "a_public_database" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a", eu-west-1b = "subnet-b" }, security_group_ids = ["sg-database"], publicly_accessible = true }
  }

  expect_failures = [var.network]
}

run "one_zone_where_two_are_needed" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a" }, security_group_ids = ["sg-database"] }
  }

  expect_failures = [var.network]
}

run "a_name_beyond_what_aws_allows" {
  command = plan

  variables {
    name = "signalcraft-production-of-the-northern-region"
  }

  expect_failures = [var.name]
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

run "connections_in_the_clear" {
  command = plan

  variables {
    parameters = { "rds.force_ssl" = { value = "0" } }
  }

  expect_failures = [var.parameters]
}

run "growth_to_less_than_there_is" {
  command = plan

  variables {
    storage = { allocated_gib = 200, max_allocated_gib = 210 }
  }

  expect_failures = [var.storage]
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

run "a_backup_window_of_ten_minutes" {
  command = plan

  variables {
    backup = { window = "02:00-02:10" }
  }

  expect_failures = [aws_db_instance.this]
}

run "a_maintenance_window_of_ten_minutes" {
  command = plan

  variables {
    maintenance = { window = "sun:04:00-sun:04:10" }
  }

  expect_failures = [aws_db_instance.this]
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

run "a_version_without_a_password" {
  command = plan

  variables {
    users = { owner = { password_version = 1 }, application = {} }
  }

  expect_failures = [var.user_passwords]
}

run "numbers_out_of_range" {
  command = plan

  variables {
    alarms               = { transaction_ids = 3000000000 }
    backup               = { retention_days = 36 }
    encryption           = { deletion_window_days = 1 }
    engine               = { version = "8.0.36" }
    logs                 = { retention_days = 100 }
    master_rotation_days = 365
    monitoring           = { performance_insights_retention_days = 100 }
    port                 = 80
    secret_recovery_days = 3
    storage              = { allocated_gib = 10 }
  }

  expect_failures = [var.alarms, var.backup, var.encryption, var.engine, var.logs, var.master_rotation_days, var.monitoring, var.port, var.secret_recovery_days, var.storage]
}

run "words_that_are_none" {
  command = plan

  variables {
    alarms         = { omit = ["disk"] }
    backup         = { window = "2am" }
    database_name  = "signal-craft"
    engine         = { ca = "rds-ca-2019" }
    events         = { severity = "urgent" }
    instance_class = "m7g.large"
    logs           = { exports = ["slowquery"] }
    maintenance    = { window = "sunday" }
    master         = { username = "rdsadmin" }
    monitoring     = { database_insights = "full" }
    parameters     = { work_mem = { value = "65536", apply_method = "now" } }
    storage        = { type = "ssd" }
  }

  expect_failures = [var.alarms, var.backup, var.database_name, var.engine, var.events, var.instance_class, var.logs, var.maintenance, var.master, var.monitoring, var.parameters, var.storage]
}

run "more_numbers_out_of_range" {
  command = plan

  variables {
    alarms     = { free_storage_percent = 0 }
    backup     = { replication = { retention_days = 0 } }
    monitoring = { interval_seconds = 2 }
    name       = "signalcraft-"
    storage    = { type = "io1", allocated_gib = 100, iops = 6000 }
  }

  expect_failures = [var.alarms, var.backup, var.monitoring, var.name, var.storage]
}

run "halves_of_things" {
  command = plan

  variables {
    backup     = { final_snapshot = { generation = 0.5 } }
    encryption = { create_key = false }
    monitoring = { database_insights = "advanced" }
    proxy      = { enabled = true }
    restore    = { point_in_time = { latest = true } }
    storage    = { type = "io2" }
  }

  expect_failures = [var.backup, var.encryption, var.monitoring, var.proxy, var.restore, var.storage]
}

run "two_where_one_is_meant" {
  command = plan

  variables {
    encryption = { key_arn = "arn:aws:kms:eu-west-1:111122223333:key/given" }
    parameters = { shared_preload_libraries = { value = "pgaudit" } }
    restore    = { snapshot_identifier = "a", point_in_time = { source_identifier = "b", latest = true } }
    storage    = { type = "gp2", iops = 3000 }
    tags       = { Name = "mine" }
    users      = { owner = { username = "app" }, application = { username = "app" } }
  }

  expect_failures = [var.encryption, var.parameters, var.restore, var.storage, var.tags, var.users]
}

run "what_does_not_fit_together" {
  command = plan

  variables {
    backup     = { replication = { enabled = true, region = "eu-west-1" } }
    engine     = { version = "17.6" }
    parameters = { max_connections = { value = "200", apply_method = "immediate" } }
    restore    = { point_in_time = { source_identifier = "b", latest = true, time = "2026-01-31T23:45:00Z" } }
    storage    = { allocated_gib = 100, iops = 12000 }
    users      = { owner = { username = "pg_owner" }, application = {} }
  }

  expect_failures = [var.backup, var.engine, var.parameters, var.restore, var.storage, var.users]
}

run "what_rds_has_not" {
  command = plan

  variables {
    backup        = { replication = { enabled = true, region = "eu-central-1", create_key = false } }
    database_name = "postgres"
    engine        = { preload = ["pg_stat_statements", "timescaledb"] }
    network       = { subnet_ids = { eu-west-1a = "subnet-a", eu-west-1b = "subnet-b" }, security_group_ids = [] }
    storage       = { allocated_gib = 500, iops = 12000, throughput_mibps = 3500 }
  }

  expect_failures = [var.backup, var.database_name, var.engine, var.network, var.storage]
}

run "users_without_an_owner" {
  command = plan

  variables {
    users = { application = {} }
  }

  expect_failures = [var.users]
}

run "what_we_need_and_is_missing" {
  command = plan

  variables {
    account = { id = "1234", region = "eu-west-1" }
    engine  = { preload = ["auto_explain"] }
  }

  expect_failures = [var.account, var.engine]
}

run "a_user_called_master" {
  command = plan

  variables {
    users = { owner = {}, application = {}, master = {} }
  }

  expect_failures = [var.users]
}

run "a_log_volume_for_gp3" {
  command = plan

  variables {
    storage = { dedicated_log_volume = true }
  }

  expect_failures = [var.storage]
}

run "a_region_that_is_none" {
  command = plan

  variables {
    account = { id = "111122223333", region = "Ireland" }
  }

  expect_failures = [var.account]
}

run "a_zone_of_another_region" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a", us-east-1b = "subnet-b" }, security_group_ids = ["sg-database"] }
  }

  expect_failures = [var.network]
}

run "a_proxy_that_waits_for_ever" {
  command = plan

  variables {
    proxy = { idle_client_timeout_seconds = 86400 }
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

run "a_proxy_for_nobody" {
  command = plan

  variables {
    proxy = { enabled = true, security_group_ids = ["sg-proxy"], users = ["reader"] }
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

run "a_replica_with_backups_for_ever" {
  command = plan

  variables {
    replicas        = { reports = { backup_retention_days = 100 } }
    master          = { managed = false }
    master_password = "a-password-for-tests"
  }

  expect_failures = [var.replicas]
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
