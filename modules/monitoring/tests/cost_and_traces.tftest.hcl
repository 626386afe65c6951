# What it costs, what is traced, and what the error tracker is told.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name        = "signalcraft-production"
  environment = "production"
  account     = { id = "123456789012", region = "eu-central-1" }
  dashboards  = []
  tracing     = { enabled = false }

  budgets        = { month = { limit_usd = 1500, actual = [80, 100], forecast = [100], cost_filters = { TagKeyValue = ["user:Environment$production"] } } }
  cost_anomaly   = { minimum_impact_usd = 100, severity = "warning" }
  error_tracking = { dsn_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sentry" }
}

run "money_rings_before_it_is_spent" {
  command = plan

  assert {
    condition     = toset([for notification in aws_budgets_budget.this["month"].notification : "${notification.notification_type} ${notification.threshold}"]) == toset(["ACTUAL 80", "ACTUAL 100", "FORECASTED 100"])
    error_message = "a budget tells of what was spent and of what is forecast"
  }
  assert {
    condition     = aws_budgets_budget.this["month"].limit_amount == "1500" && aws_budgets_budget.this["month"].time_unit == "MONTHLY" && one(aws_budgets_budget.this["month"].cost_filter).name == "TagKeyValue"
    error_message = "the budget is a month's, of what carries the tag"
  }
  assert {
    condition     = jsondecode(aws_ce_anomaly_monitor.this[0].monitor_specification).Tags.Values == ["production"] && aws_ce_anomaly_monitor.this[0].monitor_type == "CUSTOM"
    error_message = "the monitor looks at this environment, not at the account"
  }
  assert {
    condition     = one(one(aws_ce_anomaly_subscription.this[0].threshold_expression).dimension).values == toset(["100"]) && one(aws_ce_anomaly_subscription.this[0].subscriber).type == "SNS"
    error_message = "an impact of 100 dollars is told over SNS"
  }
}

run "traces_are_sampled_and_grouped" {
  command = plan
  variables {
    tracing = {}
  }

  assert {
    condition     = aws_xray_sampling_rule.services["api"].fixed_rate == 0.05 && aws_xray_sampling_rule.services["api"].priority == 9000 && aws_xray_sampling_rule.paths["health"].fixed_rate == 0 && aws_xray_sampling_rule.paths["health"].priority == 100
    error_message = "one request in twenty is traced, and health checks never"
  }
  assert {
    condition     = toset(keys(aws_xray_group.this)) == toset(["errors", "slow"]) && alltrue([for group in aws_xray_group.this : strcontains(group.filter_expression, "annotation.environment = \"production\"") && one(group.insights_configuration).insights_enabled])
    error_message = "the service map can be narrowed to what fails and what is slow, in this environment"
  }
  assert {
    condition     = strcontains(output.tracing.environment.OTEL_RESOURCE_ATTRIBUTES, "deployment.environment=production")
    error_message = "services are told what makes the groups find their traces"
  }
}

run "the_error_tracker_is_told_by_data" {
  command = plan

  assert {
    condition     = output.error_tracking.secrets == { SENTRY_DSN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sentry" } && output.error_tracking.environment.SENTRY_ENVIRONMENT == "production"
    error_message = "the DSN is a secret's ARN, and the environment is told"
  }
  assert {
    condition     = toset(keys(output.error_tracking.alerts)) == toset(["critical", "spike", "new_type"]) && length(output.error_tracking.grouping) == 3 && contains(output.error_tracking.context.tags, "release") && output.error_tracking.context.user == ["id"]
    error_message = "three kinds of alerts, grouping, and context without personal data"
  }
}
