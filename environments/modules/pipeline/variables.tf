variable "account" {
  description = "The account that the environments are in: its number, the region, the partition."
  type = object({
    id        = string
    partition = optional(string, "aws")
    region    = string
  })
  nullable = false
}

variable "environments" {
  description = "The environments, by name, with the names of the roles of their two roots: what the state module made, and what gets rights here."
  type = map(object({
    delivery       = object({ apply = string, plan = string })
    infrastructure = object({ apply = string, plan = string })
  }))
  nullable = false
}

variable "images" {
  description = "Who pushes images: the repository of GitHub and the refs whose jobs may, the ARN of the identity provider, and the policy (JSON) that lets them."
  type = object({
    github_oidc_provider_arn = string
    policy                   = string
    refs                     = set(string)
    repository               = string
  })
  nullable = false

  validation {
    condition     = length(var.images.refs) > 0 && alltrue([for ref in var.images.refs : can(regex("^refs/(heads|tags)/[A-Za-z0-9._/-]+$", ref))])
    error_message = "images.refs must name whole refs, for example [\"refs/heads/main\"]; a wildcard would let every branch push."
  }
}

variable "name" {
  description = "Prefix of all names: an environment is called NAME-ENVIRONMENT."
  type        = string
  nullable    = false
}

variable "states" {
  description = "Where the states are: the bucket's ARN, and the key of each state by \"ENVIRONMENT/ROOT\", those of the account's own root among them."
  type = object({
    bucket_arn = string
    keys       = map(string)
  })
  nullable = false
}
