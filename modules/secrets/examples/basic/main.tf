# A small inventory for development: nothing is rotated by itself, secrets can be deleted at once, and two first values
# come with the first apply.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.30, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "first_values" {
  description = "First values by key; TF_VAR_first_values, and only for the first apply."
  type        = map(string)
  default     = {}
  ephemeral   = true
  sensitive   = true
}

module "secrets" {
  source = "../.."

  account              = { id = "123456789012", region = "eu-central-1" }
  environment          = "dev"
  name                 = "signalcraft-dev"
  recovery_window_days = 0

  secrets = {
    session-key = {
      class       = "important"
      description = "Signs the cookies of sessions; a new one logs everybody out."
      rotation    = { every_days = 180, strategy = "manual" }
      seed        = true
    }
    stripe-api-key = {
      class       = "important"
      description = "Charges customers; a new one is made in Stripe's dashboard."
      keys        = ["publishable", "secret"]
      rotation    = { every_days = 180, strategy = "manual" }
      seed        = true
    }
    feature-flags = {
      class       = "non_critical"
      description = "Reads feature flags."
    }
  }

  seed_values = var.first_values
}

output "secret_arns" {
  description = "What task definitions name."
  value       = module.secrets.secret_arns
}
