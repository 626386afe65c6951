# What is watched. Each map has keys of the caller's; the values may be outputs of other modules, unknown until apply.

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

variable "migrations" {
  description = "Migrations (signalcraft_migration) by key: their name (the key if null) and the seconds above which a run is long (null: the environment's)."
  type = map(object({
    name            = optional(string)
    maximum_seconds = optional(number)
  }))
  default  = {}
  nullable = false
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
