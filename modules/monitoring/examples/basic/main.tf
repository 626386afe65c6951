terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.62"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

# A small environment: one service behind a load balancer, one database, and somebody who reads mail.
module "monitoring" {
  source = "../.."

  name        = "signalcraft-dev"
  environment = "dev"
  account     = { id = "123456789012", region = "eu-central-1" }

  routes = {
    email = { addresses = { team = "team@example.com" }, severities = ["critical", "warning"] }
  }

  load_balancers = {
    public = {
      arn_suffix = "app/signalcraft-dev/0123456789abcdef"
      services   = { api = { target_groups = { main = "targetgroup/signalcraft-dev-api/0123456789abcdef" } } }
    }
  }
  services  = { api = { cluster_name = "signalcraft-dev", service_name = "api" } }
  databases = { main = { identifier = "signalcraft-dev", storage_gib = 20 } }

  log_groups = { api = { retention_days = 14 } }
  dashboards = ["application", "infrastructure"]
}

output "topic_arns" {
  description = "Where other modules send their alarms."
  value       = module.monitoring.topic_arns
}
