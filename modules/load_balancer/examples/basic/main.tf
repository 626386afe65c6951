# A load balancer with one service that rolls, as everything is by default.

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
}

variable "certificate_arn" {
  description = "ARN of an ACM certificate in the region."
  type        = string
  default     = "arn:aws:acm:eu-central-1:123456789012:certificate/6a7b8c9d-0e1f-4a2b-8c3d-4e5f6a7b8c9d"
}

module "load_balancer" {
  source = "../.."

  name    = "signalcraft-staging"
  account = { id = "123456789012", region = "eu-central-1" }
  https   = { certificate_arn = var.certificate_arn }

  network = {
    vpc_id             = "vpc-0a1b2c3d4e5f60718"
    subnet_ids         = { a = "subnet-0a1b2c3d4e5f60718", b = "subnet-0b1c2d3e4f5061728" }
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }

  services = {
    api = { route = { priority = 100, hosts = ["api.example.com"] } }
  }
}

output "traffic" {
  description = "What the service and its releases need to know."
  value       = module.load_balancer.traffic
}
