# The states of production too: a copy in another region, access logs, an identity provider that exists already, and
# people beside the pipeline.

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

  default_tags {
    tags = { Environment = "shared", Service = "signalcraft" }
  }
}

module "state" {
  source = "../.."

  access_logs = { bucket_name = "example-access-logs" }
  account     = { id = "123456789012", region = "eu-central-1" }
  name        = "signalcraft"
  replication = { region = "eu-west-1" }
  versions    = { days = 365, keep = 100 }

  github_oidc = {
    create_provider = false
    provider_arn    = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  environments = {
    staging = {
      states = ["infrastructure", "delivery"]
      plan   = { github = { repository = "example/signalcraft", refs = ["refs/heads/main"], pull_requests = true } }
      apply  = { github = { repository = "example/signalcraft", environments = ["staging"] } }
    }
    production = {
      states = ["infrastructure", "delivery"]
      plan = {
        github         = { repository = "example/signalcraft", environments = ["production-plan"] }
        principal_arns = ["arn:aws:iam::123456789012:role/on-call"]
      }
      apply = {
        github         = { repository = "example/signalcraft", environments = ["production"] }
        principal_arns = ["arn:aws:iam::123456789012:role/break-glass"]
      }
    }
  }
}

output "role_arns" {
  description = "What the pipeline's jobs assume."
  value       = module.state.role_arns
}
