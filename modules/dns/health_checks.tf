locals {
  health_check_ids = merge(
    { for key, check in aws_route53_health_check.this : key => check.id },
    { for key, check in aws_route53_health_check.combined : key => check.id },
  )
}

resource "aws_route53_health_check" "this" {
  for_each = var.health_checks

  fqdn              = each.value.host
  type              = each.value.text == null ? each.value.protocol : "${each.value.protocol}_STR_MATCH"
  port              = coalesce(each.value.port, each.value.protocol == "HTTP" ? 80 : 443)
  resource_path     = each.value.protocol == "TCP" ? null : each.value.path
  search_string     = each.value.text
  request_interval  = each.value.interval
  failure_threshold = each.value.failures
  measure_latency   = each.value.latency
  enable_sni        = each.value.protocol == "HTTPS"
  regions           = length(each.value.regions) > 0 ? each.value.regions : null
  tags              = merge(local.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_route53_health_check" "combined" {
  for_each = var.combined_health_checks

  type                   = "CALCULATED"
  child_healthchecks     = [for child in each.value.children : aws_route53_health_check.this[child].id]
  child_health_threshold = coalesce(each.value.threshold, length(each.value.children))
  tags                   = merge(local.tags, { Name = "${var.name}-${each.key}" })
}
