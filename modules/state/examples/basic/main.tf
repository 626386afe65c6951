# The states of two environments, planned and applied by GitHub Actions.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "state" {
  source = "../.."

  account = { id = "123456789012", region = "eu-central-1" }
  name    = "signalcraft"

  environments = {
    shared = {
      states = ["registry"]
      plan   = { github = { repository = "example/signalcraft", pull_requests = true } }
      apply  = { github = { repository = "example/signalcraft", environments = ["shared"] } }
    }
    dev = {
      states = ["infrastructure", "delivery"]
      reads  = ["shared/registry"]
      plan   = { github = { repository = "example/signalcraft", pull_requests = true } }
      apply  = { github = { repository = "example/signalcraft", refs = ["refs/heads/main"] } }
    }
  }
}

output "backend_files" {
  description = "What goes into backend.tf of each root."
  value       = module.state.backend_files
}
