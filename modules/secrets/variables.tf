variable "account" {
  description = "Where this is built: the account's number, the region, the partition. Given by the caller, so that no plan waits for a data source."
  type = object({
    id        = string
    partition = optional(string, "aws")
    region    = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id must be the twelve digits of an AWS account, for example \"123456789012\"."
  }

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.account.region))
    error_message = "account.region must be a region, for example \"eu-central-1\"."
  }
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that the alarms notify, by severity: a critical secret's age is critical, an important one's a warning, any other's info; a failed rotation is critical. An alarm whose topic is null has no action."
  type = object({
    critical = optional(string)
    info     = optional(string)
    warning  = optional(string)
  })
  default  = {}
  nullable = false
}

variable "alarms" {
  description = "Alarms on rotations that failed and on secrets that are older than they may be; `grace_days` is how long a rotation may be late. They need `runner`, whose daily audit tells the ages."
  type = object({
    enabled    = optional(bool, true)
    grace_days = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarms.grace_days >= 1 && var.alarms.grace_days <= 30
    error_message = "alarms.grace_days must be 1 to 30."
  }
}

variable "encryption" {
  description = "The key of the secrets, the runner's log and its queue. A key of their own, rotated every year, is made by default; otherwise key_arn names one whose policy lets CloudWatch Logs and EventBridge use it."
  type = object({
    create_key = optional(bool, true)
    key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key ? var.encryption.key_arn == null : var.encryption.key_arn != null
    error_message = "encryption must either create a key (create_key = true and no key_arn) or be given one (create_key = false and key_arn)."
  }
}

variable "environment" {
  description = "Which environment this is. It decides nothing but whether secrets may be deleted without a way back: in dev alone."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "production", "shared", "staging"], var.environment)
    error_message = "environment must be \"dev\", \"staging\", \"production\" or \"shared\"."
  }
}

variable "github_oidc_provider_arn" {
  description = "ARN of the account's identity provider of GitHub Actions (an output of the module state); needed where `roles.pipeline` is."
  type        = string
  default     = null

  validation {
    condition     = var.roles.pipeline == null || var.github_oidc_provider_arn != null
    error_message = "github_oidc_provider_arn must be given where roles.pipeline is: the pipeline proves with it who it is."
  }
}

variable "name" {
  description = "Prefix of all names, for example \"signalcraft-production\"; up to 32 characters. Secrets are called NAME/KEY."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, begin with a letter and end with a letter or digit."
  }
}

variable "readers" {
  description = "ARNs of further roles that may read values, by a name of yours: execution roles of services, for instance. Whoever is neither here nor a role of this module is denied, whatever its own policies say."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.readers) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", arn)) && !strcontains(arn, "*")])
    error_message = "readers must be ARNs of roles, for example \"arn:aws:iam::123456789012:role/signalcraft-production-api-execution\", without a wildcard."
  }
}

variable "recovery_window_days" {
  description = "How long a deleted secret can be brought back: 7 to 30 days; 0, at once and for good, in dev alone. Until then its name is taken."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_days == 0 || (var.recovery_window_days >= 7 && var.recovery_window_days <= 30)
    error_message = "recovery_window_days must be 7 to 30, or 0."
  }

  validation {
    condition     = var.recovery_window_days != 0 || var.environment == "dev"
    error_message = "recovery_window_days may be 0 in dev alone: elsewhere a secret that was deleted by mistake must come back. Choose 7 to 30."
  }
}

variable "replicas" {
  description = "Regions that have a copy of every secret whose `replicate` is true, and the key of each: one is made there by default, otherwise key_arn names it."
  type = map(object({
    create_key = optional(bool, true)
    key_arn    = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for region in keys(var.replicas) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region)) && region != var.account.region])
    error_message = "The keys of replicas must be regions other than account.region, for example { eu-west-1 = {} }."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : replica.create_key ? replica.key_arn == null : replica.key_arn != null])
    error_message = "Each of replicas must either create a key (create_key = true and no key_arn) or be given one (create_key = false and key_arn)."
  }
}

variable "roles" {
  description = <<-EOT
    Who may do what. `application`: tasks read what is marked for them. `administrator`: the people of `principal_arns`, with a second factor, read, write and bring back everything.
    `pipeline`: jobs of one repository of GitHub Actions, in one of its `environments` or on one of its `refs`, see what there is, and read values of `read_classes` alone.
  EOT
  type = object({
    administrator = optional(object({
      principal_arns = set(string)
      require_mfa    = optional(bool, true)
    }))
    application = optional(object({ enabled = optional(bool, true) }), {})
    pipeline = optional(object({
      environments = optional(set(string), [])
      read_classes = optional(set(string), [])
      refs         = optional(set(string), [])
      repository   = string
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition = var.roles.administrator == null || try(length(var.roles.administrator.principal_arns) > 0 && alltrue([
      for arn in var.roles.administrator.principal_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(root|role/.+|user/.+)$", arn)) && !strcontains(arn, "*")
    ]), false)
    error_message = "roles.administrator.principal_arns must hold at least one ARN of a role, user or account, without a wildcard."
  }

  validation {
    condition     = var.roles.pipeline == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.roles.pipeline.repository))
    error_message = "roles.pipeline.repository must be one repository, \"owner/name\"; a wildcard would let every repository in that matches it."
  }

  validation {
    condition     = var.roles.pipeline == null || try(length(var.roles.pipeline.environments) + length(var.roles.pipeline.refs) > 0, false)
    error_message = "roles.pipeline must pin more than the repository: at least one of environments and refs, or every branch could take the role."
  }

  validation {
    condition = var.roles.pipeline == null || try(alltrue(concat(
      [for ref in var.roles.pipeline.refs : can(regex("^refs/(heads|tags)/[A-Za-z0-9._/-]+$", ref))],
      [for name in var.roles.pipeline.environments : can(regex("^[A-Za-z0-9._-]+$", name))],
    )), false)
    error_message = "roles.pipeline.refs must be whole, \"refs/heads/main\" or \"refs/tags/v1\", and environments names of environments; neither may hold a wildcard."
  }

  validation {
    condition     = var.roles.pipeline == null || try(alltrue([for class in var.roles.pipeline.read_classes : contains(["important", "non_critical"], class)]), false)
    error_message = "roles.pipeline.read_classes may hold \"important\" and \"non_critical\"; critical secrets are not read by a pipeline."
  }
}

variable "runner" {
  description = <<-EOT
    What rotates and audits: a task on Fargate with the CLI `signalcraft`, started by EventBridge Scheduler. `image` is the CLI's image in ECR, by digest or by a tag that is not "latest".
    `helper_secret_arns` are secrets that a rotation reads (the database's owner), `helper_key_arns` their keys, `redis_user_arns` users of ElastiCache whose passwords it changes,
    `schedule_hour` the hour at which rotations of a day begin, in `timezone`. Null: nothing is rotated, and nothing audited.
  EOT
  type = object({
    architecture       = optional(string, "ARM64")
    cluster_arn        = string
    helper_key_arns    = optional(map(string), {})
    helper_secret_arns = optional(map(string), {})
    image              = string
    redis_user_arns    = optional(map(string), {})
    retention_days     = optional(number, 365)
    schedule_hour      = optional(number, 3)
    security_group_ids = set(string)
    subnet_ids         = set(string)
    timezone           = optional(string, "UTC")
  })
  default = null

  validation {
    condition     = var.runner == null || try(contains(["ARM64", "X86_64"], var.runner.architecture), false)
    error_message = "runner.architecture must be \"ARM64\" or \"X86_64\"."
  }

  validation {
    condition = var.runner == null || try(
      can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[a-z0-9._/-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$", var.runner.image)) && !endswith(var.runner.image, ":latest"),
      false,
    )
    error_message = "runner.image must be an image in ECR with a tag or digest, \"123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2\", and not \":latest\", which is another one tomorrow."
  }

  validation {
    condition     = var.runner == null || try(var.runner.schedule_hour >= 0 && var.runner.schedule_hour <= 23 && floor(var.runner.schedule_hour) == var.runner.schedule_hour, false)
    error_message = "runner.schedule_hour must be a whole hour from 0 to 23."
  }

  validation {
    condition = var.runner == null || try(contains([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ], var.runner.retention_days), false)
    error_message = "runner.retention_days must be a number of days that CloudWatch Logs knows, for example 30, 90 or 365."
  }
}

variable "secrets" {
  description = <<-EOT
    The inventory. The key is the last part of the secret's name, `keys` what the JSON in it must hold (none: plain text). `class` is "critical" (whoever has it has the customers' data),
    "important" (an outage or money) or "non_critical". `application` says whether tasks may read it, `replicate` whether the regions of `replicas` have it.
    `rotation`: `every_days`, at most 90 for critical and 180 for important ones, which must have it; `strategy` is "generated" (a new random value), "postgres", "redis", or
    "manual" (somebody else's key: nothing is run, the age is watched); `arguments` go to the CLI; `services` are ECS services that start anew afterwards.
    `seed` writes the first value from `seed_values`, once.
  EOT
  type = map(object({
    application = optional(bool, true)
    class       = string
    description = string
    keys        = optional(set(string), [])
    replicate   = optional(bool, true)
    rotation = optional(object({
      arguments  = optional(list(string), [])
      every_days = number
      services   = optional(set(string), [])
      strategy   = optional(string, "generated")
    }))
    seed = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.secrets) : can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", key))])
    error_message = "Keys of secrets must be 2 to 40 lower-case letters, digits and hyphens, and begin with a letter; they become names of schedules and alarms."
  }

  validation {
    condition     = alltrue([for key in keys(var.secrets) : !can(regex("-[A-Za-z0-9]{6}$", key))])
    error_message = "Keys of secrets must not end with a hyphen and six characters: AWS appends just that to the ARN, and takes one for the other when it looks for a secret by name. \"stripe-key\" and \"session-signing-key\" are fine, \"stripe-secret\" is not; turn it around (\"secret-of-stripe\") or lengthen it (\"stripe-api-secrets\")."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : contains(["critical", "important", "non_critical"], secret.class)])
    error_message = "class of each of the secrets must be \"critical\", \"important\" or \"non_critical\"."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : length(trimspace(secret.description)) > 0])
    error_message = "Each of the secrets must have a description: what it opens, and who gives out a new one."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : secret.rotation != null || secret.class == "non_critical"])
    error_message = "Critical and important secrets must have a rotation; where nothing can rotate one, strategy = \"manual\" watches its age."
  }

  validation {
    condition = alltrue([
      for secret in values(var.secrets) : secret.rotation.every_days >= 1 && secret.rotation.every_days <= lookup({ critical = 90, important = 180 }, secret.class, 365) &&
      floor(secret.rotation.every_days) == secret.rotation.every_days if secret.rotation != null
    ])
    error_message = "rotation.every_days must be whole days, at least 1, and at most 90 for critical, 180 for important and 365 for other secrets."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : contains(["generated", "manual", "postgres", "redis"], secret.rotation.strategy) if secret.rotation != null])
    error_message = "rotation.strategy must be \"generated\", \"postgres\", \"redis\" or \"manual\"."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : length(secret.rotation.arguments) + length(secret.rotation.services) == 0 if try(secret.rotation.strategy == "manual", false)])
    error_message = "rotation.arguments and rotation.services go with a strategy that runs something; with \"manual\" nothing is run."
  }
}

variable "seed_values" {
  description = "First values of the secrets whose `seed` is true, by key: text, or JSON where the secret has `keys`. Never in a plan or state. Needed by the apply that makes the secret, and by no other: later values come from rotation or the CLI."
  type        = map(string)
  default     = {}
  ephemeral   = true
  nullable    = false
  sensitive   = true

  validation {
    condition     = alltrue([for key in keys(var.seed_values) : try(var.secrets[key].seed, false)])
    error_message = "seed_values may have values only for secrets that are in the inventory with seed = true."
  }

  validation {
    condition     = alltrue([for key, value in var.seed_values : length(value) > 0 && length(value) <= 65536])
    error_message = "Each of seed_values must be 1 to 65536 characters."
  }

  validation {
    condition = alltrue([
      for key, value in var.seed_values : length(setsubtract(try(var.secrets[key].keys, []), try(keys(jsondecode(value)), []))) == 0
    ])
    error_message = "A value for a secret with keys must be a JSON object that has each of them, for example jsonencode({ username = ..., password = ... })."
  }
}

variable "tags" {
  description = "Tags of everything here, beside Name and Component. What default_tags of the provider hold need not be said again."
  type        = map(string)
  default     = {}
  nullable    = false
}
