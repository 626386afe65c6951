# Uptime as the rest of the world sees it: Route 53 asks from several regions, and its metrics are in us-east-1 only, which is
# why the alarm (alarms_probes.tf) and its topics are there.

resource "aws_route53_health_check" "this" {
  for_each = var.health_checks

  type              = each.value.contains == null ? "HTTPS" : "HTTPS_STR_MATCH"
  fqdn              = each.value.host
  port              = each.value.port
  resource_path     = each.value.path
  request_interval  = each.value.interval_seconds
  failure_threshold = each.value.failure_threshold
  search_string     = each.value.contains
  regions           = length(each.value.regions) == 0 ? null : each.value.regions
  enable_sni        = true
  measure_latency   = true
  tags              = merge(local.tags, { Name = "${var.name}-${each.key}" })
}
