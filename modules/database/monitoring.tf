locals {
  monitored = var.monitoring.interval_seconds > 0

  # RDS names the groups. Replicas write to groups of their own.
  log_groups = merge([
    for instance in concat([local.identifier], [for key in keys(var.replicas) : "${local.identifier}-${key}"]) : {
      for export in var.logs.exports : "${instance}/${export}" => "/aws/rds/instance/${instance}/${export}"
    }
  ]...)
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_groups

  name              = each.value
  kms_key_id        = local.key_arn
  retention_in_days = var.logs.retention_days
  tags              = merge(local.tags, { Name = each.value })
}

resource "aws_iam_role" "monitoring" {
  count = local.monitored ? 1 : 0

  name        = "${local.identifier}-database-monitoring"
  description = "Enhanced monitoring of ${local.identifier}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account.id }
        ArnLike      = { "aws:SourceArn" = "arn:${var.account.partition}:rds:${var.account.region}:${var.account.id}:db:${local.identifier}*" }
      }
    }]
  })

  tags = merge(local.tags, { Name = "${local.identifier}-database-monitoring" })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  count = local.monitored ? 1 : 0

  role       = aws_iam_role.monitoring[0].name
  policy_arn = "arn:${var.account.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_db_event_subscription" "this" {
  count = var.events.enabled && var.alarm_topics != null ? 1 : 0

  name             = "${local.identifier}-database"
  sns_topic        = coalesce(var.alarm_topics[var.events.severity], var.alarm_topics.warning, var.alarm_topics.critical, var.alarm_topics.info)
  source_type      = "db-instance"
  source_ids       = concat([aws_db_instance.this.identifier], [for replica in aws_db_instance.replica : replica.identifier])
  event_categories = var.events.categories
  tags             = merge(local.tags, { Name = "${local.identifier}-database" })
}
