# Who is told: critical to PagerDuty, warning to Slack, info by e-mail; and that URLs are not for eyes.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan

  override_resource {
    target          = aws_sns_topic.this["critical"]
    override_during = plan
    values          = { arn = "arn:critical" }
  }
  override_resource {
    target          = aws_sns_topic.this["warning"]
    override_during = plan
    values          = { arn = "arn:warning" }
  }
  override_resource {
    target          = aws_sns_topic.this["info"]
    override_during = plan
    values          = { arn = "arn:info" }
  }
  override_resource {
    target          = aws_sns_topic.this["global-critical"]
    override_during = plan
    values          = { arn = "arn:global-critical" }
  }
}

variables {
  name        = "signalcraft-production"
  environment = "production"
  account     = { id = "123456789012", region = "eu-central-1" }
  dashboards  = []
  tracing     = { enabled = false }
  route_endpoints = {
    pagerduty = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
    archive   = "https://archive.example.com/alerts"
  }
  routes = {
    pagerduty = {}
    slack     = { workspace_id = "T0123456789", channel_id = "C0123456789" }
    email     = { addresses = { team = "team@example.com", boss = "boss@example.com" } }
    https     = { archive = { severities = ["critical", "warning", "info"], raw = true } }
  }
}

run "critical_goes_to_pagerduty_warning_to_slack_info_by_mail" {
  command = plan

  assert {
    condition     = aws_sns_topic_subscription.https["pagerduty-critical"].topic_arn == "arn:critical" && !contains(keys(aws_sns_topic_subscription.https), "pagerduty-warning")
    error_message = "PagerDuty hears critical alarms and no others"
  }
  assert {
    condition     = aws_sns_topic_subscription.https["pagerduty-critical"].protocol == "https" && aws_sns_topic_subscription.https["pagerduty-critical"].endpoint_auto_confirms
    error_message = "PagerDuty confirms the subscription by itself, over HTTPS"
  }
  assert {
    condition     = aws_chatbot_slack_channel_configuration.this[0].sns_topic_arns == toset(["arn:warning"]) && aws_chatbot_slack_channel_configuration.this[0].guardrail_policy_arns == tolist(["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"])
    error_message = "Slack hears warnings, and its channel may only read metrics"
  }
  assert {
    condition     = toset(keys(aws_sns_topic_subscription.email)) == toset(["team-info", "boss-info"]) && aws_sns_topic_subscription.email["team-info"].topic_arn == "arn:info"
    error_message = "mail carries information"
  }
  assert {
    condition     = alltrue([for severity in ["critical", "warning", "info"] : aws_sns_topic_subscription.https["archive-${severity}"].raw_message_delivery])
    error_message = "any other receiver hears what it asks for"
  }
}

run "a_route_that_fails_is_told_through_another" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["route-critical"].alarm_actions == toset(["arn:warning"]) && aws_cloudwatch_metric_alarm.this["route-warning"].alarm_actions == toset(["arn:info"])
    error_message = "what the pager did not take is in the chat, what the chat did not take in the mail"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["route-critical"].metric_name == "NumberOfNotificationsFailed" && aws_cloudwatch_metric_alarm.this["route-critical"].dimensions.TopicName == aws_sns_topic.this["critical"].name
    error_message = "the alarm looks at its topic's deliveries"
  }
}

run "a_url_is_sensitive_wherever_it_goes" {
  command = plan

  assert {
    condition     = issensitive(aws_sns_topic_subscription.https["pagerduty-critical"].endpoint)
    error_message = "the integration's URL holds a key: no plan may show it"
  }
}

run "routes_reach_us_east_1_where_something_is_watched_from_there" {
  command = plan
  variables {
    health_checks = { api = { host = "api.example.com" } }
  }

  assert {
    condition     = aws_sns_topic_subscription.https["pagerduty-global-critical"].region == "us-east-1" && contains(keys(aws_sns_topic_subscription.email), "team-global-info")
    error_message = "whoever hears a severity hears it from both places"
  }
  assert {
    condition     = aws_sns_topic.this["global-critical"].region == "us-east-1" && aws_kms_key.this["global"].region == "us-east-1"
    error_message = "topic and key are where the alarm is"
  }
}

run "severities_can_be_routed_otherwise" {
  command = plan
  variables {
    routes = {
      email = { addresses = { team = "team@example.com" }, severities = ["critical", "warning"] }
    }
    route_endpoints = {}
  }

  assert {
    condition     = toset(keys(aws_sns_topic_subscription.email)) == toset(["team-critical", "team-warning"]) && length(aws_sns_topic_subscription.https) == 0 && length(aws_iam_role.chatbot) == 0
    error_message = "dev may send everything by mail, and then has neither pager nor chat"
  }
}
