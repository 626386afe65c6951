# What one gets who says nothing but where, and a password. Each run is a promise of the README.

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

run "encrypted_on_the_wire_and_on_disk" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "There is no way in without TLS."
  }

  assert {
    condition     = tobool(aws_elasticache_replication_group.this.at_rest_encryption_enabled) && aws_elasticache_replication_group.this.kms_key_id == aws_kms_key.this[0].arn && aws_kms_key.this[0].enable_key_rotation
    error_message = "What is on disk has the module's key, which is rotated."
  }

  assert {
    condition     = aws_secretsmanager_secret.user["application"].kms_key_id == aws_kms_key.this[0].arn && alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == aws_kms_key.this[0].arn])
    error_message = "So have secrets and logs."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this[0].policy).Statement :
      try(statement.Principal.AWS == "arn:aws:iam::111122223333:root", false) ||
      try(statement.Principal.Service == "logs.eu-west-1.amazonaws.com" && statement.Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/elasticache/signalcraft-test/*", false)
    ])
    error_message = "The key is for the account, and for CloudWatch Logs only as far as this cache's groups go."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.security_group_ids == toset(["sg-redis"]) && aws_elasticache_subnet_group.this.subnet_ids == toset(["subnet-a", "subnet-b"])
    error_message = "It stands where it was told to."
  }
}

run "nobody_logs_in_without_a_name" {
  command = plan

  assert {
    condition     = aws_elasticache_user.default.user_name == "default" && aws_elasticache_user.default.access_string == "off ~* -@all" && contains(aws_elasticache_user_group.this.user_ids, aws_elasticache_user.default.user_id)
    error_message = "The default user is there, is off, and may nothing."
  }

  assert {
    condition     = aws_elasticache_user_group.this.user_ids == toset(["signalcraft-test-default", "signalcraft-test-application"]) && aws_elasticache_replication_group.this.user_group_ids == toset(["signalcraft-test"]) && aws_elasticache_user_group.this.engine == "redis"
    error_message = "Beside it there is who services log in as, and nobody else; the group is of the engine that lets the default user be off."
  }

  assert {
    condition     = aws_elasticache_user.this["application"].user_name == "application" && aws_elasticache_user.this["application"].access_string == "on ~* &* +@all -@admin -@dangerous +info"
    error_message = "Services may use data, and not administer."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.auth_token == null
    error_message = "There is no one token for all."
  }
}

run "the_password_is_written_only" {
  command = plan

  assert {
    condition     = aws_elasticache_user.this["application"].passwords == null && aws_elasticache_user.this["application"].passwords_wo == null && aws_elasticache_user.this["application"].passwords_wo_version == 1
    error_message = "The user has it, and neither plan nor state."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.user["application"].secret_string == null && aws_secretsmanager_secret_version.user["application"].secret_string_wo == null && aws_secretsmanager_secret_version.user["application"].secret_string_wo_version == 1
    error_message = "The secret has the same version of it."
  }

  assert {
    condition     = aws_secretsmanager_secret.user["application"].name == "signalcraft-test/redis/application" && output.secret_arn == aws_secretsmanager_secret.user["application"].arn && output.usernames == { application = "application" }
    error_message = "The secret's ARN is an output."
  }
}

run "a_queue_drops_nothing" {
  command = plan

  assert {
    condition     = { for parameter in aws_elasticache_parameter_group.this.parameter : parameter.name => parameter.value } == { "maxmemory-policy" = "noeviction", "slowlog-log-slower-than" = "10000" }
    error_message = "When the memory is full, writes are refused."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["memory_001"].threshold == 75 && aws_cloudwatch_metric_alarm.this["evictions_001"].threshold == 0
    error_message = "The alarm comes long before that, and any eviction is one."
  }
}

run "it_survives_a_zone" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 2 && aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "A replica in another zone takes over by itself."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 7 && aws_elasticache_replication_group.this.snapshot_window == "02:00-03:00" && aws_elasticache_replication_group.this.final_snapshot_identifier == "signalcraft-test-final-1"
    error_message = "Daily snapshots are kept for a week, and a deletion leaves one."
  }

  assert {
    condition     = output.endpoint == "master.signalcraft-test.abcdef.euw1.cache.amazonaws.com" && output.reader_endpoint == "replica.signalcraft-test.abcdef.euw1.cache.amazonaws.com" && output.configuration_endpoint == null && output.port == 6379
    error_message = "The endpoint follows the primary."
  }
}

run "versions_move_when_we_move_them" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.engine == "valkey" && aws_elasticache_replication_group.this.engine_version == "8.1" && aws_elasticache_parameter_group.this.family == "valkey8" && aws_elasticache_parameter_group.this.name == "signalcraft-test-valkey8"
    error_message = "Valkey 8.1, and parameters of its family."
  }

  assert {
    condition     = !tobool(aws_elasticache_replication_group.this.auto_minor_version_upgrade) && aws_elasticache_replication_group.this.apply_immediately == false
    error_message = "No version comes by itself: the next plan would go back, and that is a replacement."
  }
}

run "slow_commands_are_kept" {
  command = plan

  assert {
    condition = { for log in aws_elasticache_replication_group.this.log_delivery_configuration : log.log_type => [log.destination, log.destination_type, log.log_format] } == {
      "engine-log" = ["/aws/elasticache/signalcraft-test/engine-log", "cloudwatch-logs", "json"]
      "slow-log"   = ["/aws/elasticache/signalcraft-test/slow-log", "cloudwatch-logs", "json"]
    }
    error_message = "Both logs go to CloudWatch as JSON."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 365])
    error_message = "They are kept for a year."
  }
}

run "each_node_is_watched_and_silence_is_an_alarm" {
  command = plan

  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(flatten([
      for kind in ["authentication_failures", "connections", "engine_cpu", "evictions", "host_cpu", "memory", "replication_lag", "silence", "traffic_management"] : ["${kind}_001", "${kind}_002"]
    ]))
    error_message = "The alarms of two nodes that do not burst."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["silence_002"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["replication_lag_002"].treat_missing_data == "notBreaching" && aws_cloudwatch_metric_alarm.this["memory_002"].treat_missing_data == "missing"
    error_message = "Each alarm says what missing data means, and the one of silence takes it for an outage."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["silence_002"].dimensions == tomap({ CacheClusterId = "signalcraft-test-002", CacheNodeId = "0001" }) && output.alarm_names["memory_001"] == "signalcraft-test-redis-memory-001" && length(output.alarm_arns) == 18
    error_message = "Nodes are named as ElastiCache names them."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.notification_topic_arn == null && alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length(alarm.alarm_actions) == 0])
    error_message = "Without topics nobody is told."
  }
}
