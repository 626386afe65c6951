# A network for production: three zones that fail apart, two address families, doors to what the application uses, and
# ranges that it must keep clear of.

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
    tags = { Environment = "production", Service = "signalcraft" }
  }
}

module "networking" {
  source = "../.."

  account      = { id = "123456789012", region = "eu-central-1" }
  alarm_topics = { warning = "arn:aws:sns:eu-central-1:123456789012:signalcraft-production-warning" }
  cidr_block   = "10.40.0.0/16"
  name         = "signalcraft-production"

  zones = {
    eu-central-1a = { index = 0 }
    eu-central-1b = { index = 1 }
    eu-central-1c = { index = 2 }
  }

  reserved_cidr_blocks = {
    dev     = "10.20.0.0/16"
    office  = "192.168.0.0/20"
    staging = "10.30.0.0/16"
  }

  endpoints = {
    bucket_arns = ["arn:aws:s3:::partner-exchange"]
    gateway     = ["dynamodb", "s3"]
  }

  ipv6 = { enabled = true }
  nat  = { mode = "per_zone" }

  security_groups = {
    application = {
      ports           = { api = 8080, web = 3000 }
      service_connect = true
    }
    load_balancer = {
      ports = { http = 80, https = 443 }
      sources = {
        internet      = { cidr_ipv4 = "0.0.0.0/0" }
        internet_ipv6 = { cidr_ipv6 = "::/0" }
      }
    }
    additional_rules = {
      mail = {
        cidr_ipv4   = "0.0.0.0/0"
        description = "Submission of mail"
        direction   = "egress"
        from_port   = 587
        group       = "application"
      }
      analysts = {
        cidr_ipv4   = "192.168.8.0/24"
        description = "Read-only queries from the office, through the VPN"
        direction   = "ingress"
        from_port   = 5432
        group       = "database"
      }
    }
  }
}

output "nat_public_ips" {
  description = "What customers put into their allow-lists."
  value       = module.networking.nat_public_ips
}

output "security_group_ids" {
  description = "Groups of load balancer, application, database and Redis."
  value       = module.networking.security_group_ids
}
