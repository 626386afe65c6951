# What is asked from outside, and what is read from logs.

variable "business_events" {
  description = "Business events by key: the log group (key of log_groups) whose lines tell of them, the filter pattern, a title for the dashboard, and whether their number has a band (anomaly_detection). Each becomes a metric of that name in the namespace SignalCraft/Business/<name>."
  type = map(object({
    log_group = string
    pattern   = string
    title     = string
    anomaly   = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for event in var.business_events : contains(keys(var.log_groups), event.log_group)])
    error_message = "business_events[...].log_group must be a key of log_groups."
  }

  validation {
    condition     = alltrue([for key in keys(var.business_events) : can(regex("^[A-Za-z][A-Za-z0-9]*$", key))])
    error_message = "Keys of business_events become names of metrics: letters and digits, such as AlertsDelivered."
  }
}

variable "canaries" {
  description = "Canaries by key: url, every_minutes (1 or 5), what a good answer is (status, contains: text in the body, json: path => value), headers (no secrets: they are readable), the concern that they belong to (database_down for /health/deep, which asks the database), in_vpc for addresses that are not public, and timeout_seconds."
  type = map(object({
    url             = string
    every_minutes   = optional(number, 5)
    method          = optional(string, "GET")
    status          = optional(number, 200)
    contains        = optional(string)
    json            = optional(map(string), {})
    headers         = optional(map(string), {})
    concern         = optional(string, "application_down")
    in_vpc          = optional(bool, false)
    timeout_seconds = optional(number, 30)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for canary in var.canaries : can(regex("^https://[^ ]+$", canary.url)) || (canary.in_vpc && can(regex("^http://[^ ]+$", canary.url)))])
    error_message = "canaries[...].url must begin with https:// (http:// only with in_vpc = true)."
  }

  validation {
    condition     = alltrue([for canary in var.canaries : contains([1, 5], canary.every_minutes)])
    error_message = "canaries[...].every_minutes must be 1 or 5."
  }

  validation {
    condition     = alltrue([for canary in var.canaries : contains(["application_down", "database_down"], canary.concern)])
    error_message = "canaries[...].concern must be application_down or database_down."
  }

  validation {
    condition     = alltrue([for canary in var.canaries : canary.timeout_seconds >= 15 && canary.timeout_seconds <= 60 * canary.every_minutes])
    error_message = "canaries[...].timeout_seconds must be 15 (a cold start's time) up to the time between two runs."
  }

  validation {
    condition     = alltrue([for canary in var.canaries : !canary.in_vpc]) || var.synthetics.vpc != null
    error_message = "A canary with in_vpc = true needs synthetics.vpc, the subnets and security groups to run in."
  }

  validation {
    condition     = alltrue([for key in keys(var.canaries) : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", key))])
    error_message = "Keys of canaries are parts of their names: up to 64 lowercase letters, digits, hyphens and underscores."
  }
}

variable "health_checks" {
  description = "Uptime checks of Route 53 by key, from outside AWS's region: host, path, port, seconds between two (30 or 10), failures in a row before it is down (1 to 10), text that the first 5120 bytes must have, and the regions that ask (none: all)."
  type = map(object({
    host              = string
    path              = optional(string, "/health")
    port              = optional(number, 443)
    interval_seconds  = optional(number, 30)
    failure_threshold = optional(number, 3)
    contains          = optional(string)
    regions           = optional(set(string), [])
    severity          = optional(string, "critical")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for check in var.health_checks : can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\\.[a-z]{2,}$", check.host))])
    error_message = "health_checks[...].host must be a name of DNS such as api.example.com, without https:// and path."
  }

  validation {
    condition     = alltrue([for check in var.health_checks : contains([10, 30], check.interval_seconds) && check.failure_threshold >= 1 && check.failure_threshold <= 10])
    error_message = "health_checks: interval_seconds must be 10 or 30, failure_threshold 1 to 10."
  }

  validation {
    condition     = alltrue([for check in var.health_checks : length(check.regions) == 0 || length(check.regions) >= 3])
    error_message = "health_checks[...].regions needs three regions or more (none means all): Route 53 takes no fewer."
  }

  validation {
    condition     = alltrue([for check in var.health_checks : contains(["critical", "warning", "info"], check.severity) && startswith(check.path, "/")])
    error_message = "health_checks: severity must be critical, warning or info, and path must begin with a slash."
  }
}

variable "log_groups" {
  description = "Log groups by key. create = false: it exists (another module owns it) and only filters, indexes and queries are added. name (null: /<name>/<key>), days of retention, fields to index (up to 20), what lines are parsed as (json, postgres, key_value; null: as they are), identifiers to mask (of CloudWatch's data protection, such as EmailAddress), whether errors ring (errors: JSON with $.level), whether silence does (minutes), and anomaly detection of new patterns."
  type = map(object({
    create         = optional(bool, true)
    name           = optional(string)
    retention_days = optional(number, 365)
    class          = optional(string, "STANDARD")
    index_fields   = optional(set(string), ["level", "request_id", "trace_id"])
    parse          = optional(string)
    mask           = optional(set(string), [])
    errors         = optional(bool, true)
    silent_minutes = optional(number)
    anomaly        = optional(bool, false)
    filters = optional(map(object({
      pattern   = string
      metric    = string
      value     = optional(string, "1")
      unit      = optional(string, "Count")
      threshold = optional(number)
      severity  = optional(string, "warning")
    })), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for group in var.log_groups : contains(
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], group.retention_days)])
    error_message = "log_groups[...].retention_days must be one that CloudWatch has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653; never unlimited."
  }

  validation {
    condition     = alltrue([for group in var.log_groups : length(group.index_fields) <= 20])
    error_message = "log_groups[...].index_fields may have up to 20 fields."
  }

  validation {
    condition     = alltrue([for group in var.log_groups : group.parse == null ? true : contains(["json", "postgres", "key_value"], group.parse)])
    error_message = "log_groups[...].parse must be json, postgres or key_value."
  }

  validation {
    condition     = alltrue([for group in var.log_groups : contains(["STANDARD", "INFREQUENT_ACCESS"], group.class)])
    error_message = "log_groups[...].class must be STANDARD or INFREQUENT_ACCESS."
  }

  validation {
    condition = alltrue([for group in var.log_groups : group.class == "STANDARD" ||
    (!group.errors && group.silent_minutes == null && !group.anomaly && group.parse == null && length(group.mask) == 0 && length(group.index_fields) == 0 && length(group.filters) == 0)])
    error_message = "A log group of class INFREQUENT_ACCESS has no metric filters, indexes, parsing, masking and anomalies: set errors = false, index_fields = [] and leave the others out."
  }

  validation {
    condition     = alltrue([for group in var.log_groups : group.create || group.name != null])
    error_message = "log_groups[...] with create = false needs name, the name of the group that exists."
  }

  validation {
    condition     = alltrue([for group in var.log_groups : group.silent_minutes == null ? true : group.silent_minutes >= 1 && group.silent_minutes <= 1440])
    error_message = "log_groups[...].silent_minutes must be 1 to 1440."
  }

  validation {
    condition     = alltrue(flatten([for group in var.log_groups : [for filter in group.filters : contains(["critical", "warning", "info"], filter.severity)]]))
    error_message = "log_groups[...].filters[...].severity must be critical, warning or info."
  }
}
