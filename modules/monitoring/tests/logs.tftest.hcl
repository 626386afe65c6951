# Log groups: kept, encrypted, indexed, parsed, masked, counted, and missed when they fall silent.

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

  log_groups = {
    api = { index_fields = ["user_id", "level"], mask = ["EmailAddress"], silent_minutes = 15, anomaly = true }
    worker = {
      retention_days = 30
      filters        = { slow = { pattern = "{ $.duration_ms > 30000 }", metric = "SlowJobs", threshold = 10 }, size = { pattern = "{ $.bytes = * }", metric = "Bytes", value = "$.bytes", unit = "Bytes" } }
    }
    database = { create = false, name = "/aws/rds/instance/signalcraft/postgresql", parse = "postgres", errors = false, index_fields = [] }
    archive  = { class = "INFREQUENT_ACCESS", errors = false, index_fields = [] }
  }
  business_events = {
    AlertsDelivered = { log_group = "worker", pattern = "{ $.event = \"alert.delivered\" }", title = "Alerts delivered" }
  }
  queries = { mine = { query = "stats count(*) by channel", log_groups = ["worker"] } }
}

run "lines_are_kept_encrypted_indexed_parsed_and_masked" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].name == "/signalcraft-production/api" && aws_cloudwatch_log_group.this["api"].retention_in_days == 365 && aws_cloudwatch_log_group.this["worker"].retention_in_days == 30
    error_message = "a log group is kept for a year unless it says otherwise, never for ever"
  }
  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == aws_kms_key.this["home"].arn]) && !contains(keys(aws_cloudwatch_log_group.this), "database")
    error_message = "log groups of ours are encrypted; a group of others is not made again"
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_log_index_policy.this["api"].policy_document) == { Fields = ["level", "user_id"] } && jsondecode(aws_cloudwatch_log_index_policy.this["worker"].policy_document).Fields == ["level", "request_id", "trace_id"]
    error_message = "fields that one searches by are indexed"
  }
  assert {
    condition     = toset(keys(aws_cloudwatch_log_index_policy.this)) == toset(["api", "worker"])
    error_message = "a group without fields, and one of infrequent access, has no index"
  }
  assert {
    condition     = length(aws_cloudwatch_log_transformer.this["database"].transformer_config[0].parse_postgres) == 1 && length(aws_cloudwatch_log_transformer.this["database"].transformer_config[0].parse_json) == 0
    error_message = "PostgreSQL's lines are parsed as such"
  }
  assert {
    condition = toset([for statement in jsondecode(aws_cloudwatch_log_data_protection_policy.this["api"].policy_document).Statement : statement.Sid]) == toset(["audit", "mask"]) && alltrue([
      for statement in jsondecode(aws_cloudwatch_log_data_protection_policy.this["api"].policy_document).Statement : statement.DataIdentifier == ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
    ])
    error_message = "what is private is masked; CloudWatch wants the audit of it, too"
  }
}

run "lines_become_metrics_and_metrics_ring" {
  command = plan

  assert {
    condition     = toset(keys(aws_cloudwatch_log_metric_filter.this)) == toset(["api-errors", "api-fatal", "worker-errors", "worker-fatal", "worker-slow", "worker-size", "worker-business-AlertsDelivered"])
    error_message = "errors, fatal errors, filters of one's own and business events are counted"
  }
  assert {
    condition     = one(aws_cloudwatch_log_metric_filter.this["worker-slow"].metric_transformation).default_value == "0" && one(aws_cloudwatch_log_metric_filter.this["worker-size"].metric_transformation).default_value == null
    error_message = "a count is 0 where nothing matched; a measurement is not"
  }
  assert {
    condition = alltrue([for pair in [["log-api-errors", "api-errors"], ["log-worker-fatal", "worker-fatal"], ["log-worker-slow", "worker-slow"]] : (
      aws_cloudwatch_metric_alarm.this[pair[0]].metric_name == one(aws_cloudwatch_log_metric_filter.this[pair[1]].metric_transformation).name
      && aws_cloudwatch_metric_alarm.this[pair[0]].namespace == one(aws_cloudwatch_log_metric_filter.this[pair[1]].metric_transformation).namespace
    )])
    error_message = "an alarm waits for the metric that its filter makes"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["log-api-silent"].period == 900 && aws_cloudwatch_metric_alarm.this["log-api-silent"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["log-api-silent"].dimensions.LogGroupName == "/signalcraft-production/api"
    error_message = "a group that logs nothing for a quarter of an hour rings"
  }
  assert {
    condition     = aws_cloudwatch_log_anomaly_detector.this["api"].enabled && aws_cloudwatch_metric_alarm.this["log-api-new-high"].dimensions.LogAnomalyDetector == aws_cloudwatch_log_anomaly_detector.this["api"].detector_name
    error_message = "a new type of error is noticed, and rings"
  }
  assert {
    condition     = one(aws_cloudwatch_log_metric_filter.this["worker-business-AlertsDelivered"].metric_transformation).namespace == "SignalCraft/Business/signalcraft-production"
    error_message = "business events have a namespace of their own"
  }
}

run "queries_are_saved_for_the_night" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_query_definition.own) == 8 && aws_cloudwatch_query_definition.own["one request"].name == "signalcraft-production/one request" && length(aws_cloudwatch_query_definition.own["one request"].log_group_names) == 3
    error_message = "the module's queries run over all log groups of the standard class"
  }
  assert {
    condition     = aws_cloudwatch_query_definition.given["mine"].log_group_names == tolist(["/signalcraft-production/worker"])
    error_message = "a query of one's own runs over the groups that it names"
  }
}

run "a_task_that_died_leaves_its_reason_and_one_out_of_memory_rings" {
  command = plan
  variables {
    services = { api = { cluster_name = "signalcraft", service_name = "api" } }
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.tasks[0].event_pattern).detail.clusterArn == ["arn:aws:ecs:eu-central-1:123456789012:cluster/signalcraft"] && !contains(jsondecode(aws_cloudwatch_event_rule.tasks[0].event_pattern).detail.stopCode, "ServiceSchedulerInitiated")
    error_message = "events are of our clusters, and of tasks that nobody stopped"
  }
  assert {
    condition     = aws_cloudwatch_log_group.tasks[0].kms_key_id == aws_kms_key.this["home"].arn && aws_cloudwatch_log_group.tasks[0].retention_in_days == 365
    error_message = "reasons are kept, encrypted"
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_log_resource_policy.tasks[0].policy_document).Statement[1].Condition.ArnEquals["aws:SourceArn"] == "arn:aws:events:eu-central-1:123456789012:rule/${aws_cloudwatch_event_rule.tasks[0].name}"
    error_message = "only this rule may write there"
  }
  assert {
    condition     = strcontains(aws_cloudwatch_composite_alarm.critical["memory"].alarm_rule, "tasks-out-of-memory") && aws_cloudwatch_metric_alarm.this["tasks-crash"].threshold == 3
    error_message = "memory that ran out is a critical alert, tasks that crash are a warning"
  }
}
