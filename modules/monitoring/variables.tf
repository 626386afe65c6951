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

variable "backup_vaults" {
  description = "Vaults of AWS Backup by key: the vault's name and the days without a finished backup after which silence rings (1 to 7). alarms = false if the backup module rings itself."
  type = map(object({
    vault_name  = string
    silent_days = optional(number, 2)
    alarms      = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for vault in var.backup_vaults : vault.silent_days >= 1 && vault.silent_days <= 7])
    error_message = "backup_vaults[...].silent_days must be 1 to 7; a CloudWatch alarm looks back a week at most."
  }
}

variable "backup_verifications" {
  description = "Verifications of backups (signalcraft_backup_verification) by key: their name (the key if null), days after which silence rings (1 to 7), and the limits that a measurement must keep: seconds of RTO and RPO, bytes of storage."
  type = map(object({
    name              = optional(string)
    silent_days       = optional(number, 7)
    rto_seconds       = optional(number)
    rpo_seconds       = optional(number)
    storage_max_bytes = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for thing in var.backup_verifications : thing.silent_days >= 1 && thing.silent_days <= 7])
    error_message = "backup_verifications[...].silent_days must be 1 to 7; a CloudWatch alarm looks back a week at most."
  }
}

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

variable "certificates" {
  description = "Certificates of ACM by key: ARN, and where they are: home (the account's region) or global (us-east-1, for CloudFront)."
  type = map(object({
    arn      = string
    location = optional(string, "home")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for certificate in var.certificates : contains(["home", "global"], certificate.location)])
    error_message = "certificates[...].location must be home or global (us-east-1)."
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

variable "databases" {
  description = "RDS instances by key: identifier, storage (GiB, for the share that is free), memory (GiB; null: 256 MiB must stay free), max_connections (null: not watched), whether it is burstable (CPU credits) or a replica (lag). alarms = false if the database module rings itself: then only dashboards show it."
  type = map(object({
    identifier      = string
    storage_gib     = number
    memory_gib      = optional(number)
    max_connections = optional(number)
    burstable       = optional(bool, false)
    replica         = optional(bool, false)
    alarms          = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for database in var.databases : database.storage_gib >= 20])
    error_message = "databases[...].storage_gib must be 20 GiB or more, as RDS wants it."
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

variable "existing_alarms" {
  description = "Alarms that other modules own, by key: name, and the concern that they belong to (application_down, database_down, error_rate, latency, disk, memory): they become children of that critical alert, with the module's own. Give these modules no critical topic then, or both ring."
  type = map(object({
    name    = string
    concern = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alarm in var.existing_alarms : contains(["application_down", "database_down", "error_rate", "latency", "disk", "memory"], alarm.concern)])
    error_message = "existing_alarms[...].concern must be application_down, database_down, error_rate, latency, disk or memory."
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

variable "heartbeats" {
  description = "Things whose silence must ring, by key: a metric that comes at least every `every_seconds` (a multiple of 60, up to a day); after `missed` of these without a value at or above `minimum` the alarm rings."
  type = map(object({
    namespace     = string
    metric        = string
    dimensions    = optional(map(string), {})
    every_seconds = optional(number, 300)
    missed        = optional(number, 3)
    minimum       = optional(number, 1)
    severity      = optional(string, "critical")
    description   = optional(string, "")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for beat in var.heartbeats : beat.every_seconds >= 60 && beat.every_seconds <= 86400 && beat.every_seconds % 60 == 0])
    error_message = "heartbeats[...].every_seconds must be a multiple of 60, from 60 to 86400."
  }

  validation {
    condition     = alltrue([for beat in var.heartbeats : beat.missed >= 1 && beat.missed * beat.every_seconds <= (beat.every_seconds >= 3600 ? 604800 : 86400)])
    error_message = "heartbeats[...].missed times every_seconds must be at most a day, or a week where every_seconds is an hour or more: CloudWatch looks back no further."
  }

  validation {
    condition     = alltrue([for beat in var.heartbeats : contains(["critical", "warning", "info"], beat.severity)])
    error_message = "heartbeats[...].severity must be critical, warning or info."
  }
}

variable "load_balancers" {
  description = "Application load balancers by key: arn_suffix, and the services behind them by key: the arn_suffix of each target group (one, or the pair of a blue/green strategy: they are summed, so that an idle one of the pair rings nothing), the number of targets below which the service is down, and thresholds of its own. alarms = false if the load balancer module rings itself."
  type = map(object({
    arn_suffix = string
    services = optional(map(object({
      target_groups       = map(string)
      minimum_healthy     = optional(number, 1)
      error_rate_percent  = optional(number)
      latency_p99_seconds = optional(number)
    })), {})
    alarms = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for balancer in var.load_balancers : [for service in balancer.services : length(service.target_groups) >= 1 && length(service.target_groups) <= 4]]))
    error_message = "load_balancers[...].services[...].target_groups needs 1 to 4 target groups."
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

variable "migrations" {
  description = "Migrations (signalcraft_migration) by key: their name (the key if null) and the seconds above which a run is long (null: the environment's)."
  type = map(object({
    name            = optional(string)
    maximum_seconds = optional(number)
  }))
  default  = {}
  nullable = false
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

variable "redis" {
  description = "Redis/Valkey replication groups by key: the node ids (cache cluster ids) by key, whether evictions are a fault (a queue with noeviction never evicts), and alarms = false if the redis module rings itself."
  type = map(object({
    nodes              = map(string)
    evictions_are_loss = optional(bool, true)
    alarms             = optional(bool, true)
  }))
  default  = {}
  nullable = false
}

variable "releases" {
  description = "Releases (signalcraft_release) by key: their name (the key if null) and the seconds after which one that still runs rings (null: the environment's)."
  type = map(object({
    name            = optional(string)
    maximum_seconds = optional(number)
  }))
  default  = {}
  nullable = false
}

variable "route_endpoints" {
  description = "The secret-bearing URLs of routes: `pagerduty` (the integration's URL), `status_page`, and one per key of routes.https. Sensitive, so no plan or log shows them; SNS has no write-only argument for them, so the state holds them and must be encrypted."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true

  validation {
    condition     = alltrue([for url in values(var.route_endpoints) : can(regex("^https://[^ ]+$", url))])
    error_message = "Every one of route_endpoints must be a URL that begins with https://."
  }
}

variable "routes" {
  description = "Who is told what. pagerduty: severities over the URL in route_endpoints. slack: severities over AWS Chatbot (workspace and channel ids; the workspace is authorised once by hand). email: severities to addresses by a key of yours (each confirms once). https: any other receiver by key, its URL in route_endpoints."
  type = object({
    pagerduty = optional(object({
      severities = optional(set(string), ["critical"])
    }))
    slack = optional(object({
      workspace_id = string
      channel_id   = string
      severities   = optional(set(string), ["warning"])
    }))
    email = optional(object({
      addresses  = map(string)
      severities = optional(set(string), ["info"])
    }))
    https = optional(map(object({
      severities = set(string)
      raw        = optional(bool, false)
    })), {})
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for severity in flatten([
        try(tolist(var.routes.pagerduty.severities), []), try(tolist(var.routes.slack.severities), []), try(tolist(var.routes.email.severities), []),
        [for route in var.routes.https : tolist(route.severities)],
      ]) : contains(["critical", "warning", "info"], severity)
    ])
    error_message = "Severities of routes must be critical, warning or info."
  }

  validation {
    condition = length(setsubtract(
      setunion(var.routes.pagerduty == null ? [] : ["pagerduty"], keys(var.routes.https)),
      nonsensitive(keys(var.route_endpoints)),
    )) == 0
    error_message = "routes.pagerduty and every key of routes.https need a URL of the same name in route_endpoints (\"pagerduty\" for the first)."
  }

  validation {
    condition     = length(setintersection(keys(var.routes.https), ["pagerduty", "status_page"])) == 0
    error_message = "A key of routes.https must not be pagerduty or status_page; these are routes of their own."
  }

  validation {
    condition     = var.routes.slack == null ? true : can(regex("^T[A-Z0-9]+$", var.routes.slack.workspace_id)) && can(regex("^[CG][A-Z0-9]+$", var.routes.slack.channel_id))
    error_message = "routes.slack needs the ids of workspace (T...) and channel (C... or G...), not their names."
  }

  validation {
    condition     = alltrue([for address in values(try(var.routes.email.addresses, {})) : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "routes.email.addresses must be e-mail addresses."
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

variable "services" {
  description = "ECS services by key: names of cluster and service (whose Container Insights are on: who is down is counted there), the tasks below which it is down (0: not watched, as before the first release), and a backlog metric for workers (namespace, metric, dimensions, maximum). alarms = false if the application module rings itself."
  type = map(object({
    cluster_name  = string
    service_name  = string
    minimum_tasks = optional(number, 1)
    backlog = optional(object({
      namespace  = string
      metric     = string
      dimensions = optional(map(string), {})
      maximum    = number
    }))
    alarms = optional(bool, true)
  }))
  default  = {}
  nullable = false
}

variable "status_page" {
  description = "What the public is told: components by a key of yours, each with the concerns (of the six critical alerts) and the keys of alarms that make it `down`. Every component is a composite alarm that speaks to a topic of its own; the page's URL is route_endpoints.status_page, or its e-mail addresses (of pages that take component mails) are in emails."
  type = object({
    components = map(object({
      title    = string
      concerns = optional(set(string), [])
      alarms   = optional(set(string), [])
    }))
    emails = optional(map(string), {})
  })
  default = null

  validation {
    condition = var.status_page == null ? true : alltrue(flatten([
      for component in var.status_page.components : [for concern in component.concerns : contains(["application_down", "database_down", "error_rate", "latency", "disk", "memory"], concern)]
    ]))
    error_message = "status_page.components[...].concerns may have application_down, database_down, error_rate, latency, disk and memory."
  }

  validation {
    condition     = var.status_page == null ? true : alltrue([for component in var.status_page.components : length(component.concerns) + length(component.alarms) > 0])
    error_message = "Every one of status_page.components needs a concern or an alarm; otherwise it is up for ever."
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
