variable "plans" {
  description = "Plans by key; a resource is in a plan if its tag has the plan's key as value. Each rule: schedule (cron with six fields, at most hourly), days of retention, windows, days until cold storage, continuous for point in time (up to 35 days; RDS, S3), and copy_to: keys of copies with days of their own. By default: standard keeps daily backups 30, weekly 90 and monthly 365 days; frequent has hourly ones for a week beside that, for what supports it (RDS, EBS, EFS, S3, DynamoDB; not ElastiCache, which AWS Backup does not know)."
  type = map(object({
    rules = map(object({
      schedule                  = string
      timezone                  = optional(string, "Etc/UTC")
      retention_days            = number
      cold_after_days           = optional(number)
      continuous                = optional(bool, false)
      start_window_minutes      = optional(number, 60)
      completion_window_minutes = optional(number, 360)
      copy_to = optional(map(object({
        retention_days  = optional(number)
        cold_after_days = optional(number)
      })), {})
    }))
    resources     = optional(map(string), {})
    not_resources = optional(map(string), {})
  }))
  default = {
    standard = {
      rules = {
        daily   = { schedule = "cron(0 2 * * ? *)", retention_days = 30 }
        weekly  = { schedule = "cron(0 3 ? * SUN *)", retention_days = 90 }
        monthly = { schedule = "cron(0 4 1 * ? *)", retention_days = 365 }
      }
    }
    frequent = {
      rules = {
        hourly  = { schedule = "cron(30 * * * ? *)", retention_days = 7 }
        daily   = { schedule = "cron(0 2 * * ? *)", retention_days = 30 }
        weekly  = { schedule = "cron(0 3 ? * SUN *)", retention_days = 90 }
        monthly = { schedule = "cron(0 4 1 * ? *)", retention_days = 365 }
      }
    }
  }
  nullable = false

  validation {
    condition     = alltrue([for plan in var.plans : length(plan.rules) >= 1 && length(plan.rules) <= 100])
    error_message = "Each of plans needs 1 to 100 rules."
  }

  validation {
    condition     = alltrue([for key in keys(var.plans) : can(regex("^[a-z0-9][a-z0-9-]{0,15}$", key))]) && alltrue(flatten([for plan in var.plans : [for key in keys(plan.rules) : can(regex("^[A-Za-z0-9_.-]{1,50}$", key))]]))
    error_message = "Keys of plans are up to 16 lowercase letters, digits and hyphens, keys of rules up to 50 letters, digits, dots, underscores and hyphens: both become names."
  }

  validation {
    condition     = alltrue(flatten([for plan in var.plans : [for rule in plan.rules : can(regex("^cron\\(([^ ]+ ){5}[^ ]+\\)$", rule.schedule))]]))
    error_message = "A rule's schedule must be cron(...) with six fields, such as cron(0 2 * * ? *)."
  }

  validation {
    condition     = alltrue(flatten([for plan in var.plans : [for rule in plan.rules : can(regex("^cron\\([0-9]{1,2} ", rule.schedule))]]))
    error_message = "A rule's schedule must name one minute of the hour: AWS Backup runs hourly at most."
  }

  validation {
    condition = !var.lock.enabled || alltrue(flatten([for plan in var.plans : [for rule in plan.rules : concat(
      [rule.retention_days >= var.lock.min_retention_days && rule.retention_days <= var.lock.max_retention_days],
      [for copy in rule.copy_to : copy.retention_days == null ? true : copy.retention_days >= var.lock.min_retention_days && copy.retention_days <= var.lock.max_retention_days],
    )]]))
    error_message = "A rule's retention_days, and those of its copies, must be within lock.min_retention_days and lock.max_retention_days: a locked vault refuses every backup outside of these, each night."
  }

  validation {
    condition     = alltrue(flatten([for plan in var.plans : [for rule in plan.rules : rule.retention_days >= 1 && floor(rule.retention_days) == rule.retention_days]]))
    error_message = "A rule's retention_days must be whole days, 1 or more."
  }

  validation {
    condition     = alltrue(flatten([for plan in var.plans : [for rule in plan.rules : rule.cold_after_days == null ? true : rule.cold_after_days >= 1 && rule.retention_days >= rule.cold_after_days + 90]]))
    error_message = "A rule with cold_after_days must keep its recovery points 90 days more than that: AWS charges and wants 90 days of cold storage."
  }

  validation {
    condition     = alltrue(flatten([for plan in var.plans : [for rule in plan.rules : !rule.continuous || (rule.retention_days <= 35 && rule.cold_after_days == null)]]))
    error_message = "A continuous rule keeps 35 days at most, and nothing cold: longer horizons need a rule of snapshots beside it."
  }

  validation {
    condition     = alltrue([for plan in var.plans : length([for rule in plan.rules : rule if rule.continuous]) <= 1])
    error_message = "A plan may have one continuous rule: a resource has one continuous backup at a time."
  }

  validation {
    condition     = alltrue(flatten([for plan in var.plans : [for rule in plan.rules : rule.start_window_minutes >= 60 && rule.completion_window_minutes >= rule.start_window_minutes + 60]]))
    error_message = "A rule's start_window_minutes must be 60 or more, and completion_window_minutes 60 more than that."
  }

  validation {
    condition     = alltrue(flatten([for plan in var.plans : [for rule in plan.rules : [for key in keys(rule.copy_to) : contains(keys(var.copies), key)]]]))
    error_message = "A rule's copy_to may only have keys of copies."
  }
}
