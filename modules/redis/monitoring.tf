locals {
  logs = merge(var.logs.slow ? { "slow-log" = true } : {}, var.logs.engine ? { "engine-log" = true } : {})
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.logs

  name              = "/aws/elasticache/${local.id}/${each.key}"
  kms_key_id        = local.key_arn
  retention_in_days = var.logs.retention_days
  tags              = merge(local.tags, { Name = "/aws/elasticache/${local.id}/${each.key}" })
}
