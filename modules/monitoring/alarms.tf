# Every metric alarm of the module is made here, of one record. The sets beside this file (alarms_*.tf) say what is watched;
# this says what an alarm is: its topics and its text. How far it looks back (a day, or a week where a period is an hour or more)
# is held by the validations of what it is made of.

locals {
  # Thresholds by environment; `thresholds` overrides one by one.
  environment_thresholds = {
    dev = {
      error_rate_percent           = 10, minimum_requests = 20, latency_p99_seconds = 5, cpu_percent = 90, memory_percent = 95, disk_free_percent = 10
      database_connections_percent = 90, replica_lag_seconds = 300, certificate_days = 14, migration_seconds = 3600, release_seconds = 7200
      backup_seconds               = 14400, log_errors = 100
    }
    staging = {
      error_rate_percent           = 5, minimum_requests = 20, latency_p99_seconds = 2, cpu_percent = 85, memory_percent = 90, disk_free_percent = 15
      database_connections_percent = 85, replica_lag_seconds = 60, certificate_days = 30, migration_seconds = 1800, release_seconds = 5400
      backup_seconds               = 10800, log_errors = 50
    }
    production = {
      error_rate_percent           = 1, minimum_requests = 60, latency_p99_seconds = 1, cpu_percent = 80, memory_percent = 90, disk_free_percent = 20
      database_connections_percent = 80, replica_lag_seconds = 30, certificate_days = 30, migration_seconds = 900, release_seconds = 3600
      backup_seconds               = 10800, log_errors = 20
    }
  }
  limits = merge(local.environment_thresholds[var.environment], { for key, value in var.thresholds : key => value if value != null })

  # The six alerts that any service has. Their critical alarms are children of one composite each (critical.tf), and the
  # composite is what rings.
  concerns = ["application_down", "database_down", "error_rate", "latency", "disk", "memory"]

  alarm_defaults = {
    location   = "home"
    namespace  = null
    metric     = null
    dimensions = null
    stat       = null
    unit       = null
    period     = 60
    periods    = 1
    datapoints = null
    threshold  = null
    queries    = []
    band       = null
    silent     = false # speaks to nobody: it only silences composites
  }

  # `missing` has no default: what silence means is chosen alarm by alarm.
  alarm_sets = [
    local.load_balancer_alarms,
    local.service_alarms,
    local.task_event_alarms,
    local.database_alarms,
    local.redis_alarms,
    local.migration_alarms,
    local.release_alarms,
    local.backup_alarms,
    local.probe_alarms,
    local.log_alarms,
    local.heartbeat_alarms,
    local.route_alarms,
  ]
  alarms = { for key, alarm in merge(local.alarm_sets...) : key => merge(local.alarm_defaults, alarm) }

  # Keys that are joined of two of the caller's may meet: "a" with "b-c" and "a-b" with "c". Then one alarm would vanish.
  joined_keys = concat(
    [for key in keys(local.watched_balancers) : "load-balancer-${key}"],
    flatten([for key, balancer in local.watched_balancers : [for service in keys(balancer.services) : "load-balancer-${key}-${service}"]]),
    flatten([for key, group in var.redis : [for node in keys(group.nodes) : "redis-${key}-${node}"]]),
    flatten([for key, group in local.log_groups_rich : [for filter in concat(keys(group.filters), ["errors", "fatal", "silent", "new-high", "new-medium"]) : "log-${key}-${filter}"]]),
  )

  # A critical alarm of one of the six concerns rings through its composite; a composite cannot have a child of another region.
  is_child = { for key, alarm in local.alarms : key => alarm.severity == "critical" && alarm.location == "home" && contains(local.concerns, alarm.concern) }

  alarm_location = { for key, alarm in local.alarms : key => alarm.location == "global" && !local.is_global_home ? "global" : "home" }

  alarm_actions = { for key, alarm in local.alarms : key => (local.is_child[key] || alarm.silent
    ? []
    : [aws_sns_topic.this[local.alarm_location[key] == "home" ? alarm.severity : "global-${alarm.severity}"].arn]
  ) }

  runbooks = { for concern in distinct(concat(local.concerns, [for alarm in local.alarms : alarm.concern])) :
    concern => var.runbook_base_url == null ? "" : " Runbook: ${var.runbook_base_url}/${concern}"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  region              = local.locations[local.alarm_location[each.key]]
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.description}${local.runbooks[each.value.concern]}"
  comparison_operator = each.value.comparison
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = coalesce(each.value.datapoints, each.value.periods)
  threshold           = each.value.band == null ? each.value.threshold : null
  threshold_metric_id = each.value.band
  treat_missing_data  = each.value.missing

  namespace          = each.value.namespace
  metric_name        = each.value.metric
  dimensions         = each.value.dimensions
  statistic          = each.value.stat == null || can(regex("^p", each.value.stat)) ? null : each.value.stat
  extended_statistic = each.value.stat != null && can(regex("^p", each.value.stat)) ? each.value.stat : null
  unit               = each.value.unit
  period             = length(each.value.queries) == 0 ? each.value.period : null

  dynamic "metric_query" {
    for_each = { for query in each.value.queries : query.id => query }
    content {
      id          = metric_query.value.id
      expression  = try(metric_query.value.expression, null)
      label       = try(metric_query.value.label, null)
      return_data = try(metric_query.value.returned, false)

      dynamic "metric" {
        for_each = try(metric_query.value.expression, null) == null ? [1] : []
        content {
          namespace   = metric_query.value.namespace
          metric_name = metric_query.value.metric
          dimensions  = metric_query.value.dimensions
          period      = each.value.period
          stat        = metric_query.value.stat
        }
      }
    }
  }

  alarm_actions = local.alarm_actions[each.key]
  ok_actions    = each.value.severity == "info" ? [] : local.alarm_actions[each.key]
  tags          = merge(local.tags, { Name = "${var.name}-${each.key}", Concern = each.value.concern, Severity = each.value.severity })

  lifecycle {
    precondition {
      condition     = length("${var.name}-${each.key}") <= 255
      error_message = "The name ${var.name}-${each.key} is longer than the 255 characters of an alarm's name: shorten the key."
    }
  }
}
