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

variable "alarm_topics" {
  description = "ARNs of SNS topics by severity, as the monitoring module gives them (topic_arns); null: an alarm without an action."
  type = object({
    critical = optional(string)
    warning  = optional(string)
    info     = optional(string)
  })
  default  = {}
  nullable = false
}

variable "alarms" {
  description = "Whether this module rings for its vault (failed, expired, stopped jobs; failed copies and restores; silence), and the days without a finished backup after which silence rings (1 to 7)."
  type = object({
    enabled     = optional(bool, true)
    silent_days = optional(number, 2)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarms.silent_days >= 1 && var.alarms.silent_days <= 7
    error_message = "alarms.silent_days must be 1 to 7; a CloudWatch alarm looks back a week at most."
  }
}

variable "audit" {
  description = "AWS Backup Audit Manager: the bucket (and its policy for AWS's reports) that takes a daily report, and the kinds of resources that must be in a plan. Needs AWS Config to record. Null: none."
  type = object({
    bucket         = string
    resource_types = optional(set(string), ["RDS", "S3", "DynamoDB", "EFS"])
  })
  default = null
}

variable "copies" {
  description = "Where copies go, by key, for rules to name in copy_to: a region (a vault with key, lock and policy is made there), or vault_arn, a vault of another account of the organisation that accepts our copies. key_arn is the key of that region's vault where encryption.create_key = false."
  type = map(object({
    region    = optional(string)
    vault_arn = optional(string)
    key_arn   = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for copy in var.copies : (copy.region == null) != (copy.vault_arn == null)])
    error_message = "Each of copies needs either region (a vault is made there) or vault_arn (a vault of another account)."
  }

  validation {
    condition     = alltrue([for copy in var.copies : copy.region == null ? true : copy.region != var.account.region])
    error_message = "A copy's region must differ from account.region: a copy in the same region does not outlive it."
  }

  validation {
    condition     = alltrue([for copy in var.copies : copy.vault_arn == null ? true : can(regex("^arn:[a-z-]+:backup:[a-z0-9-]+:[0-9]{12}:backup-vault:", copy.vault_arn))])
    error_message = "copies[...].vault_arn must be the ARN of a backup vault."
  }

  validation {
    condition     = alltrue([for key in keys(var.copies) : can(regex("^[a-z0-9][a-z0-9-]{0,15}$", key)) && key != "home"])
    error_message = "Keys of copies are parts of vaults' names: up to 16 lowercase letters, digits and hyphens, and not home."
  }

  validation {
    condition     = var.encryption.create_key || alltrue([for copy in var.copies : copy.region == null || copy.key_arn != null])
    error_message = "With encryption.create_key = false each of copies with a region needs key_arn, a key of that region."
  }
}

variable "encryption" {
  description = "The customer-managed key of each vault: made here with yearly rotation (create_key), or given (key_arn for home, copies[...].key_arn for the others)."
  type = object({
    create_key = optional(bool, true)
    key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key == (var.encryption.key_arn == null)
    error_message = "encryption: give key_arn with create_key = false, and only then."
  }
}

variable "force_destroy" {
  description = "Whether destroying a vault deletes its recovery points with it: true in short-lived environments only, and without effect where deletions are denied or locked."
  type        = bool
  default     = false
  nullable    = false
}

variable "lock" {
  description = "Vault Lock: mode governance (who has the right to may unlock) or compliance (after changeable_for_days nobody may, for ever), and the days that any recovery point is kept at least and at most; a rule outside of these would fail each night."
  type = object({
    enabled             = optional(bool, true)
    mode                = optional(string, "governance")
    min_retention_days  = optional(number, 7)
    max_retention_days  = optional(number, 400)
    changeable_for_days = optional(number, 14)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["governance", "compliance"], var.lock.mode)
    error_message = "lock.mode must be governance or compliance."
  }

  validation {
    condition     = var.lock.min_retention_days >= 1 && var.lock.max_retention_days >= var.lock.min_retention_days && var.lock.max_retention_days <= 36500
    error_message = "lock: min_retention_days must be 1 or more and max_retention_days at least as much, up to 36500."
  }

  validation {
    condition     = var.lock.changeable_for_days >= 3
    error_message = "lock.changeable_for_days must be 3 or more: AWS gives three days at least to change one's mind before a compliance lock is for ever."
  }
}

variable "name" {
  description = "Prefix of all names and name of the home vault, such as signalcraft-production: 2 to 32 lowercase letters, digits and hyphens, beginning with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 32 lowercase letters, digits and hyphens, beginning with a letter; a vault's name has 50 at most, and copies add 17."
  }
}

variable "notifications" {
  description = "The topic (of the home region; its policy must let backup.amazonaws.com publish, as the monitoring module's does) that is told of the home vault's events. BACKUP_JOB_COMPLETED comes for jobs of any outcome, with the outcome in its text. Null: none."
  type = object({
    topic_arn = string
    events    = optional(set(string), ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED", "RESTORE_JOB_COMPLETED", "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED"])
  })
  default = null

  validation {
    condition = var.notifications == null ? true : length(setsubtract(var.notifications.events, [
      "BACKUP_JOB_STARTED", "BACKUP_JOB_COMPLETED", "COPY_JOB_STARTED", "COPY_JOB_SUCCESSFUL", "COPY_JOB_FAILED", "RESTORE_JOB_STARTED", "RESTORE_JOB_COMPLETED",
      "RECOVERY_POINT_MODIFIED", "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED",
    ])) == 0
    error_message = "notifications.events may have BACKUP_JOB_STARTED, BACKUP_JOB_COMPLETED, COPY_JOB_STARTED, COPY_JOB_SUCCESSFUL, COPY_JOB_FAILED, RESTORE_JOB_STARTED, RESTORE_JOB_COMPLETED, RECOVERY_POINT_MODIFIED, S3_BACKUP_OBJECT_FAILED and S3_RESTORE_OBJECT_FAILED; AWS still takes BACKUP_JOB_FAILED and the like, and never sends them."
  }
}

variable "opt_in" {
  description = "Kinds of resources (RDS, S3, ...) that AWS Backup looks after in this account and region. A setting of the account: leave it empty in all environments of an account but one."
  type        = map(bool)
  default     = {}
  nullable    = false
}

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

variable "restore_testing" {
  description = "AWS's restore testing: when, which recovery points (algorithm LATEST_WITHIN_WINDOW or RANDOM_WITHIN_WINDOW over the last selection_window_days), and by key which resources, with metadata for the restore in AWS's names (dbSubnetGroupName, vpcSecurityGroupIds as a JSON list, ...: without them AWS restores into the default VPC) and the hours that the restored thing stays for validation. Null: none."
  type = object({
    schedule              = optional(string, "cron(0 4 ? * SUN *)")
    timezone              = optional(string, "Etc/UTC")
    start_window_hours    = optional(number, 8)
    algorithm             = optional(string, "RANDOM_WITHIN_WINDOW")
    selection_window_days = optional(number, 30)
    recovery_point_types  = optional(set(string), ["SNAPSHOT"])
    selections = map(object({
      resource_type           = string
      resource_arns           = optional(map(string), {})
      tags                    = optional(map(string), {})
      metadata                = map(string)
      validation_window_hours = optional(number, 2)
    }))
  })
  default = null

  validation {
    condition     = var.restore_testing == null ? true : contains(["LATEST_WITHIN_WINDOW", "RANDOM_WITHIN_WINDOW"], var.restore_testing.algorithm) && var.restore_testing.selection_window_days >= 1 && var.restore_testing.selection_window_days <= 365
    error_message = "restore_testing.algorithm must be LATEST_WITHIN_WINDOW or RANDOM_WITHIN_WINDOW, and selection_window_days 1 to 365."
  }

  validation {
    condition     = var.restore_testing == null ? true : var.restore_testing.start_window_hours >= 1 && var.restore_testing.start_window_hours <= 168 && can(regex("^cron\\(([^ ]+ ){5}[^ ]+\\)$", var.restore_testing.schedule))
    error_message = "restore_testing.schedule must be cron(...) with six fields, and start_window_hours 1 to 168."
  }

  validation {
    condition     = var.restore_testing == null ? true : length(setsubtract(var.restore_testing.recovery_point_types, ["SNAPSHOT", "CONTINUOUS"])) == 0
    error_message = "restore_testing.recovery_point_types may have SNAPSHOT and CONTINUOUS."
  }

  validation {
    condition     = var.restore_testing == null ? true : alltrue([for selection in var.restore_testing.selections : contains(["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"], selection.resource_type) && selection.validation_window_hours >= 0 && selection.validation_window_hours <= 168])
    error_message = "restore_testing.selections: resource_type must be one that AWS tests (Aurora, DocumentDB, DynamoDB, EBS, EC2, EFS, FSx, Neptune, RDS, S3; ElastiCache and secrets are not among them), and validation_window_hours 0 to 168."
  }

  validation {
    condition     = var.restore_testing == null ? true : alltrue([for selection in var.restore_testing.selections : !contains(["RDS", "Aurora", "DocumentDB", "Neptune"], selection.resource_type) || length(setsubtract(["dbSubnetGroupName", "vpcSecurityGroupIds"], keys(selection.metadata))) == 0])
    error_message = "restore_testing.selections of databases need dbSubnetGroupName and vpcSecurityGroupIds (a JSON list in a text) in metadata: without them AWS restores production into the default VPC."
  }
}

variable "roles" {
  description = "The roles that AWS Backup works with: made here (create), one that backs up and one that restores, with the rights for S3 where s3 says so; or given."
  type = object({
    create           = optional(bool, true)
    s3               = optional(bool, false)
    backup_role_arn  = optional(string)
    restore_role_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.roles.create == (var.roles.backup_role_arn == null) && (var.restore_testing == null || var.roles.create == (var.roles.restore_role_arn == null))
    error_message = "roles: give backup_role_arn (and restore_role_arn where restore_testing is) with create = false, and only then."
  }
}

variable "selection" {
  description = "How resources are found: the key of the tag whose value is a plan's key (Backup = standard), and tags that they must have also, such as Environment, so that one environment does not back up another's."
  type = object({
    tag_key = optional(string, "Backup")
    also    = optional(map(string), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=._:/@-]{1,128}$", var.selection.tag_key)) && !startswith(var.selection.tag_key, "aws:") && !contains(keys(var.selection.also), var.selection.tag_key)
    error_message = "selection.tag_key must be a tag's key of up to 128 characters that does not begin with aws: and is not among selection.also."
  }
}

variable "tags" {
  description = "Tags of everything that is made here, beside the provider's default_tags; the module adds Component."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vault_policy" {
  description = "Whether nobody may delete (deny_deletes) but the roles of exempt_role_arns (by a key of yours; also who may change the lock), and the accounts (by a key of yours) whose copies are taken."
  type = object({
    deny_deletes       = optional(bool, true)
    exempt_role_arns   = optional(map(string), {})
    accept_copies_from = optional(map(string), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in values(var.vault_policy.accept_copies_from) : can(regex("^[0-9]{12}$", id))])
    error_message = "vault_policy.accept_copies_from must be accounts' ids of 12 digits."
  }
}
