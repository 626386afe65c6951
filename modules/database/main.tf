locals {
  identifier = var.name
  major      = split(".", var.engine.version)[0]
  family     = "postgres${local.major}"
  key_arn    = var.encryption.create_key ? one(aws_kms_key.this[*].arn) : var.encryption.key_arn

  restored = var.restore.snapshot_identifier != null || var.restore.point_in_time != null

  max_allocated_gib = coalesce(var.storage.max_allocated_gib, min(var.storage.allocated_gib * 4, 65536))

  tags = merge(var.tags, { Component = "database" })
}

# --- The two windows, in minutes, to see whether they meet. The one of backups is every day. What is no window counts as nothing
# here: the variable says what one is. (In a validation these would be a cycle.)

locals {
  days = { sun = 0, mon = 1, tue = 2, wed = 3, thu = 4, fri = 5, sat = 6 }

  backup_begins      = try(tonumber(substr(var.backup.window, 0, 2)) * 60 + tonumber(substr(var.backup.window, 3, 2)), 0)
  backup_ends        = try(tonumber(substr(var.backup.window, 6, 2)) * 60 + tonumber(substr(var.backup.window, 9, 2)), 0)
  backup_minutes     = (local.backup_ends - local.backup_begins + 1440) % 1440
  maintenance_begins = try(tonumber(substr(var.maintenance.window, 4, 2)) * 60 + tonumber(substr(var.maintenance.window, 7, 2)), 0)
  maintenance_ends   = try(tonumber(substr(var.maintenance.window, 14, 2)) * 60 + tonumber(substr(var.maintenance.window, 17, 2)), 0)
  maintenance_days   = lookup(local.days, substr(var.maintenance.window, 10, 3), 0) - lookup(local.days, substr(var.maintenance.window, 0, 3), 0)

  maintenance_minutes = (local.maintenance_days * 1440 + local.maintenance_ends - local.maintenance_begins + 10080) % 10080

  windows_overlap = (
    (local.maintenance_begins - local.backup_begins + 1440) % 1440 < local.backup_minutes ||
    (local.backup_begins - local.maintenance_begins + 1440) % 1440 < local.maintenance_minutes
  )
}

resource "aws_db_subnet_group" "this" {
  name        = local.identifier
  description = "Subnets of ${local.identifier}"
  subnet_ids  = values(var.network.subnet_ids)
  tags        = merge(local.tags, { Name = local.identifier })
}

# Some attributes are written var.x["y"]: checkov knows no defaults of optional(), would read var.x.y as missing, and leaves this form
# to the tests.

resource "aws_db_instance" "this" {
  identifier = local.identifier

  engine                      = "postgres"
  engine_version              = var.engine.version
  engine_lifecycle_support    = var.engine.extended_support ? "open-source-rds-extended-support" : "open-source-rds-extended-support-disabled"
  auto_minor_version_upgrade  = var.engine["auto_minor_upgrade"]
  allow_major_version_upgrade = var.engine.allow_major_upgrade
  ca_cert_identifier          = var.engine["ca"]
  parameter_group_name        = aws_db_parameter_group.this.name
  instance_class              = var.instance_class

  allocated_storage     = var.storage.allocated_gib
  max_allocated_storage = local.max_allocated_gib
  storage_type          = var.storage.type
  iops                  = var.storage.iops
  storage_throughput    = var.storage.throughput_mibps
  dedicated_log_volume  = var.storage.dedicated_log_volume
  storage_encrypted     = true
  kms_key_id            = local.key_arn

  # What is restored brings its first database and its master user along; said again, RDS would refuse it or the plan replace it.
  db_name  = local.restored ? null : var.database_name
  username = local.restored ? null : var.master.username
  port     = var.port

  # One of the two: RDS keeps the password in a secret of its own, or it is handed over and not written down.
  manage_master_user_password   = var.master.managed ? true : null
  master_user_secret_kms_key_id = var.master.managed ? local.key_arn : null
  password_wo                   = var.master.managed ? null : var.master_password
  password_wo_version           = var.master.managed ? null : var.master.password_version

  iam_database_authentication_enabled = var.iam_authentication

  multi_az               = var.multi_az
  publicly_accessible    = false
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = var.network.security_group_ids

  backup_retention_period   = var.backup["retention_days"]
  backup_window             = var.backup.window
  delete_automated_backups  = var.backup.delete_with_instance
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.backup.final_snapshot.enabled
  final_snapshot_identifier = var.backup.final_snapshot.enabled ? "${local.identifier}-final-${var.backup.final_snapshot.generation}" : null

  snapshot_identifier = var.restore.snapshot_identifier

  maintenance_window = var.maintenance.window
  apply_immediately  = var.maintenance.apply_immediately

  enabled_cloudwatch_logs_exports       = var.logs["exports"]
  monitoring_interval                   = var.monitoring["interval_seconds"]
  monitoring_role_arn                   = local.monitored ? aws_iam_role.monitoring[0].arn : null
  database_insights_mode                = var.monitoring.database_insights
  performance_insights_enabled          = var.monitoring["performance_insights"]
  performance_insights_kms_key_id       = var.monitoring.performance_insights ? local.key_arn : null
  performance_insights_retention_period = var.monitoring.performance_insights ? var.monitoring.performance_insights_retention_days : null

  dynamic "blue_green_update" {
    for_each = var.upgrades.blue_green ? [true] : []

    content {
      enabled = true
    }
  }

  dynamic "restore_to_point_in_time" {
    for_each = var.restore.point_in_time == null ? [] : [var.restore.point_in_time]

    content {
      restore_time                             = restore_to_point_in_time.value.time
      source_db_instance_automated_backups_arn = restore_to_point_in_time.value.automated_backups_arn
      source_db_instance_identifier            = restore_to_point_in_time.value.source_identifier
      source_dbi_resource_id                   = restore_to_point_in_time.value.resource_id
      use_latest_restorable_time               = restore_to_point_in_time.value.latest ? true : null
    }
  }

  tags = merge(local.tags, { Name = local.identifier })

  # RDS makes log groups that are missing, without an end to what they keep, and monitoring begins with the role's rights.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]

  lifecycle {
    precondition {
      condition     = local.backup_minutes >= 30
      error_message = "backup.window is thirty minutes long at least, for instance \"02:00-03:00\"; \"${var.backup.window}\" is shorter."
    }

    precondition {
      condition     = local.maintenance_minutes >= 30 && local.maintenance_minutes <= 1440
      error_message = "maintenance.window is thirty minutes to a day long, for instance \"sun:04:00-sun:05:00\"; \"${var.maintenance.window}\" is not."
    }

    precondition {
      condition     = !local.windows_overlap
      error_message = "maintenance.window (${var.maintenance.window}) meets backup.window (${var.backup.window}), which is every day. RDS wants them apart, for instance \"sun:04:00-sun:05:00\" and \"02:00-03:00\"."
    }
  }
}
