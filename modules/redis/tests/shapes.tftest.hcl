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
    security_group_ids = ["sg-redis"]
  }
  passwords = { application = "a-password-for-tests" }
}

run "dev_is_one_small_node" {
  command = plan

  variables {
    network              = { subnet_ids = { eu-west-1a = "subnet-a" }, security_group_ids = ["sg-redis"] }
    node_type            = "cache.t4g.micro"
    cluster              = { replicas = 0, multi_az = false }
    snapshots            = { retention_days = 0, final_snapshot = { enabled = false } }
    logs                 = { engine = false, slow = false, retention_days = 7 }
    maintenance          = { apply_immediately = true }
    secret_recovery_days = 0
    alarms               = { omit = ["silence", "host_cpu"] }
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 1 && !aws_elasticache_replication_group.this.automatic_failover_enabled && !aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "One node, and nothing to fail over to."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 0 && aws_elasticache_replication_group.this.final_snapshot_identifier == null && aws_secretsmanager_secret.user["application"].recovery_window_in_days == 0
    error_message = "It can be deleted and made again the same day."
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.this) == 0 && length(aws_elasticache_replication_group.this.log_delivery_configuration) == 0
    error_message = "What is off leaves nothing behind."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && tobool(aws_elasticache_replication_group.this.at_rest_encryption_enabled) && aws_elasticache_user.default.access_string == "off ~* -@all"
    error_message = "Small is not open."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["authentication_failures_001", "connections_001", "cpu_credits_001", "engine_cpu_001", "evictions_001", "memory_001", "traffic_management_001"])
    error_message = "A node that bursts has credits, one without replica no lag, and alarms are left out one by one."
  }
}

run "cluster_mode" {
  command = plan

  variables {
    cluster = { sharded = true, shards = 2, replicas = 1 }
    events  = { severity = "critical" }
    alarm_topics = {
      critical = "arn:aws:sns:eu-west-1:111122223333:critical"
      warning  = "arn:aws:sns:eu-west-1:111122223333:warning"
    }
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_node_groups == 2 && aws_elasticache_replication_group.this.replicas_per_node_group == 1 && aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "Two shards with a replica each."
  }

  assert {
    condition     = aws_elasticache_parameter_group.this.name == "signalcraft-test-valkey8-cluster" && contains([for parameter in aws_elasticache_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "cluster-enabled=yes")
    error_message = "The parameters say cluster mode, and so does their name."
  }

  assert {
    condition     = output.endpoint == "clustercfg.signalcraft-test.abcdef.euw1.cache.amazonaws.com" && output.configuration_endpoint == output.endpoint && output.reader_endpoint == null
    error_message = "Clients begin at the configuration endpoint."
  }

  assert {
    condition     = output.node_ids == tomap({ "0001-001" = "signalcraft-test-0001-001", "0001-002" = "signalcraft-test-0001-002", "0002-001" = "signalcraft-test-0002-001", "0002-002" = "signalcraft-test-0002-002" }) && aws_cloudwatch_metric_alarm.this["memory_0002_001"].dimensions["CacheClusterId"] == "signalcraft-test-0002-001"
    error_message = "Each node of each shard is watched."
  }

  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.this :
      alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111122223333:${can(regex("^(memory|silence|evictions)_", key)) ? "critical" : "warning"}"]) && alarm.ok_actions == alarm.alarm_actions
    ])
    error_message = "What loses or refuses jobs is critical, the rest a warning."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.notification_topic_arn == "arn:aws:sns:eu-west-1:111122223333:critical"
    error_message = "Events go to the topic asked for."
  }
}

run "a_cache_may_drop_keys" {
  command = plan

  variables {
    purpose    = "cache"
    parameters = { "notify-keyspace-events" = "Ex" }
  }

  assert {
    condition     = { for parameter in aws_elasticache_parameter_group.this.parameter : parameter.name => parameter.value } == { "maxmemory-policy" = "allkeys-lru", "notify-keyspace-events" = "Ex", "slowlog-log-slower-than" = "10000" }
    error_message = "The least used keys go first; the caller's parameters are there."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["memory_001"].threshold == 90 && aws_cloudwatch_metric_alarm.this["evictions_001"].threshold == 1000
    error_message = "A full cache is no outage."
  }
}

run "tokens_in_place_of_passwords" {
  command = plan

  variables {
    passwords = {}
    users     = { application = { authentication = "iam", access = "on ~alerts:* +@all -@admin" } }
  }

  assert {
    condition     = aws_elasticache_user.this["application"].authentication_mode[0].type == "iam" && aws_elasticache_user.this["application"].user_name == "signalcraft-test-application" && aws_elasticache_user.this["application"].user_id == "signalcraft-test-application" && aws_elasticache_user.this["application"].passwords_wo_version == null
    error_message = "A user of IAM has one name and id, and no password."
  }

  assert {
    condition     = length(aws_secretsmanager_secret.user) == 0 && output.secret_arn == null && output.connect_arns["application"] == ["arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:signalcraft-test", "arn:aws:elasticache:eu-west-1:111122223333:user:signalcraft-test-application"]
    error_message = "There is no secret; the output says what a role must be allowed."
  }
}

run "redis_oss_moves_over_without_tls_at_first" {
  command = plan

  variables {
    engine                  = { name = "redis", version = "6.2" }
    transit_encryption_mode = "preferred"
    snapshots               = { restore_from = "before" }
    encryption              = { create_key = false, key_arn = "arn:aws:kms:eu-west-1:111122223333:key/given" }
    users                   = { application = { password_version = 4 } }
  }

  assert {
    condition     = aws_elasticache_parameter_group.this.family == "redis6.x" && aws_elasticache_parameter_group.this.name == "signalcraft-test-redis6-x" && aws_elasticache_replication_group.this.transit_encryption_mode == "preferred" && aws_elasticache_replication_group.this.transit_encryption_enabled
    error_message = "The family follows name and version."
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_elasticache_replication_group.this.kms_key_id == "arn:aws:kms:eu-west-1:111122223333:key/given" && aws_elasticache_replication_group.this.snapshot_name == "before"
    error_message = "The key that was given is taken; the group begins with the snapshot."
  }

  assert {
    condition     = aws_elasticache_user.this["application"].passwords_wo_version == 4 && aws_secretsmanager_secret_version.user["application"].secret_string_wo_version == 4
    error_message = "User and secret move to the next version together."
  }
}

run "writes_that_outlive_all_nodes" {
  command = plan

  variables {
    engine  = { version = "9.0" }
    cluster = { sharded = true, shards = 1, replicas = 1, durability = "sync" }
  }

  assert {
    condition     = aws_elasticache_replication_group.this.durability == "sync" && aws_elasticache_parameter_group.this.family == "valkey9"
    error_message = "Valkey 9 in cluster mode writes to a log in several zones."
  }
}

run "alarms_can_be_off" {
  command = plan

  variables {
    alarms = { enabled = false }
    tags   = { CostCentre = "alerts" }
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && output.alarm_names == {}
    error_message = "No alarms."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.tags == tomap({ Name = "signalcraft-test", Component = "redis", CostCentre = "alerts" })
    error_message = "The module adds Name and Component, and leaves the rest to default_tags."
  }
}
