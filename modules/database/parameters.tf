locals {
  # What takes effect at a restart only. RDS refuses "immediate" for these, and shows them as pending until then.
  static_parameters = [
    "autovacuum_freeze_max_age", "autovacuum_max_workers", "autovacuum_multixact_freeze_max_age", "cron.database_name", "huge_pages",
    "max_connections", "max_files_per_process", "max_locks_per_transaction", "max_logical_replication_workers",
    "max_pred_locks_per_transaction", "max_prepared_transactions", "max_replication_slots", "max_wal_senders", "max_worker_processes",
    "pg_stat_statements.max", "rds.logical_replication", "shared_buffers", "shared_preload_libraries", "superuser_reserved_connections",
    "track_activity_query_size", "track_commit_timestamp", "wal_buffers",
  ]

  # Times are in milliseconds. log_connections is left alone: PostgreSQL 18 takes other words for it than 17.
  own_parameters = {
    "rds.force_ssl"                       = "1"
    "shared_preload_libraries"            = join(",", var.engine.preload)
    "idle_in_transaction_session_timeout" = "600000"
    "log_autovacuum_min_duration"         = "10000"
    "log_lock_waits"                      = "1"
    "log_min_duration_statement"          = "1000"
    "log_statement"                       = "ddl"
    "log_temp_files"                      = "10240"
    "pg_stat_statements.track"            = "all"
    "track_activity_query_size"           = "4096"
    "track_io_timing"                     = "1"
  }

  parameters = merge(
    { for name, value in local.own_parameters : name => { value = value, apply_method = null } },
    var.parameters,
  )
}

# A group in use can't be deleted: the new one is made first, under another name, and the instance moves over.
resource "aws_db_parameter_group" "this" {
  name_prefix = "${local.identifier}-${local.family}-"
  description = "Parameters of ${local.identifier}"
  family      = local.family

  dynamic "parameter" {
    for_each = local.parameters

    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = coalesce(parameter.value.apply_method, contains(local.static_parameters, parameter.key) ? "pending-reboot" : "immediate")
    }
  }

  tags = merge(local.tags, { Name = local.identifier })

  lifecycle {
    create_before_destroy = true
  }
}
