# What is refused in a plan, each rule once. A run breaks one rule of each of several variables: every variable that it expects
# to fail must.

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
}

run "what_is_out_of_range_is_refused" {
  command = plan
  variables {
    account              = { id = "123", region = "eu-central-1" }
    anomaly_detection    = { width = 0 }
    backup_vaults        = { main = { vault_name = "x", silent_days = 8 } }
    backup_verifications = { database = { silent_days = 30 } }
    budgets              = { month = { limit_usd = 0 } }
    canaries             = { health = { url = "http://api.example.com/health" } }
    certificates         = { cdn = { arn = "arn", location = "eu-west-1" } }
    composite_alarms     = { suppressed_by_release = ["database_down"] }
    cost_anomaly         = { minimum_impact_usd = 0 }
    dashboards           = ["marketing"]
    databases            = { main = { identifier = "x", storage_gib = 5 } }
    encryption           = { create_key = true, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/x" }
    environment          = "prod"
    error_tracking       = { dsn_secret_arn = "https://key@sentry.example.com/1" }
    existing_alarms      = { x = { name = "x", concern = "weather" } }
    health_checks        = { api = { host = "https://api.example.com" } }
    heartbeats           = { x = { namespace = "X", metric = "Y", every_seconds = 45 } }
    load_balancers       = { public = { arn_suffix = "app/x/0", services = { api = { target_groups = {} } } } }
    log_groups           = { api = { retention_days = 10 } }
    routes               = { email = { addresses = {}, severities = ["urgent"] } }
    runbook_base_url     = "https://example.com/runbooks/"
    status_page          = { components = { api = { title = "API", concerns = ["weather"] } } }
    task_events          = { retention_days = 10 }
    thresholds           = { error_rate_percent = 0 }
    tracing              = { rate = 5 }
  }
  expect_failures = [
    var.account, var.anomaly_detection, var.backup_vaults, var.backup_verifications, var.budgets, var.canaries, var.certificates, var.composite_alarms,
    var.cost_anomaly, var.dashboards, var.databases, var.encryption, var.environment, var.error_tracking, var.existing_alarms, var.health_checks,
    var.heartbeats, var.load_balancers, var.log_groups, var.routes, var.runbook_base_url, var.status_page,
    var.task_events, var.thresholds, var.tracing,
  ]
}

run "what_contradicts_itself_is_refused" {
  command = plan
  variables {
    account          = { id = "123456789012", region = "Frankfurt" }
    budgets          = { month = { limit_usd = 10, actual = [0] } }
    canaries         = { health = { url = "https://api.example.com/health", every_minutes = 3 } }
    composite_alarms = { wait_seconds = 0 }
    encryption       = { create_key = false }
    error_tracking   = { dsn_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:x", traces_sample_rate = 5 }
    health_checks    = { api = { host = "api.example.com", interval_seconds = 60 } }
    heartbeats       = { x = { namespace = "X", metric = "Y", every_seconds = 300, missed = 500 } }
    log_groups       = { api = { index_fields = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u"] } }
    routes           = { pagerduty = {} }
    status_page      = { components = { api = { title = "API" } } }
    thresholds       = { memory_percent = 100 }
    tracing          = { paths = { health = { path = "/health", priority = 9999, rate = 0 } } }
  }
  expect_failures = [
    var.account, var.budgets, var.canaries, var.composite_alarms, var.encryption, var.error_tracking, var.health_checks, var.heartbeats, var.log_groups,
    var.routes, var.status_page, var.thresholds, var.tracing,
  ]
}

run "what_aws_would_refuse_later_is_refused_now" {
  command = plan
  variables {
    budgets         = { month = { limit_usd = 10, severity = "urgent" } }
    canaries        = { health = { url = "https://api.example.com/health", concern = "disk" } }
    health_checks   = { api = { host = "api.example.com", regions = ["eu-west-1"] } }
    heartbeats      = { x = { namespace = "X", metric = "Y", severity = "urgent" } }
    log_groups      = { api = { parse = "xml" } }
    routes          = { https = { status_page = { severities = ["critical"] } } }
    route_endpoints = { status_page = "https://example.com" }
    thresholds      = { certificate_days = 5 }
    tracing         = { service_names = ["a-service-with-a-long-name"] }
  }
  expect_failures = [
    var.budgets, var.canaries, var.health_checks, var.heartbeats, var.log_groups, var.routes, var.thresholds, var.tracing,
  ]
}

run "limits_of_single_things_are_kept" {
  command = plan
  variables {
    budgets       = { month = { limit_usd = 10, actual = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], forecast = [100] } }
    canaries      = { health = { url = "https://api.example.com/health", timeout_seconds = 5 } }
    health_checks = { api = { host = "api.example.com", path = "health" } }
    log_groups    = { api = { class = "GLACIER", errors = false, index_fields = [] } }
    routes        = { slack = { workspace_id = "our-workspace", channel_id = "#alerts" } }
  }
  expect_failures = [var.budgets, var.canaries, var.health_checks, var.log_groups, var.routes]
}

run "a_class_without_features_refuses_them" {
  command = plan
  variables {
    canaries   = { health = { url = "https://api.example.com/health", in_vpc = true } }
    log_groups = { api = { class = "INFREQUENT_ACCESS" } }
    routes     = { email = { addresses = { team = "team at example.com" } } }
  }
  expect_failures = [var.canaries, var.log_groups, var.routes]
}

run "a_group_of_others_needs_its_name" {
  command = plan
  variables {
    canaries   = { "Health Check" = { url = "https://api.example.com/health" } }
    log_groups = { api = { create = false } }
  }
  expect_failures = [var.canaries, var.log_groups]
}

run "silence_has_a_limit_and_names_have_a_form" {
  command = plan
  variables {
    log_groups      = { api = { silent_minutes = 3000 } }
    name            = "SignalCraft_Production"
    route_endpoints = { pagerduty = "http://events.pagerduty.com/x" }
    synthetics      = { runtime_version = "syn-python-selenium-1.0" }
  }
  expect_failures = [var.log_groups, var.name, var.route_endpoints, var.synthetics]
}

run "filters_have_severities_and_names_have_a_length" {
  command = plan
  variables {
    log_groups = { api = { filters = { x = { pattern = "x", metric = "X", severity = "urgent" } } } }
    name       = "signalcraft-production-of-europe"
    synthetics = { create_bucket = false }
  }
  expect_failures = [var.log_groups, var.name, var.synthetics]
}

run "events_and_queries_read_groups_that_there_are" {
  command = plan
  variables {
    log_groups      = { api = {} }
    business_events = { AlertsDelivered = { log_group = "web", pattern = "x", title = "x" } }
    queries         = { x = { query = "stats count(*)", log_groups = ["web"] } }
    synthetics      = { retention_days = 1000 }
  }
  expect_failures = [var.business_events, var.queries, var.synthetics]
}

run "an_event_is_named_as_a_metric_is" {
  command = plan
  variables {
    log_groups      = { api = {} }
    business_events = { "alerts-delivered" = { log_group = "api", pattern = "x", title = "x" } }
  }
  expect_failures = [var.business_events]
}

run "a_given_key_must_be_given_for_both_regions" {
  command = plan
  variables {
    encryption    = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }
    health_checks = { api = { host = "api.example.com" } }
  }
  expect_failures = [aws_sns_topic.this]
}

run "two_alarms_cannot_have_one_key" {
  command = plan
  variables {
    load_balancers = {
      "a"   = { arn_suffix = "app/a/0", services = { "b-c" = { target_groups = { main = "targetgroup/x/0" } } } }
      "a-b" = { arn_suffix = "app/b/0", services = { "c" = { target_groups = { main = "targetgroup/y/0" } } } }
    }
  }
  expect_failures = [output.alarm_names]
}

run "a_component_of_nothing_is_refused" {
  command = plan
  variables {
    status_page = {
      components = {
        api    = { title = "API", concerns = ["disk"] }
        worker = { title = "Worker", concerns = ["memory"], alarms = [] }
      }
    }
    services = { api = { cluster_name = "x", service_name = "api" } }
  }
  expect_failures = [aws_cloudwatch_composite_alarm.status]
}

run "a_component_names_alarms_that_there_are" {
  command = plan
  variables {
    status_page = { components = { worker = { title = "Worker", concerns = ["memory"], alarms = ["service-worker-backlog"] } } }
    services    = { api = { cluster_name = "x", service_name = "api" } }
  }
  expect_failures = [aws_cloudwatch_composite_alarm.status]
}

run "a_name_too_long_for_an_alarm_is_refused" {
  command = plan
  variables {
    heartbeats = { (join("", [for n in range(250) : "x"])) = { namespace = "X", metric = "Y" } }
  }
  expect_failures = [aws_cloudwatch_metric_alarm.this]
}

run "a_composite_takes_a_hundred_children" {
  command = plan
  variables {
    existing_alarms = { for n in range(101) : "x${n}" => { name = "x${n}", concern = "disk" } }
  }
  expect_failures = [aws_cloudwatch_composite_alarm.critical]
}

run "a_dashboard_takes_five_hundred_widgets" {
  command = plan
  variables {
    dashboards    = ["backups"]
    backup_vaults = { for n in range(500) : "x${n}" => { vault_name = "x${n}", alarms = false } }
  }
  expect_failures = [aws_cloudwatch_dashboard.this]
}
