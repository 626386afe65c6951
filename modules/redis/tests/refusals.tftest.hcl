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
    security_group_ids = ["sg-redis"]
  }
  passwords = { application = "a-password-for-tests" }
}

run "a_queue_that_drops_jobs" {
  command = plan

  variables {
    eviction_policy = "allkeys-lru"
  }

  expect_failures = [var.eviction_policy]
}

run "multi_az_without_a_replica" {
  command = plan

  variables {
    cluster = { replicas = 0 }
  }

  expect_failures = [var.cluster]
}

run "multi_az_in_one_zone" {
  command = plan

  variables {
    network = { subnet_ids = { eu-west-1a = "subnet-a" }, security_group_ids = ["sg-redis"] }
  }

  expect_failures = [var.cluster]
}

run "a_family_of_another_engine" {
  command = plan

  variables {
    engine = { family = "redis7" }
  }

  expect_failures = [var.engine]
}

run "a_name_beyond_what_aws_allows" {
  command = plan

  variables {
    name = "signalcraft-production-of-the-northern-region"
  }

  expect_failures = [var.name]
}

run "a_user_without_a_password" {
  command = plan

  variables {
    passwords = {}
  }

  expect_failures = [var.passwords]
}

run "a_password_that_elasticache_refuses" {
  command = plan

  variables {
    passwords = { application = "short" }
  }

  expect_failures = [var.passwords]
}

run "maintenance_that_begins_during_the_snapshot" {
  command = plan

  variables {
    snapshots = { window = "02:00-05:30" }
  }

  expect_failures = [aws_elasticache_replication_group.this]
}

run "a_snapshot_window_of_half_an_hour" {
  command = plan

  variables {
    snapshots = { window = "02:00-02:30" }
  }

  expect_failures = [aws_elasticache_replication_group.this]
}

run "a_maintenance_window_of_half_an_hour" {
  command = plan

  variables {
    maintenance = { window = "sun:05:00-sun:05:30" }
  }

  expect_failures = [aws_elasticache_replication_group.this]
}

run "durability_without_cluster_mode" {
  command = plan

  variables {
    cluster = { durability = "sync" }
    engine  = { version = "9.0" }
  }

  expect_failures = [var.cluster]
}

run "durability_before_valkey_9" {
  command = plan

  variables {
    cluster = { durability = "sync", sharded = true }
  }

  expect_failures = [var.cluster]
}

run "tokens_for_an_old_redis" {
  command = plan

  variables {
    engine = { name = "redis", version = "6.2" }
    users  = { application = { authentication = "iam" } }
  }

  expect_failures = [var.users]
}

run "numbers_out_of_range" {
  command = plan

  variables {
    alarms               = { connections = 70000 }
    cluster              = { replicas = 6 }
    encryption           = { deletion_window_days = 1 }
    logs                 = { retention_days = 100 }
    port                 = 80
    secret_recovery_days = 3
    snapshots            = { retention_days = 36 }
  }

  expect_failures = [var.alarms, var.cluster, var.encryption, var.logs, var.port, var.secret_recovery_days, var.snapshots]
}

run "words_that_are_none" {
  command = plan

  variables {
    alarms                  = { omit = ["disk"] }
    engine                  = { name = "memcached" }
    events                  = { severity = "urgent" }
    maintenance             = { window = "sunday" }
    name                    = "signalcraft-"
    node_type               = "r7g.large"
    snapshots               = { window = "2am" }
    transit_encryption_mode = "off"
  }

  expect_failures = [var.alarms, var.engine, var.events, var.maintenance, var.name, var.node_type, var.snapshots, var.transit_encryption_mode]
}

run "more_numbers_out_of_range" {
  command = plan

  variables {
    alarms    = { memory_percent = 100 }
    cluster   = { sharded = true, shards = 200, replicas = 5 }
    logs      = { slower_than_micros = 0.5 }
    snapshots = { final_snapshot = { generation = 0 } }
    users     = { application = { access = "~* +@all" } }
  }

  expect_failures = [var.alarms, var.cluster, var.logs, var.snapshots, var.users]
}

run "shards_without_cluster_mode" {
  command = plan

  variables {
    cluster = { shards = 3 }
  }

  expect_failures = [var.cluster]
}

run "what_elasticache_has_not" {
  command = plan

  variables {
    encryption      = { create_key = false }
    engine          = { version = "7.0" }
    eviction_policy = "oldest-first"
    node_type       = "cache.t2.micro"
    network         = { subnet_ids = { eu-west-1a = "subnet-a", eu-west-1b = "subnet-b" }, security_group_ids = [] }
  }

  expect_failures = [var.encryption, var.engine, var.eviction_policy, var.node_type, var.network]
}

run "two_where_one_is_meant" {
  command = plan

  variables {
    encryption = { key_arn = "arn:aws:kms:eu-west-1:111122223333:key/given" }
    parameters = { maxmemory-policy = "allkeys-lru" }
    tags       = { Name = "mine" }
    cluster    = { durability = "always" }
    users      = { application = { access = "on ~* +@all >secret-in-the-clear" } }
  }

  expect_failures = [var.encryption, var.parameters, var.tags, var.cluster, var.users]
}

run "who_is_nobody" {
  command = plan

  variables {
    account = { id = "1234", region = "eu-west-1" }
    purpose = "session"
    users   = { application = { authentication = "none" } }
  }

  expect_failures = [var.account, var.purpose, var.users]
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
    network = { subnet_ids = { eu-west-1a = "subnet-a", us-east-1b = "subnet-b" }, security_group_ids = ["sg-redis"] }
  }

  expect_failures = [var.network]
}

run "no_subnet" {
  command = plan

  variables {
    network = { subnet_ids = {}, security_group_ids = ["sg-redis"] }
    cluster = { multi_az = false, replicas = 0 }
  }

  expect_failures = [var.network]
}

run "a_redis_that_is_valkey_by_now" {
  command = plan

  variables {
    engine = { name = "redis", version = "8.0" }
  }

  expect_failures = [var.engine]
}

run "no_user_for_services" {
  command = plan

  variables {
    users = { reports = {} }
  }

  expect_failures = [var.users]
}

run "a_user_called_default" {
  command = plan

  variables {
    users = { application = {}, default = {} }
  }

  expect_failures = [var.users]
}

run "more_users_than_a_group_has" {
  command = plan

  variables {
    users = merge({ application = {} }, { for number in range(99) : "u${number}" => {} })
  }

  expect_failures = [var.users]
}
