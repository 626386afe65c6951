# Metrics are a node's. ElastiCache names nodes by counting, so that alarms are known before there are any: ID-001, or in cluster mode
# ID-0001-001. A failover leaves names alone.

locals {
  nodes = var.cluster.sharded ? merge([
    for shard in range(1, var.cluster.shards + 1) : {
      for node in range(1, var.cluster.replicas + 2) : format("%04d-%03d", shard, node) => format("%s-%04d-%03d", local.id, shard, node)
    }
    ]...) : {
    for node in range(1, var.cluster.replicas + 2) : format("%03d", node) => format("%s-%03d", local.id, node)
  }

  burst = startswith(var.node_type, "cache.t")
  queue = var.purpose == "queue"

  memory_percent = coalesce(var.alarms.memory_percent, local.queue ? 75 : 90)
  evictions      = coalesce(var.alarms.evictions, local.queue ? 0 : 1000)

  alarm_defaults = {
    comparison  = "GreaterThanThreshold"
    evaluations = 3
    missing     = "missing"
    period      = 300
    severity    = "warning"
    statistic   = "Average"
    when        = true
  }

  kinds_of_alarm = {
    authentication_failures = {
      metric      = "AuthenticationFailures"
      statistic   = "Sum"
      evaluations = 1
      threshold   = var.alarms.authentication_failures
      description = "Logins fail: a password that was changed on one side, or somebody who tries"
      missing     = "notBreaching"
    }
    connections = {
      metric      = "CurrConnections"
      statistic   = "Maximum"
      threshold   = var.alarms.connections
      description = "More than ${var.alarms.connections} connections; a node takes 65000"
    }
    cpu_credits = {
      metric      = "CPUCreditBalance"
      comparison  = "LessThanThreshold"
      threshold   = var.alarms.cpu_credits
      description = "The credits of a burstable type run out"
      when        = local.burst
    }
    engine_cpu = {
      metric      = "EngineCPUUtilization"
      threshold   = var.alarms.engine_cpu_percent
      description = "The one thread that runs commands is busy for more than ${var.alarms.engine_cpu_percent} %"
    }
    evictions = {
      metric      = "Evictions"
      statistic   = "Sum"
      evaluations = 1
      threshold   = local.evictions
      description = local.queue ? "A queue drops keys: its eviction policy is not noeviction" : "More than ${local.evictions} keys were dropped in five minutes: the cache is too small"
      missing     = "notBreaching"
      severity    = local.queue ? "critical" : "warning"
    }
    host_cpu = {
      metric      = "CPUUtilization"
      threshold   = var.alarms.host_cpu_percent
      description = "The node's processors are busy for more than ${var.alarms.host_cpu_percent} %"
    }
    memory = {
      metric      = "DatabaseMemoryUsagePercentage"
      statistic   = "Maximum"
      threshold   = local.memory_percent
      description = local.queue ? "More than ${local.memory_percent} % of the memory is taken; when it is full, the queue refuses jobs" : "More than ${local.memory_percent} % of the memory is taken"
      severity    = local.queue ? "critical" : "warning"
    }
    replication_lag = {
      metric      = "ReplicationLag"
      statistic   = "Maximum"
      period      = 60
      evaluations = 5
      threshold   = var.alarms.replication_lag_seconds
      description = "A replica is behind by more than ${var.alarms.replication_lag_seconds} s; a failover would lose as much"
      missing     = "notBreaching" # the primary reports none
      when        = var.cluster.replicas > 0
    }
    silence = {
      metric      = "CurrConnections"
      comparison  = "LessThanThreshold"
      statistic   = "SampleCount"
      period      = 60
      evaluations = 5
      threshold   = 1
      description = "The node reports nothing: it is down, or being replaced"
      missing     = "breaching"
      severity    = "critical"
    }
    traffic_management = {
      metric      = "TrafficManagementActive"
      statistic   = "Maximum"
      threshold   = 0
      description = "ElastiCache holds traffic back to keep the node alive: it is too small"
      missing     = "notBreaching"
    }
  }

  alarms = merge([
    for kind, alarm in local.kinds_of_alarm : {
      for suffix, node in local.nodes : "${kind}_${replace(suffix, "-", "_")}" => merge(local.alarm_defaults, alarm, { node = node })
    } if var.alarms.enabled && lookup(alarm, "when", true) && !contains(var.alarms.omit, kind)
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name        = "${local.id}-redis-${replace(each.key, "_", "-")}"
  alarm_description = "${each.value.node}: ${each.value.description}."

  namespace           = "AWS/ElastiCache"
  metric_name         = each.value.metric
  dimensions          = { CacheClusterId = each.value.node, CacheNodeId = "0001" }
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.evaluations
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing

  alarm_actions = [for topic in [try(var.alarm_topics[each.value.severity], null)] : topic if topic != null]
  ok_actions    = [for topic in [try(var.alarm_topics[each.value.severity], null)] : topic if topic != null]

  tags = merge(local.tags, { Name = "${local.id}-redis-${replace(each.key, "_", "-")}", Severity = each.value.severity })

  depends_on = [aws_elasticache_replication_group.this]
}
