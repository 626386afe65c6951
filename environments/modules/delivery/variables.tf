variable "environment" {
  description = "Which environment is delivered to. What the infrastructure root handed over must be of the same."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "production", "staging"], var.environment)
    error_message = "environment must be dev, staging or production."
  }
}

variable "infrastructure" {
  description = "What the infrastructure root handed over: the parameter /NAME/delivery, or its output `delivery`."
  type = object({
    cluster = string
    database = object({
      application_secret_arn = string
      identifier             = string
      master_secret_arn      = string
      name                   = string
      owner_secret_arn       = string
      resource_id            = string
      usernames              = map(string)
    })
    environment = string
    gates       = list(string)
    network     = object({ security_group_ids = list(string), subnet_ids = list(string) })
    services = map(object({
      container       = string
      repository      = string
      smoke_base_url  = string
      strategy        = string
      task_definition = string
      traffic = object({
        listener_arn      = string
        rule_arn          = string
        test_listener_arn = string
        test_port         = number
        test_rule_arn     = string
        target_groups = object({
          blue  = object({ arn = string, arn_suffix = string, name = string })
          green = object({ arn = string, arn_suffix = string, name = string })
        })
      })
    }))
  })
  nullable = false

  validation {
    condition     = var.infrastructure.environment == var.environment
    error_message = "infrastructure is of ${var.infrastructure.environment}, and this root delivers to ${var.environment}: the parameter of another environment was read."
  }
}

variable "migrations" {
  description = "The directory of the migrations, and how they are judged and run: the lint's level, how long a statement waits for a lock, how long it may take, and whether plans connect to the database (live) or not (offline)."
  type = object({
    directory         = string
    lint_level        = string
    lock_timeout      = string
    plan              = optional(string, "live")
    statement_timeout = string
  })
  nullable = false

  validation {
    condition     = contains(["live", "offline"], var.migrations.plan)
    error_message = "migrations.plan must be live or offline."
  }
}
