variable "account_id" {
  description = "The account that this environment is in. The provider refuses to work in any other."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the twelve digits of an AWS account, for example \"123456789012\"."
  }
}

variable "infrastructure" {
  description = "What the infrastructure root handed over, as JSON, where the parameter cannot be read: `terraform output -json delivery` there. Null: the parameter is read."
  type        = string
  default     = null

  validation {
    condition     = var.infrastructure == null || can(jsondecode(var.infrastructure).database.identifier)
    error_message = "infrastructure must be the JSON that `terraform output -json delivery` gives in the infrastructure root."
  }
}

variable "plan" {
  description = "Whether plans look at the database (live), or only at files and at what the state recorded (offline), as in pull requests."
  type        = string
  default     = "live"
  nullable    = false

  validation {
    condition     = contains(["live", "offline"], var.plan)
    error_message = "plan must be live or offline."
  }
}

variable "region" {
  description = "The region of this environment."
  type        = string
  default     = "eu-central-1"
  nullable    = false
}
