# Alarms of services. None of them fires for a service at zero: before its first release it is quiet on purpose.

locals {
  watched       = var.alarms.enabled ? local.ecs_services : {}
  watched_tasks = var.alarms.enabled && var.container_insights != "disabled" ? local.ecs_services : {}

  thresholds = { for name, ecs in local.ecs_services : name => {
    cpu_percent    = coalesce(try(var.alarms.overrides[ecs.key].cpu_percent, null), var.alarms.cpu_percent)
    memory_percent = coalesce(try(var.alarms.overrides[ecs.key].memory_percent, null), var.alarms.memory_percent)
  } }

  alarms = merge(
    { for key, alarm in aws_cloudwatch_metric_alarm.cpu : "${key}/cpu" => alarm },
    { for key, alarm in aws_cloudwatch_metric_alarm.down : "${key}/down" => alarm },
    { for key, alarm in aws_cloudwatch_metric_alarm.memory : "${key}/memory" => alarm },
    { for key, alarm in aws_cloudwatch_metric_alarm.tasks_missing : "${key}/tasks_missing" => alarm },
  )
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  for_each = local.watched

  alarm_actions       = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  alarm_description   = "Tasks of ${each.key} have used most of their CPU for ten minutes."
  alarm_name          = "${var.name}-${each.key}-cpu"
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.this[each.key].name }
  evaluation_periods  = 10
  metric_name         = "CPUUtilization"
  namespace           = "AWS/ECS"
  ok_actions          = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  period              = 60
  statistic           = "Average"
  threshold           = local.thresholds[each.key].cpu_percent
  treat_missing_data  = "notBreaching" # no task, no CPU

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-cpu" })
}

resource "aws_cloudwatch_metric_alarm" "memory" {
  for_each = local.watched

  alarm_actions       = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  alarm_description   = "A task of ${each.key} has used most of its memory for ten minutes: it will be killed when it has all."
  alarm_name          = "${var.name}-${each.key}-memory"
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.this[each.key].name }
  evaluation_periods  = 10
  metric_name         = "MemoryUtilization"
  namespace           = "AWS/ECS"
  ok_actions          = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  period              = 60
  statistic           = "Maximum"
  threshold           = local.thresholds[each.key].memory_percent
  treat_missing_data  = "notBreaching"

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-memory" })
}

resource "aws_cloudwatch_metric_alarm" "down" {
  for_each = local.watched_tasks

  alarm_actions       = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  alarm_description   = "${each.key} should run, and no task of it does."
  alarm_name          = "${var.name}-${each.key}-down"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 2
  ok_actions          = [for topic in [var.alarm_topics.critical] : topic if topic != null]
  threshold           = 1
  treat_missing_data  = "notBreaching" # a service at zero may have no data points at all

  metric_query {
    expression  = "IF(desired > 0, IF(running < 1, 1, 0), 0)"
    id          = "down"
    label       = "${each.key} is down"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { desired = "DesiredTaskCount", running = "RunningTaskCount" }

    content {
      id          = metric_query.key
      return_data = false

      metric {
        dimensions  = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.this[each.key].name }
        metric_name = metric_query.value
        namespace   = "ECS/ContainerInsights"
        period      = 60
        stat        = "Average"
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-down" })
}

resource "aws_cloudwatch_metric_alarm" "tasks_missing" {
  for_each = local.watched_tasks

  alarm_actions       = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  alarm_description   = "${each.key} has had fewer tasks than it should for ${var.alarms.tasks_missing_minutes} minutes: they do not start, or do not stay."
  alarm_name          = "${var.name}-${each.key}-tasks-missing"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = var.alarms.tasks_missing_minutes
  ok_actions          = [for topic in [var.alarm_topics.warning] : topic if topic != null]
  threshold           = 0
  treat_missing_data  = "notBreaching"

  metric_query {
    expression  = "desired - running"
    id          = "missing"
    label       = "missing tasks of ${each.key}"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { desired = "DesiredTaskCount", running = "RunningTaskCount" }

    content {
      id          = metric_query.key
      return_data = false

      metric {
        dimensions  = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.this[each.key].name }
        metric_name = metric_query.value
        namespace   = "ECS/ContainerInsights"
        period      = 60
        stat        = "Average"
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-tasks-missing" })
}
