variable "account_id" {
  description = "The account that this environment is in. The provider refuses to work in any other."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the twelve digits of an AWS account, for example \"123456789012\"."
  }
}

variable "cli_tag" {
  description = "Tag of the image signalcraft-cli that rotates secrets. Null until it is pushed: nothing is rotated."
  type        = string
  default     = null
}

variable "dns" {
  description = "The zone of this environment: `terraform output zones` in environments/shared."
  type = object({
    domain  = string
    zone_id = string
  })
  nullable = false
}

variable "region" {
  description = "The region of this environment. Its zones in main.tf are those of the region: change both."
  type        = string
  default     = "eu-central-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region's code, for example \"eu-central-1\"."
  }
}

variable "route_endpoints" {
  description = "URLs of routes that hold a key (pagerduty); from the pipeline's secrets, as TF_VAR_route_endpoints."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true
}

variable "routes" {
  description = "Who is told what: PagerDuty, Slack and e-mail."
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
}

variable "runbook_base_url" {
  description = "Where the runbooks are. Null: alarms have no link."
  type        = string
  default     = null
}

variable "seed_values" {
  description = "First values of the secrets, for the apply that makes them and no other; as TF_VAR_seed_values. Never in a plan or state."
  type        = map(string)
  default     = {}
  ephemeral   = true
  nullable    = false
  sensitive   = true
}
