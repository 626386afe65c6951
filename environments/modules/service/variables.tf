variable "account" {
  description = "Where the environment is: the account's number, the region, the partition."
  type = object({
    id        = string
    partition = optional(string, "aws")
    region    = string
  })
  nullable = false
}

variable "cli_tag" {
  description = "Tag of the image signalcraft-cli that rotates secrets and tells their ages. Null until that image is pushed: nothing is rotated."
  type        = string
  default     = null
}

variable "dns" {
  description = "The zone of the environment, made by environments/shared: its domain and its id. Services answer on that domain and on api. below it."
  type = object({
    domain  = string
    zone_id = string
  })
  nullable = false

  validation {
    condition     = length("api.${var.dns.domain}") <= 64
    error_message = "dns.domain must have at most 60 letters: a certificate's name has at most 64, and api. stands in front."
  }

  validation {
    condition     = can(regex("^Z[A-Z0-9]{1,31}$", var.dns.zone_id))
    error_message = "dns.zone_id must be the id of a hosted zone, for example \"Z0123456789ABCDEFGHIJ\": `terraform output zone_ids` in environments/shared."
  }
}

variable "environment" {
  description = "Which environment this is: dev, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "production", "staging"], var.environment)
    error_message = "environment must be dev, staging or production."
  }
}

variable "name" {
  description = "Prefix of all names, for example \"signalcraft-production\": up to 24 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) >= 3 && length(var.name) <= 24
    error_message = "name must be 3 to 24 lower-case letters, digits and single hyphens, begin with a letter and not end with a hyphen."
  }
}

variable "reserved_cidr_blocks" {
  description = "Ranges that the network must not touch, by a name: the other environments, offices, peers."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "route_endpoints" {
  description = "URLs of routes that hold a key: pagerduty, status_page. They are in the state, which is encrypted; see the monitoring module."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true
}

variable "routes" {
  description = "Who is told what: PagerDuty, Slack and e-mail, as the monitoring module has it."
  type = object({
    email = optional(object({
      addresses  = map(string)
      severities = optional(set(string), ["info"])
    }))
    pagerduty = optional(object({
      severities = optional(set(string), ["critical"])
    }))
    slack = optional(object({
      channel_id   = string
      severities   = optional(set(string), ["warning"])
      workspace_id = string
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.environment != "production" || var.routes.pagerduty != null
    error_message = "routes.pagerduty must be there in production: somebody has to be woken."
  }
}

variable "runbook_base_url" {
  description = "Where the runbooks are; each alarm's text ends in this and what it is about. Null: no link."
  type        = string
  default     = null
}

variable "seed_values" {
  description = "First values of the secrets (session-key, sentry-dsn), for the apply that makes them and no other. Never in a plan or state."
  type        = map(string)
  default     = {}
  ephemeral   = true
  nullable    = false
  sensitive   = true
}

variable "settings" {
  description = "All in which environments differ; docs/guides/environments.md has them side by side. Nothing has a default, so that no environment is as it is by accident."
  type = object({
    alarms = object({
      cpu_percent          = number
      free_storage_percent = number
      load_balancer        = object({ error_percent = number, latency_seconds = number, minimum_requests = number })
      memory_percent       = number
    })
    backup = object({
      days            = map(number)
      lock            = bool
      opt_in          = map(bool)
      restore_testing = bool
    })
    cache       = object({ node_type = string, replicas = number, snapshot_days = number })
    copy_region = string
    database = object({
      allocated_gib      = number
      instance_class     = string
      monitoring_seconds = number
      multi_az           = bool
      retention_days     = number
    })
    log_days = number
    monitoring = object({
      anomalies      = bool
      budget_usd     = number
      canary_minutes = number
      dashboards     = set(string)
      tracing        = bool
      uptime_checks  = bool
    })
    network = object({
      cidr_block          = string
      interface_endpoints = set(string)
      nat                 = string
      nat_zone            = string
      zones               = map(number)
    })
    protection = object({ deletion = bool, recovery_days = number })
    services = map(object({
      cpu              = number
      max              = number
      memory           = number
      min              = number
      on_demand_base   = number
      on_demand_weight = number
      spot_weight      = number
      strategy         = string
    }))
    waf_rate_limit = number
  })
  nullable = false

  validation {
    condition     = length(setsubtract(["api", "web", "worker"], keys(var.settings.services))) == 0 && length(var.settings.services) == 3
    error_message = "settings.services must have the keys api, web and worker, and no other."
  }

  validation {
    condition     = alltrue([for rule in keys(var.settings.backup.days) : contains(["daily", "monthly", "weekly"], rule)])
    error_message = "settings.backup.days must have the keys daily, weekly and monthly, each with days of retention; a key that is left out is not run."
  }

  validation {
    condition     = var.settings.copy_region != var.account.region
    error_message = "settings.copy_region must be another region than account.region, or null for no copies."
  }

  validation {
    condition = var.environment != "production" || alltrue([
      var.settings.backup.lock, var.settings.cache.replicas >= 1, var.settings.database.multi_az,
      var.settings.network.nat != "single", var.settings.protection.deletion, length(var.settings.network.zones) >= 3,
      alltrue([for service in values(var.settings.services) : service.min >= 2]),
    ])
    error_message = "settings of production must survive the loss of a zone and a slip of the hand: three zones, no single NAT gateway, database.multi_az, cache.replicas of 1 or more, two tasks of each service, protection.deletion and backup.lock."
  }
}
