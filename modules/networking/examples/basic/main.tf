# A network for development: two zones, one NAT gateway, endpoints that cost nothing.

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

module "networking" {
  source = "../.."

  account    = { id = "123456789012", region = "eu-central-1" }
  cidr_block = "10.20.0.0/16"
  name       = "signalcraft-dev"

  zones = {
    eu-central-1a = { index = 0 }
    eu-central-1b = { index = 1 }
  }

  nat       = { mode = "single", zone = "eu-central-1a" }
  endpoints = { interface = [] }
  flow_logs = { interval_seconds = 600 }
}

output "subnet_ids" {
  description = "Subnets by tier and zone."
  value       = module.networking.subnet_ids
}
