# Log groups: how long lines are kept, what is found fast, what is parsed, what is masked, and what becomes a metric.

locals {
  log_groups_made  = { for key, group in var.log_groups : key => group if group.create }
  log_groups_rich  = { for key, group in var.log_groups : key => group if group.class == "STANDARD" }
  log_names        = { for key, group in var.log_groups : key => group.create ? aws_cloudwatch_log_group.this[key].name : group.name }
  log_group_prefix = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:"

  # A filter cannot give its metric a fixed dimension, so name and log group are in the names of namespace and metric.
  log_namespace      = "SignalCraft/Logs/${var.name}"
  business_namespace = "SignalCraft/Business/${var.name}"

  # What a JSON line of our services has: level, message, request_id, trace_id, release, error.type, duration_ms.
  level_patterns = {
    Errors = "{ ($.level = \"error\") || ($.level = \"ERROR\") || ($.level = \"fatal\") || ($.level = \"FATAL\") }"
    Fatal  = "{ ($.level = \"fatal\") || ($.level = \"FATAL\") }"
  }

  metric_filters = merge(
    merge([for key, group in local.log_groups_rich : {
      for metric, pattern in local.level_patterns : "${key}-${lower(metric)}" => {
        log_group = key, pattern = pattern, namespace = local.log_namespace, metric = "${key}-${metric}", value = "1", unit = "Count"
      }
    } if group.errors]...),
    merge([for key, group in local.log_groups_rich : {
      for name, filter in group.filters : "${key}-${name}" => {
        log_group = key, pattern = filter.pattern, namespace = local.log_namespace, metric = "${key}-${filter.metric}", value = filter.value, unit = filter.unit
      }
    }]...),
    { for event, facts in var.business_events : "${facts.log_group}-business-${event}" => {
      log_group = facts.log_group, pattern = facts.pattern, namespace = local.business_namespace, metric = event, value = "1", unit = "Count"
    } },
  )
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_groups_made

  name              = coalesce(each.value.name, "/${var.name}/${each.key}")
  retention_in_days = each.value.retention_days
  log_group_class   = each.value.class
  kms_key_id        = local.key_arns["home"]
  tags              = merge(local.tags, { Name = coalesce(each.value.name, "/${var.name}/${each.key}") })

  # The key exists before its policy lets CloudWatch Logs use it, unless both are one resource; they are.
}

resource "aws_cloudwatch_log_index_policy" "this" {
  for_each = { for key, group in local.log_groups_rich : key => group if length(group.index_fields) > 0 }

  log_group_name  = local.log_names[each.key]
  policy_document = jsonencode({ Fields = sort(each.value.index_fields) })
}

# Lines are parsed as they come in, so that a filter and an index see fields. JSON needs this only if it is nested in
# something else; PostgreSQL's log lines and key=value lines do.
resource "aws_cloudwatch_log_transformer" "this" {
  for_each = { for key, group in local.log_groups_rich : key => group if group.parse != null }

  log_group_arn = each.value.create ? aws_cloudwatch_log_group.this[each.key].arn : "${local.log_group_prefix}${each.value.name}"

  transformer_config {
    dynamic "parse_json" {
      for_each = each.value.parse == "json" ? [1] : []
      content {}
    }
    dynamic "parse_postgres" {
      for_each = each.value.parse == "postgres" ? [1] : []
      content {}
    }
    dynamic "parse_key_value" {
      for_each = each.value.parse == "key_value" ? [1] : []
      content {}
    }
  }
}

resource "aws_cloudwatch_log_data_protection_policy" "this" {
  for_each = { for key, group in local.log_groups_rich : key => group if length(group.mask) > 0 }

  log_group_name = local.log_names[each.key]

  policy_document = jsonencode({
    Name    = "${var.name}-${each.key}"
    Version = "2021-06-01"
    Statement = [
      {
        Sid            = "audit"
        DataIdentifier = [for identifier in sort(each.value.mask) : "arn:${var.account.partition}:dataprotection::aws:data-identifier/${identifier}"]
        Operation      = { Audit = { FindingsDestination = {} } }
      },
      {
        Sid            = "mask"
        DataIdentifier = [for identifier in sort(each.value.mask) : "arn:${var.account.partition}:dataprotection::aws:data-identifier/${identifier}"]
        Operation      = { Deidentify = { MaskConfig = {} } }
      },
    ]
  })
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.metric_filters

  name                      = "${var.name}-${each.key}"
  log_group_name            = local.log_names[each.value.log_group]
  pattern                   = each.value.pattern
  apply_on_transformed_logs = var.log_groups[each.value.log_group].parse != null

  metric_transformation {
    namespace = each.value.namespace
    name      = each.value.metric
    value     = each.value.value
    unit      = each.value.unit
    # a silent group then differs from one that works and has nothing to say
    default_value = each.value.value == "1" ? "0" : null
  }
}

# New kinds of lines: the detector learns the patterns of a group and counts what fits none of them.
resource "aws_cloudwatch_log_anomaly_detector" "this" {
  for_each = { for key, group in local.log_groups_rich : key => group if group.anomaly }

  detector_name           = "${var.name}-${each.key}"
  enabled                 = true
  evaluation_frequency    = "FIVE_MIN"
  anomaly_visibility_time = 21
  kms_key_id              = local.key_arns["home"]
  log_group_arn_list      = [each.value.create ? aws_cloudwatch_log_group.this[each.key].arn : "${local.log_group_prefix}${each.value.name}"]
  tags                    = local.tags
}
