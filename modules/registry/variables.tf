variable "access" {
  description = "Who may pull and push, each by a name of the caller's: numbers of other accounts that pull, ARNs of roles that pull, ARNs of roles that push. With exclusive_push nobody but push_roles pushes or deletes an image, administrators included; it asks for at least one of them."
  type = object({
    exclusive_push = optional(bool, false)
    pull_accounts  = optional(map(string), {})
    pull_roles     = optional(map(string), {})
    push_roles     = optional(map(string), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in values(var.access.pull_accounts) : can(regex("^[0-9]{12}$", id))])
    error_message = "access.pull_accounts must hold numbers of accounts, twelve digits each, for example { staging = \"210987654321\" }."
  }

  validation {
    condition = alltrue([
      for arn in concat(values(var.access.pull_roles), values(var.access.push_roles)) :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/", arn))
    ])
    error_message = "access.pull_roles and access.push_roles must hold ARNs of roles, for example { pipeline = \"arn:aws:iam::123456789012:role/pipeline\" }."
  }

  validation {
    condition     = !var.access.exclusive_push || length(var.access.push_roles) > 0
    error_message = "access.exclusive_push needs at least one role in access.push_roles: otherwise nobody could push at all."
  }
}

variable "account" {
  description = "Where the registry is: the account's number, the region, the partition. Given by the caller, so that no plan waits for a data source."
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

variable "encryption" {
  description = "The key of all repositories. By default one is made, with yearly rotation; otherwise key_arn is an existing one. It cannot be changed later: a repository keeps its key for life, another key replaces it together with its images."
  type = object({
    create_key           = optional(bool, true)
    deletion_window_days = optional(number, 30)
    key_arn              = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key == (var.encryption.key_arn == null)
    error_message = "encryption must have either create_key = true and no key_arn, or create_key = false and the key_arn of an existing key."
  }

  validation {
    condition     = var.encryption.deletion_window_days >= 7 && var.encryption.deletion_window_days <= 30
    error_message = "encryption.deletion_window_days must be 7 to 30."
  }
}

variable "findings" {
  description = "Tells an SNS topic of each image in which a scan found something of these severities. The topic's policy must let events.amazonaws.com publish."
  type = object({
    enabled    = optional(bool, false)
    severities = optional(set(string), ["CRITICAL"])
    topic_arn  = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !var.findings.enabled || var.findings.topic_arn != null
    error_message = "findings.enabled needs findings.topic_arn, the SNS topic that is told."
  }

  validation {
    condition = length(var.findings.severities) > 0 && alltrue([
      for severity in var.findings.severities : contains(["CRITICAL", "HIGH", "MEDIUM", "LOW"], severity)
    ])
    error_message = "findings.severities must be one or more of CRITICAL, HIGH, MEDIUM, LOW."
  }
}

variable "name" {
  description = "Prefix of all names, for example \"signalcraft\": the repository of the key \"api\" is then \"signalcraft-api\". 2 to 40 small letters, digits and single dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 40
    error_message = "name must have 2 to 40 small letters, digits and single dashes, and begin with a letter, for example \"signalcraft\"."
  }
}

variable "pull_through" {
  description = "Public registries whose images are kept here after the first pull, so that neither their limits nor their outages are ours. The key is the prefix of the repositories: \"ecr-public\" serves <registry>/ecr-public/nginx/nginx. credential_arn is a secret named ecr-pullthroughcache/... in this account; days is how long an image stays."
  type = map(object({
    credential_arn = optional(string)
    days           = optional(number, 30)
    upstream_url   = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for prefix in keys(var.pull_through) : can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", prefix)) && length(prefix) >= 2 && length(prefix) <= 30])
    error_message = "The keys of pull_through must be prefixes of repositories: 2 to 30 small letters and digits, parted by one of . _ - /, for example \"ecr-public\"."
  }

  validation {
    condition     = alltrue([for each in values(var.pull_through) : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", each.upstream_url))])
    error_message = "pull_through[*].upstream_url must be the host of a registry without a scheme or a path, for example \"public.ecr.aws\" or \"quay.io\"."
  }

  validation {
    condition = alltrue([
      for each in values(var.pull_through) : each.credential_arn != null
      if contains(["registry-1.docker.io", "ghcr.io", "registry.gitlab.com"], each.upstream_url) || endswith(each.upstream_url, ".azurecr.io")
    ])
    error_message = "pull_through of Docker Hub, GitHub, GitLab and Azure needs credential_arn: they serve ECR to known users only."
  }

  validation {
    condition     = alltrue([for each in values(var.pull_through) : can(regex(":secret:ecr-pullthroughcache/", each.credential_arn)) if each.credential_arn != null])
    error_message = "pull_through[*].credential_arn must be a secret whose name begins with ecr-pullthroughcache/: ECR reads no other."
  }

  validation {
    condition     = alltrue([for each in values(var.pull_through) : each.days >= 1 && each.days <= 365])
    error_message = "pull_through[*].days must be 1 to 365."
  }
}

variable "replication" {
  description = "Copies each image that is pushed from now on to other regions or accounts. There is one such setting in an account's region: manage it here or elsewhere, not in both. Another account must allow it in its registry's policy. Settings of repositories are not copied; with template the copies in this account get them (immutable, encrypted with the key that AWS keeps for ECR there), as does every other repository that is made by replication in those regions."
  type = object({
    destinations = optional(map(object({
      account_id = optional(string)
      region     = string
    })), {})
    template = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for each in values(var.replication.destinations) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", each.region))])
    error_message = "replication.destinations[*].region must be a region, for example \"eu-west-1\"."
  }

  validation {
    condition     = alltrue([for each in values(var.replication.destinations) : can(regex("^[0-9]{12}$", each.account_id)) if each.account_id != null])
    error_message = "replication.destinations[*].account_id must be the twelve digits of an AWS account, or be left out for this one."
  }

  validation {
    condition = alltrue([
      for each in values(var.replication.destinations) :
      each.region != var.account.region || coalesce(each.account_id, var.account.id) != var.account.id
    ])
    error_message = "replication.destinations must not hold the registry itself: choose another region or another account."
  }

  validation {
    condition     = length(var.replication.destinations) <= 25
    error_message = "replication.destinations must be at most 25: AWS has no more."
  }

  validation {
    condition = length(var.replication.destinations) == length(distinct([
      for each in values(var.replication.destinations) : "${coalesce(each.account_id, var.account.id)} ${each.region}"
    ]))
    error_message = "replication.destinations must be different ones: two of them have the same account and region."
  }
}

variable "repositories" {
  description = "The repositories, by a key that callers know them by (api, web, cli). Tags are immutable but for those that match mutable_tags (* stands for any letters). Of images without a tag only those of the last untagged_days stay; of those whose tag begins with a prefix in keep_prefixes the newest so many, whatever keep_images says; of all others the newest keep_images."
  type = map(object({
    force_delete  = optional(bool, false)
    keep_images   = optional(number, 100)
    keep_prefixes = optional(map(number), { v = 500 })
    mutable_tags  = optional(set(string), ["latest"])
    name          = optional(string)
    untagged_days = optional(number, 7)
  }))
  nullable = false

  validation {
    condition     = length(var.repositories) > 0
    error_message = "repositories must hold at least one, for example { api = {} }."
  }

  validation {
    condition     = alltrue([for key in keys(var.repositories) : can(regex("^[a-z0-9]+([_-][a-z0-9]+)*$", key))])
    error_message = "The keys of repositories must be small letters and digits, parted by single dashes or underscores, for example \"api\"."
  }

  validation {
    condition = alltrue([
      for key, each in var.repositories :
      can(regex("^([a-z0-9]+([._-][a-z0-9]+)*/)*[a-z0-9]+([._-][a-z0-9]+)*$", coalesce(each.name, "${var.name}-${key}"))) &&
      length(coalesce(each.name, "${var.name}-${key}")) <= 256
    ])
    error_message = "repositories[*].name must be small letters and digits, parted by single . _ - or /, 256 letters at most."
  }

  validation {
    condition     = length(var.repositories) == length(distinct([for key, each in var.repositories : coalesce(each.name, "${var.name}-${key}")]))
    error_message = "repositories must have different names."
  }

  validation {
    condition = alltrue([
      for each in values(var.repositories) : length(each.mutable_tags) <= 5 && alltrue([
        for filter in each.mutable_tags :
        can(regex("^[A-Za-z0-9._*-]{1,128}$", filter)) && length(regexall("\\*", filter)) <= 2 && filter != "*"
      ])
    ])
    error_message = "repositories[*].mutable_tags must be at most five tags of letters, digits and . _ -, each with two * at most and not * alone: that would make every tag mutable."
  }

  validation {
    condition = alltrue([
      for each in values(var.repositories) :
      each.untagged_days >= 1 && each.untagged_days <= 365 && each.keep_images >= 1 && each.keep_images <= 10000 &&
      alltrue([for count in values(each.keep_prefixes) : count >= 1 && count <= 10000])
    ])
    error_message = "repositories[*].untagged_days must be 1 to 365; keep_images and the numbers in keep_prefixes 1 to 10000."
  }
}

variable "scanning" {
  description = "How images are scanned: ENHANCED is Amazon Inspector, which also looks again at old images when a weakness becomes known; BASIC looks when an image is pushed. There is one such setting in an account's region; with manage = false it is somebody else's."
  type = object({
    manage = optional(bool, true)
    type   = optional(string, "ENHANCED")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["BASIC", "ENHANCED"], var.scanning.type)
    error_message = "scanning.type must be ENHANCED or BASIC."
  }
}

variable "tags" {
  description = "Tags of everything that has tags, beside those that the provider adds by default."
  type        = map(string)
  default     = {}
  nullable    = false
}
