output "alarm_arns" {
  description = "ARNs of the metric alarms, by key (for instance service-api-down)."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the metric alarms, by key. Those of `gate_alarm_names` are what a release should be stopped by."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }

  precondition {
    condition     = length(local.joined_keys) == length(distinct(local.joined_keys))
    error_message = "Two things would have one alarm: keys of load_balancers and their services, of redis and its nodes, of log_groups and their filters (errors, fatal, silent are ours), joined by a hyphen, must be unique."
  }
}

output "canary_names" {
  description = "Names of the canaries, by key."
  value       = { for key, canary in aws_synthetics_canary.this : key => canary.name }
}

output "critical_alarm_arns" {
  description = "ARNs of the six critical alerts (those that anything is watched for), by concern: application_down, database_down, error_rate, latency, disk, memory."
  value       = { for concern, alarm in aws_cloudwatch_composite_alarm.critical : concern => alarm.arn }
}

output "critical_alarm_names" {
  description = "Names of the six critical alerts, by concern."
  value       = { for concern, alarm in aws_cloudwatch_composite_alarm.critical : concern => alarm.alarm_name }
}

output "dashboard_names" {
  description = "Names of the dashboards, by audience: application, infrastructure, business, delivery, migrations, backups."
  value       = { for board, dashboard in aws_cloudwatch_dashboard.this : board => dashboard.dashboard_name }
}

output "dashboard_urls" {
  description = "Where the dashboards are in the console, by audience."
  value = { for board, dashboard in aws_cloudwatch_dashboard.this : board =>
    "https://${var.account.region}.console.aws.amazon.com/cloudwatch/home?region=${var.account.region}#dashboards/dashboard/${dashboard.dashboard_name}"
  }
}

output "error_tracking" {
  description = "What the error tracker needs: secrets and environment for containers, context and tags, grouping, and the three alert kinds (critical, spike, new_type) with the CloudWatch alarm that is each one's twin. Null without error_tracking."
  value       = local.error_tracking
}

output "gate_alarm_names" {
  description = "Names of the alarms that should stop a release (signalcraft_release.gates.alarms), sorted: error rate and latency of load balancers and services, and targets that are down. They are single alarms, so no suppressor hides them from a gate."
  value = sort([for key, alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name
  if local.alarms[key].location == "home" && local.alarms[key].severity == "critical" && contains(["application_down", "error_rate", "latency"], local.alarms[key].concern)])
}

output "health_check_ids" {
  description = "Ids of Route 53's health checks, by key: a failover record takes them."
  value       = { for key, check in aws_route53_health_check.this : key => check.id }
}

output "kms_key_arns" {
  description = "The keys of topics, logs and artifacts by location: home, and global (us-east-1) if something is watched from there."
  value       = local.key_arns
}

output "log_group_arns" {
  description = "ARNs of the log groups that the module made, by key. They mean ready: filters, indexes and masks are there."
  value       = { for key, group in aws_cloudwatch_log_group.this : key => group.arn }
  depends_on  = [aws_cloudwatch_log_metric_filter.this, aws_cloudwatch_log_index_policy.this, aws_cloudwatch_log_data_protection_policy.this, aws_cloudwatch_log_transformer.this]
}

output "log_group_names" {
  description = "Names of all log groups, by key, those of others included."
  value       = local.log_names
  depends_on  = [aws_cloudwatch_log_metric_filter.this, aws_cloudwatch_log_index_policy.this, aws_cloudwatch_log_data_protection_policy.this, aws_cloudwatch_log_transformer.this]
}

output "metrics" {
  description = "The table of what the engines publish (metrics.json), as read: kind => metric => namespace, unit, statistic, dimensions. Publishers need cloudwatch:PutMetricData on these namespaces."
  value       = local.metrics
}

output "status" {
  description = "The status page's feed: topic_arn, and components by key with title and alarm name. Null without status_page."
  value = var.status_page == null ? null : {
    topic_arn  = aws_sns_topic.status[0].arn
    components = { for key, component in local.status_components : key => { title = component.title, alarm_name = aws_cloudwatch_composite_alarm.status[key].alarm_name } }
  }
}

output "suppressor_alarm_name" {
  description = "Name of the alarm that is in ALARM while a release runs; null if nothing is suppressed by releases."
  value       = local.suppressor
}

output "topic_arns" {
  description = "ARNs of the topics by severity: critical, warning, info. They mean ready: policy and subscriptions are there. Other modules take them as alarm_topics."
  value       = tomap({ for severity in local.severities : severity => aws_sns_topic.this[severity].arn })
  depends_on  = [aws_sns_topic_policy.this, aws_sns_topic_subscription.https, aws_sns_topic_subscription.email, aws_chatbot_slack_channel_configuration.this]
}

output "topic_arns_global" {
  description = "The topics in us-east-1 by severity, for what must ring from there; the home topics if that is home, and empty if nothing is watched from there."
  value       = local.is_global_home ? { for severity in local.severities : severity => aws_sns_topic.this[severity].arn } : local.needs_global ? { for severity in local.severities : severity => aws_sns_topic.this["global-${severity}"].arn } : {}
  depends_on  = [aws_sns_topic_policy.this]
}

output "tracing" {
  description = "What an ADOT sidecar and the services need for traces that the groups find: environment for containers, and the names of X-Ray's groups. Null if tracing is switched off."
  value = !var.tracing.enabled ? null : {
    environment = {
      OTEL_PROPAGATORS         = "tracecontext,baggage,xray"
      OTEL_TRACES_SAMPLER      = "xray"
      OTEL_RESOURCE_ATTRIBUTES = "deployment.environment=${var.environment},service.namespace=${var.name}"
    }
    annotation  = { environment = var.environment }
    group_names = { for key, group in aws_xray_group.this : key => group.group_name }
  }
}
