# What one gets for a name, an environment and an account, and what the environment chooses.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name        = "signalcraft-production"
  environment = "production"
  account     = { id = "123456789012", region = "eu-central-1" }
}

run "by_default_there_are_encrypted_topics_and_nothing_else_rings" {
  command = plan

  assert {
    condition     = toset(keys(aws_sns_topic.this)) == toset(["critical", "warning", "info"])
    error_message = "one topic a severity, and none in us-east-1 while nothing is watched from there"
  }
  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == aws_kms_key.this["home"].arn && topic.signature_version == 2])
    error_message = "every topic must be encrypted with the module's key, and sign with SHA-256"
  }
  assert {
    condition     = aws_kms_key.this["home"].enable_key_rotation && length(aws_kms_key.this) == 1
    error_message = "the key must rotate"
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this["home"].policy).Statement :
      statement.Sid == "AccountAdministers" || statement.Sid == "BackupPublishes" || can(statement.Condition)
    ])
    error_message = "services may use the key for this account only"
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && length(aws_cloudwatch_composite_alarm.critical) == 0 && length(aws_synthetics_canary.this) == 0
    error_message = "nothing is watched that nobody named"
  }
  assert {
    condition     = length(aws_s3_bucket.canaries) == 0 && length(aws_iam_role.canaries) == 0 && length(aws_chatbot_slack_channel_configuration.this) == 0 && length(aws_sns_topic.status) == 0
    error_message = "no bucket, role, chat or status page without a use"
  }
  assert {
    condition     = length(aws_cloudwatch_dashboard.this) == 6
    error_message = "all six dashboards are made by default"
  }
  assert {
    condition     = output.error_tracking == null && output.status == null && output.suppressor_alarm_name == null
    error_message = "outputs of what is not there are null"
  }
}

run "only_this_account_publishes_and_only_over_tls" {
  command = plan

  assert {
    condition = alltrue(flatten([for policy in aws_sns_topic_policy.this : [
      for statement in jsondecode(policy.policy).Statement :
      statement.Effect == "Deny" || statement.Sid == "BackupsOfThisAccount" || try(statement.Condition.StringEquals["aws:SourceAccount"], "") == "123456789012"
    ]]))
    error_message = "publishers must be of this account"
  }
  assert {
    condition = alltrue([for policy in aws_sns_topic_policy.this : anytrue([
      for statement in jsondecode(policy.policy).Statement : try(statement.Condition.Bool["aws:SecureTransport"], "") == "false" && statement.Effect == "Deny"
    ])])
    error_message = "publishing in clear must be denied"
  }
  assert {
    condition = alltrue(flatten([for policy in aws_sns_topic_policy.this : [
      for statement in jsondecode(policy.policy).Statement : statement.Effect == "Deny" || !can(statement.Principal.AWS)
    ]]))
    error_message = "only services may be allowed"
  }
}

run "a_given_key_is_used_and_none_is_made" {
  command = plan
  variables {
    encryption = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_sns_topic.this["critical"].kms_master_key_id == "arn:aws:kms:eu-central-1:123456789012:key/given"
    error_message = "the given key must be used in place of one of ours"
  }
}

run "an_account_at_home_in_us_east_1_has_one_set_of_topics" {
  command = plan
  variables {
    account       = { id = "123456789012", region = "us-east-1" }
    health_checks = { api = { host = "api.example.com" } }
  }

  assert {
    condition     = length(aws_sns_topic.this) == 3 && output.topic_arns_global == output.topic_arns
    error_message = "home is global there: one set of topics serves both"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["health-check-api"].region == "us-east-1"
    error_message = "Route 53's metrics are in us-east-1"
  }
}

run "dev_is_patient" {
  command = plan
  variables {
    name        = "signalcraft-dev"
    environment = "dev"
    databases   = { main = { identifier = "dev", storage_gib = 20 } }
    services    = { api = { cluster_name = "dev", service_name = "api", minimum_tasks = 0 } }
    log_groups  = { api = { retention_days = 14 } }
    thresholds  = { cpu_percent = 95 }
    dashboards  = []
    tracing     = { enabled = false }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["service-api-memory"].threshold == 95 && aws_cloudwatch_metric_alarm.this["log-api-errors"].threshold == 100
    error_message = "thresholds of dev are dev's own"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["service-api-cpu"].threshold == 95
    error_message = "a given threshold wins over the environment's"
  }
  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.this), "service-api-down")
    error_message = "a service that may have no tasks is not down"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 14 && length(aws_cloudwatch_dashboard.this) == 0 && length(aws_xray_group.this) == 0
    error_message = "dev keeps logs two weeks and pays for no dashboard and no trace if it says so"
  }
}

run "thresholds_follow_the_environment" {
  command = plan
  variables {
    name        = "signalcraft-staging"
    environment = "staging"
    databases   = { main = { identifier = "staging", storage_gib = 100 } }
    services    = { api = { cluster_name = "staging", service_name = "api" } }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["service-api-memory"].threshold == 90
    error_message = "thresholds of staging are staging's own"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["database-main-disk"].threshold == 16106127360
    error_message = "15 % of the disk must be free in staging, in bytes"
  }
}
