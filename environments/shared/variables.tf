variable "account_id" {
  description = "The account. The provider refuses to work in any other."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the twelve digits of an AWS account, for example \"123456789012\"."
  }
}

variable "domain" {
  description = "The domain that production answers on; dev and staging get zones below it, dev.DOMAIN and staging.DOMAIN."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain)) && length(var.domain) <= 52
    error_message = "domain must be a domain in small letters without a dot at its end, at most 52 letters, for example \"example.com\"."
  }
}

variable "region" {
  description = "The region of the bucket of states, of the registry, and of the environments."
  type        = string
  default     = "eu-central-1"
  nullable    = false
}

variable "replica_region" {
  description = "The region that has copies of the states and of the images. Null: no copies."
  type        = string
  default     = "eu-west-1"

  validation {
    condition     = var.replica_region != var.region
    error_message = "replica_region must be another region than region, or null for no copies."
  }
}

variable "repository" {
  description = "The repository of GitHub whose jobs plan, apply and push images, \"owner/name\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must be one repository, \"owner/name\"; a wildcard would let every repository in that matches it."
  }
}
