# The six critical alerts of any service: application down, database down, error rate, latency, disk, memory. Each is one
# composite over all alarms of its concern, so that one outage is one page and not twenty. While a release runs, those of
# `composite_alarms.suppressed_by_release` hold their tongue; a release that hangs rings by itself (alarms_delivery.tf), so
# the silence cannot last.

locals {
  concern_titles = {
    application_down = "The application is down"
    database_down    = "The database is down"
    error_rate       = "Too many requests end in an error"
    latency          = "Answers are too slow"
    disk             = "A disk is nearly full"
    memory           = "Memory is nearly used up"
  }

  own_children = { for concern in local.concerns : concern => sort([for key, alarm in local.alarms : key if local.is_child[key] && alarm.concern == concern]) }
  guests       = { for concern in local.concerns : concern => sort([for key, alarm in var.existing_alarms : key if alarm.concern == concern]) }

  critical = { for concern in local.concerns : concern => {
    title = local.concern_titles[concern]
    rule = join(" OR ", concat(
      [for key in local.own_children[concern] : "ALARM(\"${aws_cloudwatch_metric_alarm.this[key].alarm_name}\")"],
      [for key in local.guests[concern] : "ALARM(\"${var.existing_alarms[key].name}\")"],
    ))
    suppressed = contains(var.composite_alarms.suppressed_by_release, concern) && length(var.releases) > 0
    children   = length(local.own_children[concern]) + length(local.guests[concern])
  } if length(local.own_children[concern]) + length(local.guests[concern]) > 0 }

  # One alarm may suppress; several releases are one composite that speaks to nobody.
  any_suppressed = anytrue([for alert in local.critical : alert.suppressed])
  suppressor     = local.any_suppressed ? aws_cloudwatch_composite_alarm.release_running[0].alarm_name : null
}

resource "aws_cloudwatch_composite_alarm" "release_running" {
  count = local.any_suppressed ? 1 : 0

  alarm_name        = "${var.name}-release-running"
  alarm_description = "A release runs: alerts that a release may excuse are silent. Nobody is told."
  alarm_rule        = join(" OR ", [for key in sort(keys(var.releases)) : "ALARM(\"${aws_cloudwatch_metric_alarm.this["release-${key}-running"].alarm_name}\")"])
  tags              = merge(local.tags, { Name = "${var.name}-release-running" })
}

resource "aws_cloudwatch_composite_alarm" "critical" {
  for_each = local.critical

  alarm_name        = "${var.name}-critical-${replace(each.key, "_", "-")}"
  alarm_description = "${each.value.title} (${var.name}).${local.runbooks[each.key]}"
  alarm_rule        = each.value.rule
  alarm_actions     = [aws_sns_topic.this["critical"].arn]
  ok_actions        = [aws_sns_topic.this["critical"].arn]
  tags              = merge(local.tags, { Name = "${var.name}-critical-${replace(each.key, "_", "-")}", Concern = each.key, Severity = "critical" })

  dynamic "actions_suppressor" {
    for_each = each.value.suppressed ? [1] : []
    content {
      alarm            = local.suppressor
      wait_period      = var.composite_alarms.wait_seconds
      extension_period = var.composite_alarms.extension_seconds
    }
  }

  lifecycle {
    precondition {
      condition     = each.value.children <= 100
      error_message = "Critical alert ${each.key} would have ${each.value.children} children; a composite alarm takes 100. Split the environment, or set alarms = false for what others watch."
    }
  }
}
