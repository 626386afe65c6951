# Who is told: critical to PagerDuty, warning to Slack, info by e-mail, unless `routes` says otherwise. Severities are
# known in a plan and URLs are not for eyes: keys come from `routes`, values from the sensitive `route_endpoints`.

locals {
  https_routes = merge(
    var.routes.pagerduty == null ? {} : { pagerduty = { severities = var.routes.pagerduty.severities, raw = false } },
    var.routes.https,
  )

  https_subscriptions = merge([
    for route, facts in local.https_routes : {
      for topic, where in local.topics : "${route}-${topic}" => { route = route, topic = topic, region = where.region, raw = facts.raw }
      if contains(facts.severities, where.severity)
    }
  ]...)

  # A route that fails is told through another: what PagerDuty did not take is in Slack, what Slack did not take in the mail.
  has_routes = length(local.https_routes) > 0 || var.routes.slack != null || var.routes.email != null
  route_alarms = !local.has_routes ? {} : {
    for severity, teller in { critical = "warning", warning = "info", info = "warning" } : "route-${severity}" => {
      concern                          = "routes"
      severity                         = teller
      description                      = "Messages of severity ${severity} were not delivered: somebody was not told. Look at the topic's subscriptions."
      comparison                       = "GreaterThanThreshold"
      threshold                        = 0
      period                           = 300
      missing                          = "notBreaching"
      namespace                        = "AWS/SNS"
      metric                           = "NumberOfNotificationsFailed"
      dimensions                       = { TopicName = "${var.name}-${severity}" }
      stat                             = "Sum"
    }
  }

  email_subscriptions = var.routes.email == null ? {} : merge([
    for person, address in var.routes.email.addresses : {
      for topic, where in local.topics : "${person}-${topic}" => { address = address, topic = topic, region = where.region }
      if contains(var.routes.email.severities, where.severity)
    }
  ]...)
}

# SNS has no write-only argument for an endpoint, and an ephemeral value may not go into one: the URL is in the state.
# Whoever does not want that leaves the route out and subscribes once by hand to `topic_arns`.
resource "aws_sns_topic_subscription" "https" {
  for_each = local.https_subscriptions

  region                          = each.value.region
  topic_arn                       = aws_sns_topic.this[each.value.topic].arn
  protocol                        = "https"
  endpoint                        = var.route_endpoints[each.value.route]
  endpoint_auto_confirms          = true
  confirmation_timeout_in_minutes = 5
  raw_message_delivery            = each.value.raw
}

resource "aws_sns_topic_subscription" "email" {
  for_each = local.email_subscriptions

  region    = each.value.region
  topic_arn = aws_sns_topic.this[each.value.topic].arn
  protocol  = "email"
  endpoint  = each.value.address
}

resource "aws_chatbot_slack_channel_configuration" "this" {
  count = var.routes.slack == null ? 0 : 1

  configuration_name    = "${var.name}-alerts"
  slack_team_id         = var.routes.slack.workspace_id
  slack_channel_id      = var.routes.slack.channel_id
  iam_role_arn          = aws_iam_role.chatbot[0].arn
  guardrail_policy_arns = ["arn:${var.account.partition}:iam::aws:policy/CloudWatchReadOnlyAccess"]
  logging_level         = "ERROR"
  sns_topic_arns        = [for topic, where in local.topics : aws_sns_topic.this[topic].arn if contains(var.routes.slack.severities, where.severity)]
  tags                  = local.tags
}

# The channel may look at metrics, for the charts that come with an alarm, and at nothing else.
resource "aws_iam_role" "chatbot" {
  count = var.routes.slack == null ? 0 : 1

  name        = "${var.name}-chatbot"
  description = "What the Slack channel of ${var.name} may read: metrics and alarms"
  tags        = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "chatbot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "chatbot" {
  count = var.routes.slack == null ? 0 : 1

  role       = aws_iam_role.chatbot[0].name
  policy_arn = "arn:${var.account.partition}:iam::aws:policy/CloudWatchReadOnlyAccess"
}
