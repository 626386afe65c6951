# One service behind a load balancer, and one that takes work from a queue. Nothing runs until the first release.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.34, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

locals {
  repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-api"
  secret     = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft/database-a1b2c3"
}

module "application" {
  source = "../.."

  name    = "signalcraft-staging"
  account = { id = "123456789012", region = "eu-central-1" }

  network = {
    subnet_ids         = { a = "subnet-0a1b2c3d4e5f60718", b = "subnet-0b1c2d3e4f5061728" }
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }

  services = {
    api = {
      containers = {
        api = {
          image       = "${local.repository}:unreleased"
          ports       = { http = { port = 8080 } }
          environment = [{ name = "LOG_LEVEL", value = "info" }]
          secrets     = [{ name = "DATABASE_URL", valueFrom = "${local.secret}:url::" }]
        }
      }
      load_balancer = {
        port = 8080
        traffic = { # module.load_balancer.traffic["api"]
          load_balancer_arn_suffix = "app/signalcraft-staging/50dc6c495c0c9188"
          rule_arn                 = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/signalcraft-staging/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee"
          target_groups = { blue = {
            arn        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/signalcraft-staging-api-3f2a91-b/943f017f100becff"
            arn_suffix = "targetgroup/signalcraft-staging-api-3f2a91-b/943f017f100becff"
          } }
        }
      }
    }
    worker = {
      containers = { worker = { image = "${local.repository}:unreleased", command = ["worker"] } }
    }
  }
}

output "task_definitions" {
  description = "What releases clone."
  value       = module.application.task_definitions
}
