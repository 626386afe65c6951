# Tasks that died: ECS tells of each in an event and in no metric. The events of tasks that ended by themselves go to a log
# group, which keeps the reasons for whoever asks, and two filters count them.

locals {
  has_task_events  = var.task_events.enabled && length(local.watched_services) > 0
  task_events_name = "/aws/events/${var.name}-tasks"

  task_event_filters = !local.has_task_events ? {} : {
    TasksCrashed     = "{ $.detail.lastStatus = \"STOPPED\" }"
    TasksOutOfMemory = "\"OutOfMemoryError\""
  }

  task_event_alarms = !local.has_task_events ? {} : {
    tasks-out-of-memory = {
      concern     = "memory"
      severity    = "critical"
      description = "The kernel ended a task for want of memory. ${local.task_events_name} says which."
      comparison  = "GreaterThanThreshold"
      threshold   = 0
      period      = 300
      missing     = "notBreaching"
      namespace   = local.log_namespace
      metric      = "TasksOutOfMemory"
      stat        = "Sum"
    }
    tasks-crash = {
      concern     = "errors"
      severity    = "warning"
      description = "More than ${var.task_events.crashes} tasks ended by themselves in ten minutes. ${local.task_events_name} has their reasons."
      comparison  = "GreaterThanThreshold"
      threshold   = var.task_events.crashes
      period      = 600
      missing     = "notBreaching"
      namespace   = local.log_namespace
      metric      = "TasksCrashed"
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_event_rule" "tasks" {
  count = local.has_task_events ? 1 : 0

  name        = "${var.name}-tasks-that-died"
  description = "Tasks of ${var.name} that ended by themselves, not those that a deployment or a scaling ended"
  tags        = local.tags

  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Task State Change"]
    detail = {
      lastStatus = ["STOPPED"]
      stopCode   = ["EssentialContainerExited", "TaskFailedToStart"]
      clusterArn = distinct([for key in sort(keys(local.watched_services)) : "arn:${var.account.partition}:ecs:${var.account.region}:${var.account.id}:cluster/${local.watched_services[key].cluster_name}"])
    }
  })
}

resource "aws_cloudwatch_log_group" "tasks" {
  count = local.has_task_events ? 1 : 0

  name              = local.task_events_name
  retention_in_days = var.task_events.retention_days
  kms_key_id        = local.key_arns["home"]
  tags              = merge(local.tags, { Name = local.task_events_name })
}

resource "aws_cloudwatch_event_target" "tasks" {
  count = local.has_task_events ? 1 : 0

  rule = aws_cloudwatch_event_rule.tasks[0].name
  arn  = "${local.log_group_prefix}${aws_cloudwatch_log_group.tasks[0].name}"
}

# EventBridge writes to a log group by the group's policy, not by a role.
resource "aws_cloudwatch_log_resource_policy" "tasks" {
  count = local.has_task_events ? 1 : 0

  policy_name = "${var.name}-tasks"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "EventsMakeStreams"
        Effect    = "Allow"
        Principal = { Service = ["delivery.logs.amazonaws.com", "events.amazonaws.com"] }
        Action    = "logs:CreateLogStream"
        Resource  = "${local.log_group_prefix}${local.task_events_name}:*"
      },
      {
        Sid       = "EventsOfTheRuleAreWritten"
        Effect    = "Allow"
        Principal = { Service = ["delivery.logs.amazonaws.com", "events.amazonaws.com"] }
        Action    = "logs:PutLogEvents"
        Resource  = "${local.log_group_prefix}${local.task_events_name}:*:*"
        Condition = { ArnEquals = { "aws:SourceArn" = "arn:${var.account.partition}:events:${var.account.region}:${var.account.id}:rule/${var.name}-tasks-that-died" } }
      },
    ]
  })
}

resource "aws_cloudwatch_log_metric_filter" "tasks" {
  for_each = local.task_event_filters

  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.tasks[0].name
  pattern        = each.value

  metric_transformation {
    namespace     = local.log_namespace
    name          = each.key
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}
