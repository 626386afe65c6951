# For production: one pipeline pushes, other accounts pull, a second region has copies, public images are kept here, and
# people are told of what scans find.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.28, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Project = "signalcraft", ManagedBy = "terraform" }
  }
}

module "registry" {
  source = "../.."

  name    = "signalcraft"
  account = { id = "123456789012", region = "eu-central-1" }

  repositories = {
    api = {}
    cli = { keep_images = 20, mutable_tags = [] }
    web = { mutable_tags = ["latest", "cache-*"] }
  }

  access = {
    exclusive_push = true
    pull_accounts  = { production = "210987654321", staging = "321098765432" }
    push_roles     = { pipeline = "arn:aws:iam::123456789012:role/signalcraft-pipeline" }
  }

  findings = {
    enabled    = true
    severities = ["CRITICAL", "HIGH"]
    topic_arn  = "arn:aws:sns:eu-central-1:123456789012:signalcraft-warning"
  }

  pull_through = {
    ecr-public = { upstream_url = "public.ecr.aws" }
    docker-hub = {
      upstream_url   = "registry-1.docker.io"
      credential_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ecr-pullthroughcache/docker-hub-AbCdEf"
    }
  }

  replication = {
    destinations = { ireland = { region = "eu-west-1" } }
  }
}

output "repository_urls" {
  description = "What references of images begin with."
  value       = module.registry.repository_urls
}
