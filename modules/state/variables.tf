variable "access_logs" {
  description = "Where S3 writes who read and wrote the states: a bucket that exists already, in the same region and account, and the prefix in it. Null: nowhere; the data events of CloudTrail tell the same."
  type = object({
    bucket_name = string
    prefix      = optional(string, "terraform-state/")
  })
  default = null
}

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

variable "bucket_name" {
  description = "Name of the bucket; names of buckets are unique in the whole world. Null: NAME-terraform-state-ACCOUNT-REGION."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_name == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", coalesce(var.bucket_name, "-")))
    error_message = "bucket_name must be 3 to 63 lower-case letters, digits and hyphens (and no dot: certificates do not cover one)."
  }
}

variable "encryption" {
  description = "The key of the states. A key of their own, rotated every year, is made by default; otherwise key_arn names one that the roles here may use."
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

  validation {
    condition     = var.encryption.key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[a-z0-9-]+$", var.encryption.key_arn))
    error_message = "encryption.key_arn must be the ARN of a key and not of an alias: Terraform's backend and the bucket's policy compare keys."
  }
}

variable "environments" {
  description = <<-EOT
    The environments, and the roots of each: the state of a root lies at ENVIRONMENT/ROOT/terraform.tfstate. Each environment has two roles. `plan` reads its states and holds the
    lock; `apply` also writes them. Neither reaches another environment's states, but for those that `reads` names ("shared/registry").
    A role is taken by principals of AWS (`principal_arns`), by GitHub Actions (`github`), or by both. For GitHub the claims are pinned: the repository, and one of its
    `environments`, `refs` ("refs/heads/main") or, for plans alone, `pull_requests`.
  EOT
  type = map(object({
    apply = object({
      github = optional(object({
        environments = optional(set(string), [])
        refs         = optional(set(string), [])
        repository   = string
      }))
      principal_arns = optional(set(string), [])
    })
    plan = object({
      github = optional(object({
        environments  = optional(set(string), [])
        pull_requests = optional(bool, false)
        refs          = optional(set(string), [])
        repository    = string
      }))
      principal_arns = optional(set(string), [])
    })
    reads  = optional(set(string), [])
    states = set(string)
  }))
  nullable = false

  validation {
    condition     = length(var.environments) > 0 && alltrue([for environment in values(var.environments) : length(environment.states) > 0])
    error_message = "environments must hold at least one environment, and each at least one root, for example { dev = { states = [\"infrastructure\", \"delivery\"], ... } }."
  }

  validation {
    condition = alltrue(flatten([
      for name, environment in var.environments : [for part in concat([name], tolist(environment.states)) : can(regex("^[a-z][a-z0-9-]{0,26}$", part))]
    ]))
    error_message = "Names of environments and their roots must be up to 27 lower-case letters, digits and hyphens, and begin with a letter; they become names of roles and keys of objects."
  }

  validation {
    condition = alltrue(flatten([
      for environment in values(var.environments) : [
        for key in environment.reads : contains(flatten([for name, other in var.environments : [for root in other.states : "${name}/${root}"]]), key)
      ]
    ]))
    error_message = "reads must name states that are here, as \"ENVIRONMENT/ROOT\"."
  }

  validation {
    condition = alltrue(flatten([
      for environment in values(var.environments) : [
        for role in [environment.apply, environment.plan] : role.github != null || length(role.principal_arns) > 0
      ]
    ]))
    error_message = "Each plan and apply must say who may take the role: github, principal_arns, or both."
  }

  validation {
    condition = alltrue(flatten([
      for environment in values(var.environments) : [
        for github in [environment.apply.github, environment.plan.github] : can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", github.repository)) if github != null
      ]
    ]))
    error_message = "github.repository must be one repository, \"owner/name\"; a wildcard would let every repository in that matches it."
  }

  validation {
    condition = alltrue(flatten([
      for environment in values(var.environments) : concat(
        [for github in [environment.apply.github] : length(github.environments) + length(github.refs) > 0 if github != null],
        [for github in [environment.plan.github] : length(github.environments) + length(github.refs) > 0 || github.pull_requests if github != null],
      )
    ]))
    error_message = "github must pin more than the repository: at least one of environments and refs (for plan also pull_requests), or every branch could take the role."
  }

  validation {
    condition = alltrue(flatten([
      for environment in values(var.environments) : [
        for github in [environment.apply.github, environment.plan.github] : concat(
          [for ref in github.refs : can(regex("^refs/(heads|tags)/[A-Za-z0-9._/-]+$", ref))],
          [for name in github.environments : can(regex("^[A-Za-z0-9._-]+$", name))],
        ) if github != null
      ]
    ]))
    error_message = "github.refs must be whole, \"refs/heads/main\" or \"refs/tags/v1\", and github.environments names of environments; neither may hold a wildcard."
  }

  validation {
    condition = alltrue(flatten([
      for environment in values(var.environments) : [
        for role in [environment.apply, environment.plan] : [
          for arn in role.principal_arns : can(regex("^arn:[a-z-]+:(iam|sts)::[0-9]{12}:(root|role/.+|user/.+)$", arn)) && !strcontains(arn, "*")
        ]
      ]
    ]))
    error_message = "principal_arns must be ARNs of roles, users or accounts (\"arn:aws:iam::123456789012:role/pipeline\"), without a wildcard."
  }
}

variable "github_oidc" {
  description = "The identity provider of GitHub Actions. An account has one at most: it is made here by default where an environment trusts GitHub, otherwise provider_arn names it."
  type = object({
    create_provider = optional(bool, true)
    provider_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !var.github_oidc.create_provider || var.github_oidc.provider_arn == null
    error_message = "github_oidc must either create the provider or be given provider_arn, not both."
  }

  validation {
    condition = var.github_oidc.create_provider || var.github_oidc.provider_arn != null || alltrue([
      for environment in values(var.environments) : environment.apply.github == null && environment.plan.github == null
    ])
    error_message = "github_oidc.provider_arn must be given where an environment trusts GitHub and create_provider is false."
  }
}

variable "name" {
  description = "Prefix of all names, for example \"signalcraft\"; up to 24 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 24 lower-case letters, digits and hyphens, begin with a letter and end with a letter or digit."
  }

  validation {
    condition     = var.bucket_name != null || length("${var.name}-terraform-state-${var.account.id}-${var.account.region}") <= 63
    error_message = "NAME-terraform-state-ACCOUNT-REGION must be 63 characters at most; choose a shorter name, or a bucket_name."
  }
}

variable "protection" {
  description = "Refuses every plan that would destroy or replace the bucket, and denies in the policies of bucket and key that either is deleted. To take it away is a step of its own; see the README."
  type        = bool
  default     = true
  nullable    = false
}

variable "replication" {
  description = "A copy of every state in another region, encrypted with a key of that region. Null: none. `bucket_name` is that of the copy; by default NAME-terraform-state-ACCOUNT-REGION with the other region."
  type = object({
    bucket_name = optional(string)
    region      = string
  })
  default = null

  validation {
    condition     = var.replication == null || try(var.replication.region != var.account.region && can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.replication.region)), false)
    error_message = "replication.region must be a region, and another one than account.region."
  }

  validation {
    condition     = try(var.replication.bucket_name, null) == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.replication.bucket_name))
    error_message = "replication.bucket_name must be 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "tags" {
  description = "Tags of everything here, beside Name and Component. What default_tags of the provider hold need not be said again."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "versions" {
  description = "How many old versions stay. Of each state, the newest `keep` whatever their age, and all that are younger than `days`. Of lock files, which leave a version at every plan and apply, `lock_days`."
  type = object({
    days      = optional(number, 90)
    keep      = optional(number, 50)
    lock_days = optional(number, 1)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.versions.days >= 7 && var.versions.days <= 3650
    error_message = "versions.days must be 7 to 3650: a state that was broken on Friday is found on Monday."
  }

  validation {
    condition     = var.versions.keep >= 1 && var.versions.keep <= 100
    error_message = "versions.keep must be 1 to 100: S3 counts no further."
  }

  validation {
    condition     = var.versions.lock_days >= 1 && var.versions.lock_days <= 30
    error_message = "versions.lock_days must be 1 to 30."
  }
}
