variable "account" {
  description = "The account that everything is in: its 12 digits, its region and its partition."
  type = object({
    id        = string
    region    = string
    partition = optional(string, "aws")
  })
  nullable = false
}

variable "name" {
  description = "Prefix of all names, 1 to 20 letters."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) >= 1 && length(var.name) <= 20
    error_message = "name must have 1 to 20 letters, because AWS limits what it begins."
  }
}

variable "network" {
  description = "The VPC, and the CIDRs that may reach the vault on port 443, by a name of the caller's."
  type = object({
    cidrs  = optional(map(string), {}) # IPv4
    vpc_id = string
  })
  nullable = false
}

variable "pull" {
  description = "Whether there is a policy for those who pull images."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that has tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
