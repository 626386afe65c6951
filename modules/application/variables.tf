variable "account" {
  description = "The account and region in which services run. Given, not looked up, so that no plan waits for it."
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
    error_message = "account.region must be the name of a region, such as \"eu-central-1\"."
  }

  validation {
    condition     = contains(["aws", "aws-cn", "aws-us-gov", "aws-eusc"], var.account.partition)
    error_message = "account.partition must be aws, aws-cn, aws-us-gov or aws-eusc."
  }
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that alarms of each severity speak to. Null: the alarm is there and tells nobody."
  type = object({
    critical = optional(string)
    info     = optional(string)
    warning  = optional(string)
  })
  default  = {}
  nullable = false
}

variable "alarms" {
  description = "Alarms of each service: cpu_percent and memory_percent of what its tasks have, over ten minutes; tasks_missing_minutes, after which fewer tasks than wanted are a warning. That none is running while some are wanted is critical at once. overrides: other thresholds for a service, by its key. The alarms on tasks need container insights."
  type = object({
    cpu_percent    = optional(number, 90)
    enabled        = optional(bool, true)
    memory_percent = optional(number, 90)
    overrides = optional(map(object({
      cpu_percent    = optional(number)
      memory_percent = optional(number)
    })), {})
    tasks_missing_minutes = optional(number, 15)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.alarms.overrides) : contains(keys(var.services), key)])
    error_message = "alarms.overrides has an unknown service key; the keys must be those of services: ${join(", ", keys(var.services))}."
  }

  validation {
    condition = alltrue([for percent in concat(
      [var.alarms.cpu_percent, var.alarms.memory_percent],
      flatten([for o in values(var.alarms.overrides) : [for p in [o.cpu_percent, o.memory_percent] : p if p != null]]),
    ) : percent > 0 && percent <= 100])
    error_message = "alarms: cpu_percent and memory_percent must be above 0 and at most 100."
  }

  validation {
    condition     = var.alarms.tasks_missing_minutes >= 2 && var.alarms.tasks_missing_minutes <= 60 && floor(var.alarms.tasks_missing_minutes) == var.alarms.tasks_missing_minutes
    error_message = "alarms.tasks_missing_minutes must be a whole number from 2 to 60."
  }
}

variable "allow_latest" {
  description = "Whether an image may have the tag latest, or no tag, which is the same. Never in production: nobody could say what runs, or go back to it."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.allow_latest || var.environment != "production"
    error_message = "allow_latest must be false in production: give each image a tag that never moves, or a digest."
  }
}

variable "cluster" {
  description = "The ECS cluster. exec_log_retention_days is of the log of sessions, which is there if a service allows ECS Exec. encrypt_ephemeral_storage: Fargate's disks with the key as well; a key that was given must let fargate.amazonaws.com use it."
  type = object({
    encrypt_ephemeral_storage = optional(bool, true)
    exec_log_retention_days   = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.cluster.exec_log_retention_days)
    error_message = "cluster.exec_log_retention_days must be a retention that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "container_insights" {
  description = "What the cluster measures: enhanced, enabled or disabled. Alarms on tasks and scaling by backlog need it."
  type        = string
  default     = "enhanced"
  nullable    = false

  validation {
    condition     = contains(["enhanced", "enabled", "disabled"], var.container_insights)
    error_message = "container_insights must be enhanced, enabled or disabled."
  }
}

variable "encryption" {
  description = "The KMS key of logs, of sessions of ECS Exec and of Fargate's disks: one of the module's own, with rotation, or the one that key_arn names with create_key = false (its policy must let CloudWatch Logs use it)."
  type = object({
    create_key = optional(bool, true)
    key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key ? var.encryption.key_arn == null : var.encryption.key_arn != null
    error_message = "encryption must have exactly one of create_key = true and key_arn: with a key_arn set create_key = false."
  }
}

variable "environment" {
  description = "Name of the environment. In \"production\" the ways out that only a small environment may take are refused: moving image tags."
  type        = string
  default     = "production"
  nullable    = false
}

variable "logs" {
  description = "Where containers write: a log group for each service, PREFIX/SERVICE, made here unless create_groups is false (whoever owns them gives them these names). retention_days: how long they are kept."
  type = object({
    create_groups  = optional(bool, true)
    prefix         = optional(string)
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_days)
    error_message = "logs.retention_days must be a retention that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }

  validation {
    condition     = var.logs.prefix == null || can(regex("^[a-zA-Z0-9_./#-]{1,400}$", var.logs.prefix)) && !endswith(coalesce(var.logs.prefix, "-"), "/")
    error_message = "logs.prefix must be letters, digits and _ . / # -, and not end with a slash, as in \"/ecs/signalcraft-production\"."
  }
}

variable "name" {
  description = "Prefix of all names, such as \"signalcraft-production\": 3 to 36 lower-case letters, digits and hyphens, so that the names of roles fit."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,34}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 36 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen; a role's name, NAME-SERVICE-execution, has at most 64 characters."
  }
}

variable "network" {
  description = "Where tasks run: subnets (zone => id, as networking gives them) and the security groups' ids. assign_public_ip is for an environment without NAT, and makes tasks reachable as far as their security groups let them be."
  type = object({
    assign_public_ip   = optional(bool, false)
    security_group_ids = list(string)
    subnet_ids         = map(string)
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 1 && length(var.network.subnet_ids) <= 16
    error_message = "network.subnet_ids must have one to sixteen subnets."
  }

  validation {
    condition     = length(var.network.security_group_ids) >= 1 && length(var.network.security_group_ids) <= 5
    error_message = "network.security_group_ids must have one to five ids; without one the VPC's default group would be used."
  }
}

variable "roles" {
  description = "What all roles of the module have in common: the path, and the ARN of a permissions boundary if the account wants one."
  type = object({
    path                     = optional(string, "/")
    permissions_boundary_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^/([a-zA-Z0-9_.,+@=-]+/)*$", var.roles.path))
    error_message = "roles.path must begin and end with a slash, as in \"/signalcraft/\"."
  }
}

variable "service_connect" {
  description = "A namespace in which services find each other by name: made here if enabled, unless namespace_arn names one with create_namespace = false."
  type = object({
    create_namespace = optional(bool, true)
    enabled          = optional(bool, false)
    namespace_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !var.service_connect.enabled || (var.service_connect.create_namespace ? var.service_connect.namespace_arn == null : var.service_connect.namespace_arn != null)
    error_message = "service_connect must have exactly one of create_namespace = true and namespace_arn: with a namespace_arn set create_namespace = false."
  }
}

variable "tags" {
  description = "Tags of everything that the module makes, beside those of the provider's default_tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
