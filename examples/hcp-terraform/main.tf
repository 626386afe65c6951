# A delivery root whose state, locks and runs are HCP Terraform's: what is in environments/staging/delivery, with a `cloud`
# block in place of backend.tf. In the workspace: TFC_AWS_PROVIDER_AUTH = true, TFC_AWS_PLAN_ROLE_ARN and
# TFC_AWS_APPLY_ROLE_ARN = the roles of modules/state/examples/hcp, with the rights of environments/modules/pipeline.
#
# HCP's own runners have no route to the database: they plan offline, and whoever applies stands in the VPC.

terraform {
  required_version = ">= 1.11"

  cloud {
    organization = "example"

    workspaces {
      name    = "signalcraft-staging-delivery"
      project = "signalcraft"
    }
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
    signalcraft = {
      source = "signalcraft/signalcraft"
    }
  }
}

locals {
  environment = "staging"
}

variable "plan" {
  description = "Whether plans look at the database (live), or only at files and at what the state recorded (offline)."
  type        = string
  default     = "offline"
  nullable    = false
}

variable "region" {
  description = "The region of this environment."
  type        = string
  default     = "eu-central-1"
  nullable    = false
}

provider "aws" {
  region = var.region
}

provider "signalcraft" {
  environment = local.environment
  region      = var.region
}

data "aws_ssm_parameter" "infrastructure" {
  name            = "/signalcraft-${local.environment}/delivery"
  with_decryption = true
}

module "delivery" {
  source = "../../environments/modules/delivery"

  environment    = local.environment
  infrastructure = jsondecode(nonsensitive(data.aws_ssm_parameter.infrastructure.value))

  migrations = {
    directory         = "${path.module}/../../environments/migrations"
    lint_level        = "warn"
    lock_timeout      = "2s"
    plan              = var.plan
    statement_timeout = "15m"
  }
}

output "current_version" {
  description = "The newest migration that is applied."
  value       = module.delivery.current_version
}
