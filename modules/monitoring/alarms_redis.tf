# Redis/Valkey, node by node: ElastiCache tells of nodes, not of groups.

locals {
  redis_nodes = merge([
    for key, group in var.redis : {
      for node, id in group.nodes : "${key}-${node}" => { group = key, id = id, evictions_are_loss = group.evictions_are_loss, alarms = group.alarms }
    }
  ]...)
  watched_nodes = { for key, node in local.redis_nodes : key => node if node.alarms }

  redis_alarms = merge(
    { for key, node in local.watched_nodes : "redis-${key}-down" => {
      concern     = "redis_down"
      severity    = "critical"
      description = "Node ${key} of Redis has told nothing for three minutes."
      comparison  = "LessThanThreshold"
      threshold   = 0
      periods     = 3
      missing     = "breaching"
      namespace   = "AWS/ElastiCache"
      metric      = "CurrConnections"
      dimensions  = { CacheClusterId = node.id }
      stat        = "Minimum"
    } },
    { for key, node in local.watched_nodes : "redis-${key}-memory" => {
      concern     = "memory"
      severity    = "critical"
      description = "Node ${key} of Redis uses more than ${local.limits.memory_percent} % of its memory; with noeviction it refuses writes at 100 %."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.memory_percent
      periods     = 5
      datapoints  = 3
      missing     = "ignore"
      namespace   = "AWS/ElastiCache"
      metric      = "DatabaseMemoryUsagePercentage"
      dimensions  = { CacheClusterId = node.id }
      stat        = "Maximum"
    } },
    { for key, node in local.watched_nodes : "redis-${key}-cpu" => {
      concern     = "saturation"
      severity    = "warning"
      description = "The one thread of Redis on node ${key} is more than ${local.limits.cpu_percent} % busy."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.cpu_percent
      period      = 300
      periods     = 3
      missing     = "ignore"
      namespace   = "AWS/ElastiCache"
      metric      = "EngineCPUUtilization"
      dimensions  = { CacheClusterId = node.id }
      stat        = "Average"
    } },
    { for key, node in local.watched_nodes : "redis-${key}-evictions" => {
      concern     = "data_loss"
      severity    = "critical"
      description = "Node ${key} of Redis threw keys away that somebody counts on: jobs may be lost."
      comparison  = "GreaterThanThreshold"
      threshold   = 0
      missing     = "notBreaching"
      namespace   = "AWS/ElastiCache"
      metric      = "Evictions"
      dimensions  = { CacheClusterId = node.id }
      stat        = "Sum"
    } if node.evictions_are_loss },
    { for key, node in local.watched_nodes : "redis-${key}-replication-lag" => {
      concern     = "data_loss"
      severity    = "warning"
      description = "Node ${key} of Redis is more than ${local.limits.replica_lag_seconds} s behind its primary: a failover now loses that much."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.replica_lag_seconds
      periods     = 5
      datapoints  = 3
      missing     = "notBreaching" # a primary has no lag to tell
      namespace   = "AWS/ElastiCache"
      metric      = "ReplicationLag"
      dimensions  = { CacheClusterId = node.id }
      stat        = "Maximum"
    } },
  )
}
