# Alarms of the load balancer and of each service behind it. A pair of target groups is watched as one: the metrics of both
# colours are added or the worse is taken, so that an alarm holds before, during and after a release, whichever serves.

locals {
  service_alarms = var.alarms.enabled ? var.services : {}

  thresholds = { for key, service in var.services : key => {
    error_percent    = coalesce(try(var.alarms.overrides[key].error_percent, null), var.alarms.error_percent)
    latency_seconds  = coalesce(try(var.alarms.overrides[key].latency_seconds, null), var.alarms.latency_seconds)
    minimum_requests = coalesce(try(var.alarms.overrides[key].minimum_requests, null), var.alarms.minimum_requests)
  } }

  # The colours that a service has, each with the dimension of its target group.
  colours = { for key, service in var.services : key => merge(
    { blue = aws_lb_target_group.blue[key].arn_suffix },
    contains(keys(local.paired), key) ? { green = aws_lb_target_group.green[key].arn_suffix } : {},
  ) }

  colour_names = { for key, service in var.services : key => contains(keys(local.paired), key) ? ["blue", "green"] : ["blue"] }

  # How the metrics of a service's colours become one. Colours without a data point count as nothing.
  alarm_math = { for key, names in local.colour_names : key => {
    errors   = join(" + ", [for colour in names : "FILL(errors_${colour}, 0)"])
    requests = join(" + ", [for colour in names : "FILL(requests_${colour}, 0)"])
    worst    = { for metric in ["latency", "healthy", "unhealthy"] : metric => "MAX([${join(", ", [for colour in names : "FILL(${metric}_${colour}, 0)"])}])" }
  } }
}

resource "aws_cloudwatch_metric_alarm" "balancer_5xx" {
  count = var.alarms.enabled ? 1 : 0

  alarm_actions       = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  alarm_description   = "The load balancer itself answered with 5xx: no healthy target, a target that hung up, or its own fault."
  alarm_name          = "${var.name}-balancer-5xx"
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { LoadBalancer = aws_lb.this.arn_suffix }
  evaluation_periods  = 1
  metric_name         = "HTTPCode_ELB_5XX_Count"
  namespace           = "AWS/ApplicationELB"
  ok_actions          = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  period              = 300
  statistic           = "Sum"
  threshold           = var.alarms.balancer_5xx
  treat_missing_data  = "notBreaching" # the metric is absent while there is no error

  tags = merge(local.tags, { Name = "${var.name}-balancer-5xx" })
}

resource "aws_cloudwatch_metric_alarm" "rejected_connections" {
  count = var.alarms.enabled ? 1 : 0

  alarm_actions       = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  alarm_description   = "The load balancer refused connections because it had reached its limit."
  alarm_name          = "${var.name}-rejected-connections"
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { LoadBalancer = aws_lb.this.arn_suffix }
  evaluation_periods  = 1
  metric_name         = "RejectedConnectionCount"
  namespace           = "AWS/ApplicationELB"
  ok_actions          = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  period              = 300
  statistic           = "Sum"
  threshold           = 0
  treat_missing_data  = "notBreaching"

  tags = merge(local.tags, { Name = "${var.name}-rejected-connections" })
}

resource "aws_cloudwatch_metric_alarm" "blocked_requests" {
  count = var.alarms.enabled && var.waf.enabled ? 1 : 0

  alarm_actions       = [for topic in [var.alarm_topics.info] : topic if topic != null]
  alarm_description   = "The web ACL blocked more requests than usual: an attack, or a rule that hits customers."
  alarm_name          = "${var.name}-blocked-requests"
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { Region = var.account.region, Rule = "ALL", WebACL = var.name }
  evaluation_periods  = 1
  metric_name         = "BlockedRequests"
  namespace           = "AWS/WAFV2"
  ok_actions          = [for topic in [var.alarm_topics.info] : topic if topic != null]
  period              = 300
  statistic           = "Sum"
  threshold           = var.alarms.blocked_requests
  treat_missing_data  = "notBreaching"

  tags = merge(local.tags, { Name = "${var.name}-blocked-requests" })
}

resource "aws_cloudwatch_metric_alarm" "error_rate" {
  for_each = local.service_alarms

  alarm_actions       = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  alarm_description   = "Share of answers of ${each.key} that are 5xx, over both of its target groups. Releases of ${each.key} may roll back on it."
  alarm_name          = "${var.name}-${each.key}-5xx"
  comparison_operator = "GreaterThanThreshold"
  datapoints_to_alarm = 2
  evaluation_periods  = 3
  ok_actions          = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  threshold           = local.thresholds[each.key].error_percent
  treat_missing_data  = "notBreaching" # no request, no error

  metric_query {
    expression  = "IF(${local.alarm_math[each.key].requests} >= ${local.thresholds[each.key].minimum_requests}, 100 * (${local.alarm_math[each.key].errors}) / (${local.alarm_math[each.key].requests}), 0)"
    id          = "share"
    label       = "5xx of ${each.key} in percent"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.colours[each.key]

    content {
      id          = "errors_${metric_query.key}"
      return_data = false

      metric {
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = metric_query.value }
        metric_name = "HTTPCode_Target_5XX_Count"
        namespace   = "AWS/ApplicationELB"
        period      = 60
        stat        = "Sum"
      }
    }
  }

  dynamic "metric_query" {
    for_each = local.colours[each.key]

    content {
      id          = "requests_${metric_query.key}"
      return_data = false

      metric {
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = metric_query.value }
        metric_name = "RequestCount"
        namespace   = "AWS/ApplicationELB"
        period      = 60
        stat        = "Sum"
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-5xx" })
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  for_each = local.service_alarms

  alarm_actions       = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  alarm_description   = "99th percentile of the time that ${each.key} takes to answer, in seconds, of the slower of its target groups."
  alarm_name          = "${var.name}-${each.key}-latency"
  comparison_operator = "GreaterThanThreshold"
  datapoints_to_alarm = 3
  evaluation_periods  = 5
  ok_actions          = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  threshold           = local.thresholds[each.key].latency_seconds
  treat_missing_data  = "notBreaching"

  metric_query {
    expression  = local.alarm_math[each.key].worst.latency
    id          = "slowest"
    label       = "p99 of ${each.key} in seconds"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.colours[each.key]

    content {
      id          = "latency_${metric_query.key}"
      return_data = false

      metric {
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = metric_query.value }
        metric_name = "TargetResponseTime"
        namespace   = "AWS/ApplicationELB"
        period      = 60
        stat        = "p99"
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-latency" })
}

# Between a target group that is empty on purpose (before the first release, the idle colour) and one whose tasks are all
# ill: an empty one has no data points, and is not alarmed about.
resource "aws_cloudwatch_metric_alarm" "no_healthy_target" {
  for_each = local.service_alarms

  alarm_actions       = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  alarm_description   = "${each.key} has targets, and none of them is healthy: nobody answers."
  alarm_name          = "${var.name}-${each.key}-no-healthy-target"
  comparison_operator = "LessThanThreshold"
  evaluation_periods  = 2
  ok_actions          = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  threshold           = 1
  treat_missing_data  = "notBreaching"

  metric_query {
    expression  = local.alarm_math[each.key].worst.healthy
    id          = "most"
    label       = "healthy targets of ${each.key}"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.colours[each.key]

    content {
      id          = "healthy_${metric_query.key}"
      return_data = false

      metric {
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = metric_query.value }
        metric_name = "HealthyHostCount"
        namespace   = "AWS/ApplicationELB"
        period      = 60
        stat        = "Minimum"
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-no-healthy-target" })
}

resource "aws_cloudwatch_metric_alarm" "unhealthy_target" {
  for_each = local.service_alarms

  alarm_actions       = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  alarm_description   = "A target of ${each.key} has been unhealthy for ten minutes: ECS should have replaced it by now."
  alarm_name          = "${var.name}-${each.key}-unhealthy-target"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 10
  ok_actions          = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  threshold           = 0
  treat_missing_data  = "notBreaching"

  metric_query {
    expression  = local.alarm_math[each.key].worst.unhealthy
    id          = "most"
    label       = "unhealthy targets of ${each.key}"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.colours[each.key]

    content {
      id          = "unhealthy_${metric_query.key}"
      return_data = false

      metric {
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = metric_query.value }
        metric_name = "UnHealthyHostCount"
        namespace   = "AWS/ApplicationELB"
        period      = 60
        stat        = "Maximum"
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-unhealthy-target" })
}

locals {
  alarms = merge(
    { for alarm in aws_cloudwatch_metric_alarm.balancer_5xx[*] : "balancer_5xx" => alarm },
    { for alarm in aws_cloudwatch_metric_alarm.blocked_requests[*] : "blocked_requests" => alarm },
    { for alarm in aws_cloudwatch_metric_alarm.rejected_connections[*] : "rejected_connections" => alarm },
    { for key, alarm in aws_cloudwatch_metric_alarm.error_rate : "${key}/5xx" => alarm },
    { for key, alarm in aws_cloudwatch_metric_alarm.latency : "${key}/latency" => alarm },
    { for key, alarm in aws_cloudwatch_metric_alarm.no_healthy_target : "${key}/no_healthy_target" => alarm },
    { for key, alarm in aws_cloudwatch_metric_alarm.unhealthy_target : "${key}/unhealthy_target" => alarm },
  )
}
