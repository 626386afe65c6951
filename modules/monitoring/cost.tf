# What it may cost, and what suddenly costs more.

resource "aws_budgets_budget" "this" {
  for_each = var.budgets

  name         = "${var.name}-${each.key}"
  budget_type  = "COST"
  limit_amount = tostring(each.value.limit_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  tags         = merge(local.tags, { Name = "${var.name}-${each.key}" })

  dynamic "cost_filter" {
    for_each = each.value.cost_filters
    content {
      name   = cost_filter.key
      values = cost_filter.value
    }
  }

  dynamic "notification" {
    for_each = merge(
      { for percent in each.value.actual : "ACTUAL-${percent}" => { type = "ACTUAL", percent = percent } },
      { for percent in each.value.forecast : "FORECASTED-${percent}" => { type = "FORECASTED", percent = percent } },
    )
    content {
      comparison_operator       = "GREATER_THAN"
      notification_type         = notification.value.type
      threshold                 = notification.value.percent
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic_policy.this[each.value.severity].arn]
    }
  }
}

# A monitor of one tag's value, not of the account: an account has one monitor by service only, and it is not ours.
resource "aws_ce_anomaly_monitor" "this" {
  count = var.cost_anomaly == null ? 0 : 1

  name         = "${var.name}-cost"
  monitor_type = "CUSTOM"
  tags         = local.tags

  monitor_specification = jsonencode({
    And            = null
    CostCategories = null
    Dimensions     = null
    Not            = null
    Or             = null
    Tags = {
      Key          = var.cost_anomaly.tag_key
      MatchOptions = null
      Values       = [coalesce(var.cost_anomaly.tag_value, var.environment)]
    }
  })
}

resource "aws_ce_anomaly_subscription" "this" {
  count = var.cost_anomaly == null ? 0 : 1

  name             = "${var.name}-cost"
  frequency        = "IMMEDIATE"
  monitor_arn_list = [aws_ce_anomaly_monitor.this[0].arn]
  tags             = local.tags

  subscriber {
    type    = "SNS"
    address = aws_sns_topic_policy.this[var.cost_anomaly.severity].arn
  }

  threshold_expression {
    dimension {
      key           = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"
      match_options = ["GREATER_THAN_OR_EQUAL"]
      values        = [tostring(var.cost_anomaly.minimum_impact_usd)]
    }
  }
}
