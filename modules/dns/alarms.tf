locals {
  severities = merge(
    { for key, each in var.health_checks : key => each.alarm if each.alarm != "none" },
    { for key, each in var.combined_health_checks : key => each.alarm if each.alarm != "none" },
  )
  watched = var.alarms.enabled ? local.severities : {}
  topics  = { for severity, arn in var.alarm_topics : severity => compact([arn]) }

  # (zone, what) of the alarms on signing
  signing = merge([
    for key in keys(local.signed) : {
      "${key}-dnssec-failure" = { zone = key, metric = "DNSSECInternalFailure", words = "cannot be signed: resolvers that check will soon not find it" }
      "${key}-dnssec-action"  = { zone = key, metric = "DNSSECKeySigningKeysNeedingAction", words = "has a signing key that waits for a person, such as one whose key in KMS is disabled" }
    } if var.alarms.enabled
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "health" {
  for_each = local.watched

  region              = local.global
  alarm_name          = "${var.name}-health-${each.key}"
  alarm_description   = "${each.key} does not answer as it should, seen from around the world."
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = local.health_check_ids[each.key] }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = var.alarms.unhealthy_minutes
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  # a check that tells nothing is as good as one that fails
  treat_missing_data = "breaching"
  alarm_actions      = local.topics[each.value]
  ok_actions         = local.topics[each.value]
  tags               = merge(local.tags, { Name = "${var.name}-health-${each.key}" })
}

resource "aws_cloudwatch_metric_alarm" "signing" {
  for_each = local.signing

  region              = local.global
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "The zone ${local.signed[each.value.zone].domain} ${each.value.words}."
  namespace           = "AWS/Route53"
  metric_name         = each.value.metric
  dimensions          = { HostedZoneId = local.zone_ids[each.value.zone] }
  statistic           = "Sum"
  period              = 86400
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # nothing is measured while all is well
  treat_missing_data = "notBreaching"
  alarm_actions      = local.topics.critical
  ok_actions         = local.topics.critical
  tags               = merge(local.tags, { Name = "${var.name}-${each.key}" })
}
