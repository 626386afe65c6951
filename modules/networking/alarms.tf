# A NAT gateway that runs out of ports refuses connections without a word to anybody; these alarms say it.

locals {
  alarms = merge([
    for zone in local.nat_zones : {
      "nat_packets_dropped/${zone}" = {
        description = "The NAT gateway in ${zone} drops packets: connections to the outside fail now and then."
        metric      = "PacketsDropCount"
        name        = "nat-packets-dropped-${zone}"
        threshold   = var.alarms.nat_packets_dropped
        zone        = zone
      }
      "nat_ports_unavailable/${zone}" = {
        description = "The NAT gateway in ${zone} has no port left for a destination: new connections to it are refused. Give the gateway more addresses, or reuse connections."
        metric      = "ErrorPortAllocation"
        name        = "nat-ports-unavailable-${zone}"
        threshold   = var.alarms.nat_ports_unavailable
        zone        = zone
      }
    } if var.alarms.enabled
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_actions       = var.alarm_topics.warning == null ? [] : [var.alarm_topics.warning]
  alarm_description   = each.value.description
  alarm_name          = "${var.name}-${each.value.name}"
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { NatGatewayId = aws_nat_gateway.this[each.value.zone].id }
  evaluation_periods  = 1
  metric_name         = each.value.metric
  namespace           = "AWS/NATGateway"
  ok_actions          = var.alarm_topics.warning == null ? [] : [var.alarm_topics.warning]
  period              = 300
  statistic           = "Sum"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching" # the gateway counts only when there is something to count

  tags = merge(local.tags, { Name = "${var.name}-${each.value.name}" })
}
