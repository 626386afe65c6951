# A log group for each service. ARNs are written out, not read off the groups: so roles can be read in the plan, and the
# groups may be somebody else's.

locals {
  log_prefix    = coalesce(var.logs.prefix, "/ecs/${var.name}")
  log_groups    = { for key, service in var.services : key => "${local.log_prefix}/${key}" }
  log_arn       = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group"
  exec_log_name = "${local.log_prefix}/exec-sessions"
}

resource "aws_cloudwatch_log_group" "service" {
  for_each = var.logs.create_groups ? local.log_groups : {}

  kms_key_id        = local.key_arn
  name              = each.value
  retention_in_days = var.logs.retention_days

  tags = merge(local.tags, { Name = each.value })
}

resource "aws_cloudwatch_log_group" "exec" {
  count = local.exec ? 1 : 0

  kms_key_id        = local.key_arn
  name              = local.exec_log_name
  retention_in_days = var.cluster.exec_log_retention_days

  tags = merge(local.tags, { Name = local.exec_log_name })
}
