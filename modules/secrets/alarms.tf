# Two things go wrong with rotation: it fails, which a queue tells; or it does not happen, which nothing tells. So the
# daily audit says each secret's age, and an alarm hears both a number that is too high and silence.

locals {
  watching = var.alarms.enabled && var.runner != null

  age_topics = { critical = var.alarm_topics.critical, important = var.alarm_topics.warning, non_critical = var.alarm_topics.info }

  alarms = merge(
    {
      for key in ["failures"] : key => {
        actions     = compact([var.alarm_topics.critical])
        description = "A rotation or audit of the secrets of ${var.name} failed or did not start. The queue ${local.runner_name}-failures holds the event, the log ${local.log_group_name} what was said. Rotate by hand with `signalcraft secrets rotate`, then purge the queue."
        dimensions  = { QueueName = "${local.runner_name}-failures" }
        metric      = "ApproximateNumberOfMessagesVisible"
        name        = "${local.runner_name}-failures"
        namespace   = "AWS/SQS"
        period      = 300
        periods     = 1
        threshold   = 0
        treat       = "notBreaching" # an idle queue tells nothing after some hours
      } if local.watching
    },
    {
      for key, secret in local.aged : "age/${key}" => {
        actions     = compact([local.age_topics[secret.class]])
        description = "The ${replace(secret.class, "_", "-")} secret ${var.name}/${key} is older than ${secret.rotation.every_days} days and ${var.alarms.grace_days} of grace, or its age was not told for two days. ${secret.description}"
        dimensions  = { Secret = "${var.name}/${key}" }
        metric      = "SecretAgeDays"
        name        = "${local.alarms_prefix}-age-${key}"
        namespace   = "SignalCraft/Secrets"
        period      = 86400
        periods     = 2
        threshold   = secret.rotation.every_days + var.alarms.grace_days
        treat       = "breaching" # silence is what an audit that does not run sounds like
      } if local.watching
    },
  )
}

# {"event":"secret_age","secret":"signalcraft-production/database","age_days":12,...}, a line of the audit for each secret
resource "aws_cloudwatch_log_metric_filter" "age" {
  for_each = local.runners

  log_group_name = aws_cloudwatch_log_group.runner[each.key].name
  name           = "${local.runner_name}-age"
  pattern        = "{ $.event = \"secret_age\" }"

  metric_transformation {
    dimensions = { Secret = "$.secret" }
    name       = "SecretAgeDays"
    namespace  = "SignalCraft/Secrets"
    value      = "$.age_days"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_actions       = each.value.actions
  alarm_description   = each.value.description
  alarm_name          = each.value.name
  comparison_operator = "GreaterThanThreshold"
  dimensions          = each.value.dimensions
  evaluation_periods  = each.value.periods
  metric_name         = each.value.metric
  namespace           = each.value.namespace
  ok_actions          = each.value.actions
  period              = each.value.period
  statistic           = "Maximum"
  threshold           = each.value.threshold
  treat_missing_data  = each.value.treat

  tags = merge(local.tags, { Name = each.value.name })
}
