# What the public sees: a component of the status page is a composite alarm with a topic of its own. Its message has
# AlarmName and NewStateValue; status pages read both. Components are never suppressed: users notice releases too.

locals {
  status_components = var.status_page == null ? {} : { for key, component in var.status_page.components : key => {
    title = component.title
    rule = join(" OR ", concat(
      [for concern in sort(component.concerns) : "ALARM(\"${aws_cloudwatch_composite_alarm.critical[concern].alarm_name}\")" if contains(keys(local.critical), concern)],
      [for alarm in sort(component.alarms) : "ALARM(\"${aws_cloudwatch_metric_alarm.this[alarm].alarm_name}\")" if contains(keys(local.alarms), alarm)],
    ))
  } }

  status_emails = var.status_page == null ? {} : var.status_page.emails
  has_status    = var.status_page != null
  status_url    = nonsensitive(contains(keys(var.route_endpoints), "status_page"))
}

resource "aws_sns_topic" "status" {
  count = local.has_status ? 1 : 0

  name              = "${var.name}-status"
  display_name      = "${var.name} status page"
  kms_master_key_id = local.key_arns["home"]
  signature_version = 2
  tags              = merge(local.tags, { Name = "${var.name}-status" })
}

resource "aws_sns_topic_policy" "status" {
  count = local.has_status ? 1 : 0

  arn = aws_sns_topic.status[0].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.status[0].arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account.id }
        ArnLike      = { "aws:SourceArn" = "arn:${var.account.partition}:cloudwatch:${var.account.region}:${var.account.id}:alarm:*" }
      }
    }]
  })
}

resource "aws_sns_topic_subscription" "status_url" {
  count = local.has_status && local.status_url ? 1 : 0

  topic_arn              = aws_sns_topic.status[0].arn
  protocol               = "https"
  endpoint               = var.route_endpoints["status_page"]
  endpoint_auto_confirms = true
}

resource "aws_sns_topic_subscription" "status_email" {
  for_each = local.status_emails

  topic_arn = aws_sns_topic.status[0].arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_composite_alarm" "status" {
  for_each = local.status_components

  alarm_name        = "${var.name}-status-${each.key}"
  alarm_description = each.value.title
  alarm_rule        = each.value.rule
  alarm_actions     = [aws_sns_topic.status[0].arn]
  ok_actions        = [aws_sns_topic.status[0].arn]
  tags              = merge(local.tags, { Name = "${var.name}-status-${each.key}" })

  lifecycle {
    precondition {
      condition     = length(setsubtract(var.status_page.components[each.key].alarms, keys(local.alarms))) == 0
      error_message = "status_page.components[\"${each.key}\"].alarms may only have keys of alarms that exist (output alarm_names)."
    }
    precondition {
      condition     = length(each.value.rule) > 0
      error_message = "status_page.components[\"${each.key}\"] has only concerns that nothing watches: give load_balancers, services, databases, canaries or existing_alarms."
    }
  }
}
