# One root for a small team with one environment: the images, the service and its schema in one state. What it costs is
# one lock for everything, and a role that may change everything; environments/ has them apart.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.34, < 7.0"
    }
    signalcraft = {
      source = "signalcraft/signalcraft"
    }
  }
}

locals {
  account     = { id = var.account_id, region = "eu-central-1" }
  environment = "staging"
}

provider "aws" {
  allowed_account_ids = [local.account.id]
  region              = local.account.region

  default_tags {
    tags = { Environment = local.environment, ManagedBy = "terraform", Project = "signalcraft", Root = "single" }
  }
}

provider "signalcraft" {
  environment = local.environment
  region      = local.account.region
}

variable "account_id" {
  description = "The account. The provider refuses to work in any other."
  type        = string
  nullable    = false
}

variable "plan" {
  description = "Whether plans look at the database (live), or only at files and at what the state recorded (offline)."
  type        = string
  default     = "offline"
  nullable    = false
}

variable "seed_values" {
  description = "First values of the secrets, for the apply that makes them and no other. Never in a plan or state."
  type        = map(string)
  default     = {}
  ephemeral   = true
  nullable    = false
  sensitive   = true
}

module "registry" {
  source = "../../modules/registry"

  account      = local.account
  name         = "signalcraft"
  repositories = { api = {}, cli = {}, web = {} }
}

module "service" {
  source = "../../environments/modules/service"

  account     = local.account
  dns         = { domain = "staging.example.com", zone_id = "Z0123456789ABCDEFGHI" }
  environment = local.environment
  name        = "signalcraft-${local.environment}"
  routes      = { email = { addresses = { team = "team@example.com" }, severities = ["critical", "info", "warning"] } }
  seed_values = var.seed_values

  settings = {
    alarms = {
      cpu_percent          = 90
      free_storage_percent = 10
      load_balancer        = { error_percent = 5, latency_seconds = 2, minimum_requests = 20 }
      memory_percent       = 90
    }

    backup = {
      days            = { daily = 14, weekly = 30 }
      lock            = false
      opt_in          = {}
      restore_testing = false
    }

    cache       = { node_type = "cache.t4g.small", replicas = 1, snapshot_days = 3 }
    copy_region = null

    database = {
      allocated_gib      = 50
      instance_class     = "db.t4g.medium"
      monitoring_seconds = 60
      multi_az           = true
      retention_days     = 7
    }

    log_days = 365

    monitoring = {
      anomalies      = false
      budget_usd     = 800
      canary_minutes = 5
      dashboards     = ["application", "delivery"]
      tracing        = true
      uptime_checks  = false
    }

    network = {
      cidr_block          = "10.40.0.0/16"
      interface_endpoints = []
      nat                 = "single"
      nat_zone            = "eu-central-1a"
      zones               = { eu-central-1a = 0, eu-central-1b = 1 } # an index is given once and never again
    }

    protection = { deletion = true, recovery_days = 7 }

    services = {
      api    = { cpu = 512, memory = 1024, min = 2, max = 4, on_demand_base = 1, on_demand_weight = 1, spot_weight = 1, strategy = "canary" }
      web    = { cpu = 256, memory = 512, min = 2, max = 4, on_demand_base = 1, on_demand_weight = 1, spot_weight = 1, strategy = "alb_weighted" }
      worker = { cpu = 256, memory = 512, min = 1, max = 4, on_demand_base = 0, on_demand_weight = 1, spot_weight = 3, strategy = "rolling" }
    }

    waf_rate_limit = 2000
  }
}

# No parameter in between: the output means that database and secrets are there.
module "delivery" {
  source = "../../environments/modules/delivery"

  environment    = local.environment
  infrastructure = module.service.delivery

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

output "repository_urls" {
  description = "Where images are pushed to, by api, cli and web."
  value       = module.registry.repository_urls
}

output "web_url" {
  description = "Where the web interface answers."
  value       = module.service.web_url
}
