variable "account" {
  description = "The account and home region that the module works in, given by the caller so that no plan waits for a lookup: id (12 digits), region, partition."
  type = object({
    id        = string
    region    = string
    partition = optional(string, "aws")
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id must be the 12 digits of an AWS account."
  }

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.account.region))
    error_message = "account.region must be the code of a region, such as eu-central-1."
  }
}

variable "anomaly_detection" {
  description = "Bands of expected values instead of fixed thresholds, for traffic and for business events: width in standard deviations; switched off, no band is computed (and paid)."
  type = object({
    enabled = optional(bool, true)
    width   = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.anomaly_detection.width >= 1 && var.anomaly_detection.width <= 10
    error_message = "anomaly_detection.width must be 1 to 10 standard deviations; 2 is nervous, 3 is usual."
  }
}

variable "composite_alarms" {
  description = "How the six critical alerts behave while a release runs: the concerns that a running release may silence (never application_down, database_down or disk), how long a composite waits for the suppressor (wait_seconds), and how long silence lasts after the release (extension_seconds)."
  type = object({
    suppressed_by_release = optional(set(string), ["error_rate", "latency", "memory"])
    wait_seconds          = optional(number, 60)
    extension_seconds     = optional(number, 180)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(var.composite_alarms.suppressed_by_release, ["error_rate", "latency", "memory"])) == 0
    error_message = "composite_alarms.suppressed_by_release may have error_rate, latency and memory; a release never excuses a service, a database or a disk that is gone."
  }

  validation {
    condition     = min(var.composite_alarms.wait_seconds, var.composite_alarms.extension_seconds) >= 1 && max(var.composite_alarms.wait_seconds, var.composite_alarms.extension_seconds) <= 3600
    error_message = "composite_alarms.wait_seconds and extension_seconds must be 1 to 3600 seconds."
  }
}

variable "dashboards" {
  description = "Which dashboards are made, of application, infrastructure, business, delivery, migrations and backups (three a account and month are free)."
  type        = set(string)
  default     = ["application", "infrastructure", "business", "delivery", "migrations", "backups"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.dashboards, ["application", "infrastructure", "business", "delivery", "migrations", "backups"])) == 0
    error_message = "dashboards may have application, infrastructure, business, delivery, migrations and backups."
  }
}

variable "encryption" {
  description = "The customer-managed key of topics, logs and canaries' artifacts: made here with yearly rotation (create_key), or given (key_arn; its policy must let logs, cloudwatch, budgets, costalerts and sns use it). global_key_arn is the key in us-east-1, needed with a given key when something is watched from there."
  type = object({
    create_key     = optional(bool, true)
    key_arn        = optional(string)
    global_key_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key ? var.encryption.key_arn == null && var.encryption.global_key_arn == null : true
    error_message = "encryption: give key_arn only with create_key = false; with create_key = true the module makes its own key."
  }

  validation {
    condition     = var.encryption.create_key || var.encryption.key_arn != null
    error_message = "encryption: create_key = false needs key_arn, the key to use in its place."
  }
}

variable "environment" {
  description = "Which environment this is: dev, staging or production. It chooses the thresholds that `thresholds` does not, and is the dimension Environment of our own metrics."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "production"], var.environment)
    error_message = "environment must be dev, staging or production."
  }
}

variable "error_tracking" {
  description = "The error tracker (Sentry): ARN of the secret that holds the DSN (never the DSN itself), share of traces that is sent, and the limits of its three alert kinds: critical (fatal errors in five minutes), spike (percent above the hour before), new_type (always at the first event). Null: none."
  type = object({
    dsn_secret_arn     = string
    traces_sample_rate = optional(number, 0.05)
    critical_events    = optional(number, 1)
    spike_percent      = optional(number, 200)
  })
  default = null

  validation {
    condition     = var.error_tracking == null ? true : can(regex("^arn:[a-z-]+:secretsmanager:", var.error_tracking.dsn_secret_arn))
    error_message = "error_tracking.dsn_secret_arn must be the ARN of a secret in Secrets Manager; a DSN in plain text would be in the state."
  }

  validation {
    condition     = var.error_tracking == null ? true : var.error_tracking.traces_sample_rate >= 0 && var.error_tracking.traces_sample_rate <= 1
    error_message = "error_tracking.traces_sample_rate must be 0 to 1."
  }
}

variable "name" {
  description = "Prefix of all names, such as signalcraft-production: 2 to 24 lowercase letters, digits and hyphens, beginning with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.name)) && !strcontains(var.name, "--")
    error_message = "name must be 2 to 24 lowercase letters, digits and single hyphens, beginning with a letter; X-Ray's groups may have 32 characters, and the bucket of the canaries adds 37 to it."
  }
}

variable "queries" {
  description = "Saved Logs Insights queries of yours by key, beside the module's own: the query's text and the keys of log_groups that it runs over (none: all of class STANDARD)."
  type = map(object({
    query      = string
    log_groups = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for query in var.queries : [for key in query.log_groups : contains(keys(var.log_groups), key)]]))
    error_message = "queries[...].log_groups may only have keys of log_groups."
  }
}

variable "runbook_base_url" {
  description = "Where the runbooks are: each alarm's text ends in this URL and the alarm's concern, for instance https://example.com/runbooks/error_rate. Null: no link."
  type        = string
  default     = null

  validation {
    condition     = var.runbook_base_url == null ? true : can(regex("^https://[^ ]+[^/ ]$", var.runbook_base_url))
    error_message = "runbook_base_url must be a URL that begins with https:// and does not end in a slash."
  }
}

variable "synthetics" {
  description = "How canaries run: their runtime, whether the module makes the bucket of artifacts (create_bucket) or takes one (bucket), days that artifacts and results are kept, the VPC for canaries that ask for it (subnet and security group ids by key), log_bucket for the bucket's access logs, and force_destroy to let a bucket go with its artifacts (dev)."
  type = object({
    runtime_version = optional(string, "syn-nodejs-puppeteer-17.0")
    create_bucket   = optional(bool, true)
    bucket          = optional(string)
    retention_days  = optional(number, 31)
    force_destroy   = optional(bool, false)
    log_bucket      = optional(object({ name = string }))
    vpc = optional(object({
      subnet_ids         = map(string)
      security_group_ids = map(string)
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^syn-nodejs-(puppeteer-)?[0-9]+\\.[0-9]+$", var.synthetics.runtime_version))
    error_message = "synthetics.runtime_version must be a runtime of Node.js such as syn-nodejs-puppeteer-17.0; the canary's script is Node.js."
  }

  validation {
    condition     = var.synthetics.create_bucket == (var.synthetics.bucket == null)
    error_message = "synthetics: give bucket with create_bucket = false, and only then."
  }

  validation {
    condition     = var.synthetics.retention_days >= 1 && var.synthetics.retention_days <= 455
    error_message = "synthetics.retention_days must be 1 to 455 days."
  }
}

variable "tags" {
  description = "Tags of everything that is made here, beside the provider's default_tags; the module adds Component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "task_events" {
  description = "Events of ECS tasks that ended by themselves, of the clusters in `services`: days that they are kept, and how many in ten minutes are too many. One that the kernel ended for memory always rings."
  type = object({
    enabled        = optional(bool, true)
    retention_days = optional(number, 365)
    crashes        = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.task_events.retention_days) && var.task_events.crashes >= 0
    error_message = "task_events.retention_days must be one that CloudWatch has (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731), and crashes 0 or more."
  }
}

variable "thresholds" {
  description = "Thresholds in place of the environment's own (see alarms.tf for these): error_rate_percent and minimum_requests (per minute, below which a rate says nothing), latency_p99_seconds, cpu_percent, memory_percent, disk_free_percent, database_connections_percent, replica_lag_seconds, certificate_days (warning; critical at 7), migration_seconds, release_seconds, backup_seconds (a verification), log_errors (lines in five minutes)."
  type = object({
    backup_seconds               = optional(number)
    certificate_days             = optional(number)
    cpu_percent                  = optional(number)
    database_connections_percent = optional(number)
    disk_free_percent            = optional(number)
    error_rate_percent           = optional(number)
    latency_p99_seconds          = optional(number)
    log_errors                   = optional(number)
    memory_percent               = optional(number)
    migration_seconds            = optional(number)
    minimum_requests             = optional(number)
    release_seconds              = optional(number)
    replica_lag_seconds          = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, value in var.thresholds : value == null ? true : value > 0])
    error_message = "Every one of thresholds must be above 0."
  }

  validation {
    condition = alltrue([
      for key in ["cpu_percent", "memory_percent", "disk_free_percent", "database_connections_percent", "error_rate_percent"] :
      var.thresholds[key] == null ? true : var.thresholds[key] < 100
    ])
    error_message = "Thresholds in percent must be below 100; at 100 the alarm could never ring."
  }

  validation {
    condition     = var.thresholds.certificate_days == null ? true : var.thresholds.certificate_days > 7
    error_message = "thresholds.certificate_days must be above 7; from 7 days on the alarm is critical anyway."
  }
}

variable "tracing" {
  description = "X-Ray: the share of requests that is traced (rate) after the first `reservoir` a second, for paths by priority (lower is asked first; the health endpoints are 0 by default), and whether insights are computed and told. Switched off, no group and no rule is made."
  type = object({
    enabled       = optional(bool, true)
    rate          = optional(number, 0.05)
    reservoir     = optional(number, 1)
    service_names = optional(set(string), ["api", "web", "worker"])
    slow_seconds  = optional(number, 2)
    insights      = optional(bool, true)
    paths = optional(map(object({
      path      = string
      priority  = number
      rate      = number
      reservoir = optional(number, 0)
      })), {
      health = { path = "/health*", priority = 100, rate = 0 }
    })
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for rate in concat([var.tracing.rate], [for rule in var.tracing.paths : rule.rate]) : rate >= 0 && rate <= 1])
    error_message = "Rates of tracing must be 0 to 1."
  }

  validation {
    condition     = alltrue([for rule in var.tracing.paths : rule.priority >= 1 && rule.priority < 9000])
    error_message = "tracing.paths[...].priority must be 1 to 8999; the module's own rule is 9000."
  }

  validation {
    condition     = length(setintersection(keys(var.tracing.paths), var.tracing.service_names)) == 0 && alltrue([for key in concat(keys(var.tracing.paths), tolist(var.tracing.service_names)) : length("${var.name}-${key}") <= 32])
    error_message = "Keys of tracing.paths and service_names must differ from each other and have at most 32 characters together with name: both name a sampling rule."
  }
}
