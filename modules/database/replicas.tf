# Replicas in the same region. Subnets, key and master user come from the instance and are not said again: RDS refuses them.
# (lookup(...) in place of each.value where checkov would read a default of optional() as missing.)

resource "aws_db_instance" "replica" {
  for_each = var.replicas

  identifier          = "${local.identifier}-${each.key}"
  replicate_source_db = aws_db_instance.this.identifier
  instance_class      = coalesce(each.value.instance_class, var.instance_class)

  auto_minor_version_upgrade = var.engine["auto_minor_upgrade"]
  ca_cert_identifier         = var.engine["ca"]
  parameter_group_name       = aws_db_parameter_group.this.name
  port                       = var.port

  max_allocated_storage = coalesce(each.value.max_allocated_gib, local.max_allocated_gib)
  storage_type          = var.storage.type
  iops                  = var.storage.iops
  storage_throughput    = var.storage.throughput_mibps
  storage_encrypted     = true

  iam_database_authentication_enabled = var.iam_authentication

  multi_az               = lookup(var.replicas, each.key).multi_az
  availability_zone      = each.value.multi_az ? null : each.value.zone
  publicly_accessible    = false
  vpc_security_group_ids = var.network.security_group_ids

  # Backups of its own, so that a replica is not bare when it is promoted. RDS makes no final snapshot of a replica.
  backup_retention_period = lookup(var.replicas, each.key).backup_retention_days
  copy_tags_to_snapshot   = true
  deletion_protection     = var.deletion_protection
  skip_final_snapshot     = true

  maintenance_window = var.maintenance.window
  apply_immediately  = var.maintenance.apply_immediately

  enabled_cloudwatch_logs_exports       = var.logs["exports"]
  monitoring_interval                   = var.monitoring["interval_seconds"]
  monitoring_role_arn                   = local.monitored ? aws_iam_role.monitoring[0].arn : null
  database_insights_mode                = var.monitoring.database_insights
  performance_insights_enabled          = var.monitoring["performance_insights"]
  performance_insights_kms_key_id       = var.monitoring.performance_insights ? local.key_arn : null
  performance_insights_retention_period = var.monitoring.performance_insights ? var.monitoring.performance_insights_retention_days : null

  tags = merge(local.tags, { Name = "${local.identifier}-${each.key}" })

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]
}
