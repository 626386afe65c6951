locals {
  id      = var.name
  major   = split(".", var.engine.version)[0]
  family  = startswith(var.engine.version, "6.") ? "${var.engine.name}6.x" : "${var.engine.name}${local.major}"
  key_arn = var.encryption.create_key ? one(aws_kms_key.this[*].arn) : var.encryption.key_arn

  eviction_policy = coalesce(var.eviction_policy, var.purpose == "queue" ? "noeviction" : "allkeys-lru")

  tags = merge(var.tags, { Component = "redis" })
}

# --- The two windows, in minutes, to see whether they meet. The one of snapshots is every day. What is no window counts as nothing
# here: the variable says what one is. (In a validation these would be a cycle.)

locals {
  days = { sun = 0, mon = 1, tue = 2, wed = 3, thu = 4, fri = 5, sat = 6 }

  snapshot_begins    = try(tonumber(substr(var.snapshots.window, 0, 2)) * 60 + tonumber(substr(var.snapshots.window, 3, 2)), 0)
  snapshot_ends      = try(tonumber(substr(var.snapshots.window, 6, 2)) * 60 + tonumber(substr(var.snapshots.window, 9, 2)), 0)
  snapshot_minutes   = (local.snapshot_ends - local.snapshot_begins + 1440) % 1440
  maintenance_begins = try(tonumber(substr(var.maintenance.window, 4, 2)) * 60 + tonumber(substr(var.maintenance.window, 7, 2)), 0)
  maintenance_ends   = try(tonumber(substr(var.maintenance.window, 14, 2)) * 60 + tonumber(substr(var.maintenance.window, 17, 2)), 0)
  maintenance_days   = lookup(local.days, substr(var.maintenance.window, 10, 3), 0) - lookup(local.days, substr(var.maintenance.window, 0, 3), 0)

  maintenance_minutes = (local.maintenance_days * 1440 + local.maintenance_ends - local.maintenance_begins + 10080) % 10080

  windows_overlap = (
    (local.maintenance_begins - local.snapshot_begins + 1440) % 1440 < local.snapshot_minutes ||
    (local.snapshot_begins - local.maintenance_begins + 1440) % 1440 < local.maintenance_minutes
  )
}

resource "aws_elasticache_subnet_group" "this" {
  name        = local.id
  description = "Subnets of ${local.id}"
  subnet_ids  = values(var.network.subnet_ids)
  tags        = merge(local.tags, { Name = local.id })
}

# A group in use can't be deleted. There is no name_prefix for these, so the name has what makes a new one necessary.
resource "aws_elasticache_parameter_group" "this" {
  name        = "${local.id}-${replace(local.family, ".", "-")}${var.cluster.sharded ? "-cluster" : ""}"
  description = "Parameters of ${local.id}"
  family      = local.family

  dynamic "parameter" {
    for_each = merge(
      {
        "maxmemory-policy"        = local.eviction_policy
        "slowlog-log-slower-than" = tostring(var.logs.slower_than_micros)
      },
      var.cluster.sharded ? { "cluster-enabled" = "yes" } : {},
      var.parameters,
    )

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  tags = merge(local.tags, { Name = local.id })

  lifecycle {
    create_before_destroy = true
  }
}

# Some attributes are written var.x["y"]: checkov knows no defaults of optional(), would read var.x.y as missing, and leaves this form
# to the tests.

resource "aws_elasticache_replication_group" "this" {
  # checkov:skip=CKV_AWS_31:users log in by RBAC with a password or token of their own; an auth token would be one for all
  replication_group_id = local.id
  description          = "${title(var.engine.name)} of ${local.id} (${var.purpose})"

  engine                     = var.engine.name
  engine_version             = var.engine.version
  auto_minor_version_upgrade = false
  node_type                  = var.node_type
  parameter_group_name       = aws_elasticache_parameter_group.this.name
  port                       = var.port

  num_cache_clusters         = var.cluster.sharded ? null : var.cluster.replicas + 1
  num_node_groups            = var.cluster.sharded ? var.cluster.shards : null
  replicas_per_node_group    = var.cluster.sharded ? var.cluster.replicas : null
  automatic_failover_enabled = var.cluster["sharded"] || var.cluster["replicas"] > 0
  multi_az_enabled           = var.cluster["multi_az"]
  durability                 = var.cluster.durability

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = var.network.security_group_ids

  at_rest_encryption_enabled = true
  kms_key_id                 = local.key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = var.transit_encryption_mode
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  snapshot_retention_limit  = var.snapshots.retention_days
  snapshot_window           = var.snapshots.window
  snapshot_name             = var.snapshots.restore_from
  final_snapshot_identifier = var.snapshots.final_snapshot.enabled ? "${local.id}-final-${var.snapshots.final_snapshot.generation}" : null

  maintenance_window     = var.maintenance.window
  apply_immediately      = var.maintenance.apply_immediately
  notification_topic_arn = var.events.enabled && var.alarm_topics != null ? coalesce(var.alarm_topics[var.events.severity], var.alarm_topics.warning, var.alarm_topics.critical, var.alarm_topics.info) : null

  dynamic "log_delivery_configuration" {
    for_each = local.logs

    content {
      destination      = aws_cloudwatch_log_group.this[log_delivery_configuration.key].name
      destination_type = "cloudwatch-logs"
      log_format       = "json"
      log_type         = log_delivery_configuration.key
    }
  }

  tags = merge(local.tags, { Name = local.id })

  lifecycle {
    precondition {
      condition     = local.snapshot_minutes >= 60
      error_message = "snapshots.window is an hour long at least, for instance \"02:00-03:00\"; \"${var.snapshots.window}\" is shorter."
    }

    precondition {
      condition     = local.maintenance_minutes >= 60 && local.maintenance_minutes <= 1440
      error_message = "maintenance.window is an hour to a day long, for instance \"sun:05:00-sun:06:00\"; \"${var.maintenance.window}\" is not."
    }

    precondition {
      condition     = !local.windows_overlap
      error_message = "maintenance.window (${var.maintenance.window}) meets snapshots.window (${var.snapshots.window}), which is every day; leave the one free of the other."
    }
  }
}
