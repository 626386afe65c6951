# The six critical alerts, what silences them, and the status page that is made of them.

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
}

run "one_outage_is_one_page" {
  command = plan
  variables {
    load_balancers  = { public = { arn_suffix = "app/x/0", services = { api = { target_groups = { main = "targetgroup/api/0" } } } } }
    services        = { api = { cluster_name = "signalcraft", service_name = "api" } }
    databases       = { main = { identifier = "signalcraft", storage_gib = 100 } }
    redis           = { queue = { nodes = { "1" = "signalcraft-001" } } }
    releases        = { app = {}, web = {} }
    existing_alarms = { proxy = { name = "signalcraft-proxy", concern = "database_down" } }
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_composite_alarm.critical)) == toset(["application_down", "database_down", "error_rate", "latency", "disk", "memory"])
    error_message = "there are six critical alerts"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_composite_alarm.critical : alarm.alarm_actions == toset(["arn:critical"]) && alarm.ok_actions == toset(["arn:critical"])])
    error_message = "each of the six rings, and says when it is over"
  }
  assert {
    condition = alltrue([for key in ["service-api-down", "load-balancer-public-api-down", "database-main-down", "database-main-disk", "load-balancer-public-error-rate", "load-balancer-public-latency-p99", "service-api-memory", "redis-queue-1-memory"] :
    length(aws_cloudwatch_metric_alarm.this[key].alarm_actions) == 0])
    error_message = "children of a critical alert ring through it only"
  }
  assert {
    condition     = aws_cloudwatch_composite_alarm.critical["application_down"].alarm_rule == "ALARM(\"signalcraft-production-load-balancer-public-api-down\") OR ALARM(\"signalcraft-production-service-api-down\")"
    error_message = "the application is down if either view of it is"
  }
  assert {
    condition     = strcontains(aws_cloudwatch_composite_alarm.critical["database_down"].alarm_rule, "ALARM(\"signalcraft-proxy\")")
    error_message = "alarms that others own are children, too"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["redis-queue-1-down"].alarm_actions == toset(["arn:critical"])
    error_message = "a critical alarm outside the six rings by itself"
  }
  # a release may excuse these
  assert {
    condition = alltrue([for concern in ["error_rate", "latency", "memory"] : (
      one(aws_cloudwatch_composite_alarm.critical[concern].actions_suppressor).alarm == "signalcraft-production-release-running"
      && one(aws_cloudwatch_composite_alarm.critical[concern].actions_suppressor).wait_period == 60
      && one(aws_cloudwatch_composite_alarm.critical[concern].actions_suppressor).extension_period == 180
    )])
    error_message = "error rate, latency and memory hold their tongue while a release runs"
  }
  assert {
    condition     = alltrue([for concern in ["application_down", "database_down", "disk"] : length(aws_cloudwatch_composite_alarm.critical[concern].actions_suppressor) == 0])
    error_message = "a release never excuses what is down, or a full disk"
  }
  assert {
    condition     = aws_cloudwatch_composite_alarm.release_running[0].alarm_rule == "ALARM(\"signalcraft-production-release-app-running\") OR ALARM(\"signalcraft-production-release-web-running\")" && aws_cloudwatch_composite_alarm.release_running[0].alarm_actions == null
    error_message = "any of the releases suppresses, and nobody is told of it"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["release-app-hangs"].alarm_actions == toset(["arn:critical"])
    error_message = "a release that hangs rings, so that silence ends"
  }
}

run "without_releases_nothing_is_suppressed" {
  command = plan
  variables {
    services = { api = { cluster_name = "signalcraft", service_name = "api" } }
  }

  assert {
    condition     = length(aws_cloudwatch_composite_alarm.release_running) == 0 && alltrue([for alarm in aws_cloudwatch_composite_alarm.critical : length(alarm.actions_suppressor) == 0])
    error_message = "without releases there is no suppressor"
  }
  assert {
    condition     = toset(keys(aws_cloudwatch_composite_alarm.critical)) == toset(["application_down", "memory"])
    error_message = "an alert without children is not made: CloudWatch refuses an empty rule"
  }
}

run "the_status_page_is_fed_by_components" {
  command = plan
  variables {
    services        = { api = { cluster_name = "signalcraft", service_name = "api", backlog = { namespace = "X", metric = "Y", maximum = 1 } } }
    route_endpoints = { status_page = "https://status.example.com/hook" }
    status_page = {
      components = {
        api    = { title = "API", concerns = ["application_down", "error_rate"] }
        worker = { title = "Notifications", alarms = ["service-api-backlog"] }
      }
      emails = { page = "component+1@status.example.com" }
    }
  }

  assert {
    condition     = aws_cloudwatch_composite_alarm.status["api"].alarm_rule == "ALARM(\"signalcraft-production-critical-application-down\")"
    error_message = "a component is down with the critical alerts that it names and that exist"
  }
  assert {
    condition     = aws_cloudwatch_composite_alarm.status["worker"].alarm_rule == "ALARM(\"signalcraft-production-service-api-backlog\")" && length(aws_cloudwatch_composite_alarm.status["worker"].actions_suppressor) == 0
    error_message = "a component may have single alarms, and is not suppressed"
  }
  assert {
    condition     = aws_sns_topic.status[0].kms_master_key_id == aws_kms_key.this["home"].arn && length(aws_sns_topic_subscription.status_url) == 1 && aws_sns_topic_subscription.status_email["page"].protocol == "email"
    error_message = "the feed is an encrypted topic that speaks to the page's URL and addresses"
  }
}
