variable "budgets" {
  description = "Monthly budgets in US dollars by a key of yours: limit, thresholds in percent of what was spent (actual) and of what is forecast, cost_filters (name of AWS Budgets => values, such as TagKeyValue), and the severity whose topic is told."
  type = map(object({
    limit_usd    = number
    actual       = optional(set(number), [80, 100])
    forecast     = optional(set(number), [100])
    cost_filters = optional(map(list(string)), {})
    severity     = optional(string, "info")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for budget in var.budgets : budget.limit_usd > 0])
    error_message = "A budget's limit_usd must be above 0 US dollars a month."
  }

  validation {
    condition     = alltrue(flatten([for budget in var.budgets : [for percent in setunion(budget.actual, budget.forecast) : percent > 0 && percent <= 1000]]))
    error_message = "Thresholds of a budget are percentages above 0 and up to 1000."
  }

  validation {
    condition     = alltrue([for budget in var.budgets : contains(["critical", "warning", "info"], budget.severity)])
    error_message = "A budget's severity must be critical, warning or info."
  }

  validation {
    condition     = alltrue([for budget in var.budgets : length(budget.actual) + length(budget.forecast) >= 1 && length(budget.actual) + length(budget.forecast) <= 10])
    error_message = "A budget needs 1 to 10 thresholds in actual and forecast together; AWS Budgets takes no more than 10 notifications."
  }
}

variable "cost_anomaly" {
  description = "Cost anomaly detection over what carries one tag: tag_key and tag_value to select, the smallest impact in US dollars that is told, how often (IMMEDIATE over SNS), and the severity whose topic is told. Null: none."
  type = object({
    tag_key            = optional(string, "Environment")
    tag_value          = optional(string)
    minimum_impact_usd = optional(number, 50)
    severity           = optional(string, "info")
  })
  default = null

  validation {
    condition     = var.cost_anomaly == null ? true : var.cost_anomaly.minimum_impact_usd > 0 && contains(["critical", "warning", "info"], var.cost_anomaly.severity)
    error_message = "cost_anomaly.minimum_impact_usd must be above 0, and severity critical, warning or info."
  }
}
