# Traces: how many are kept, and two groups that the service map can be narrowed to: what fails, and what is slow.

resource "aws_xray_sampling_rule" "paths" {
  for_each = var.tracing.enabled ? var.tracing.paths : {}

  rule_name      = "${var.name}-${each.key}"
  priority       = each.value.priority
  version        = 1
  reservoir_size = each.value.reservoir
  fixed_rate     = each.value.rate
  url_path       = each.value.path
  host           = "*"
  http_method    = "*"
  service_name   = "*"
  service_type   = "*"
  resource_arn   = "*"
  tags           = local.tags
}

resource "aws_xray_sampling_rule" "services" {
  for_each = var.tracing.enabled ? var.tracing.service_names : []

  rule_name      = "${var.name}-${each.key}"
  priority       = 9000
  version        = 1
  reservoir_size = var.tracing.reservoir
  fixed_rate     = var.tracing.rate
  url_path       = "*"
  host           = "*"
  http_method    = "*"
  service_name   = each.key
  service_type   = "*"
  resource_arn   = "*"
  tags           = local.tags
}

resource "aws_xray_group" "this" {
  for_each = var.tracing.enabled ? {
    errors = "annotation.environment = \"${var.environment}\" AND (error OR fault)"
    slow   = "annotation.environment = \"${var.environment}\" AND responsetime > ${var.tracing.slow_seconds}"
  } : {}

  group_name        = "${var.name}-${each.key}"
  filter_expression = each.value
  tags              = local.tags

  insights_configuration {
    insights_enabled      = var.tracing.insights
    notifications_enabled = var.tracing.insights
  }
}
