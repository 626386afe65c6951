# production: survives the loss of a zone, and a slip of the hand.
# The composition is environments/modules/service, the same for all; here is in what this environment differs.

locals {
  environment = "production"
}

module "service" {
  source = "../../modules/service"

  account              = { id = var.account_id, region = var.region }
  cli_tag              = var.cli_tag
  dns                  = var.dns
  environment          = local.environment
  name                 = "signalcraft-${local.environment}"
  reserved_cidr_blocks = { dev = "10.10.0.0/16", staging = "10.20.0.0/16" }
  route_endpoints      = var.route_endpoints
  routes               = var.routes
  runbook_base_url     = var.runbook_base_url
  seed_values          = var.seed_values

  settings = {
    alarms = {
      cpu_percent          = 80
      free_storage_percent = 20
      load_balancer        = { error_percent = 1, latency_seconds = 1, minimum_requests = 60 }
      memory_percent       = 90
    }

    backup = {
      days            = { daily = 30, weekly = 90, monthly = 365 }
      lock            = true
      opt_in          = { RDS = true }
      restore_testing = true
    }

    cache       = { node_type = "cache.r7g.large", replicas = 2, snapshot_days = 7 }
    copy_region = "eu-west-1"

    database = {
      allocated_gib      = 100
      instance_class     = "db.m7g.large"
      monitoring_seconds = 15
      multi_az           = true
      retention_days     = 35
    }

    log_days = 365

    monitoring = {
      anomalies      = true
      budget_usd     = 3000
      canary_minutes = 1
      dashboards     = ["application", "backups", "business", "delivery", "infrastructure", "migrations"]
      tracing        = true
      uptime_checks  = true
    }

    network = {
      cidr_block          = "10.30.0.0/16"
      interface_endpoints = ["ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "secretsmanager", "ssmmessages", "sts"]
      nat                 = "per_zone"
      nat_zone            = null
      zones               = { eu-central-1a = 0, eu-central-1b = 1, eu-central-1c = 2 } # an index is given once and never again
    }

    protection = { deletion = true, recovery_days = 30 }

    services = {
      api    = { cpu = 1024, memory = 2048, min = 3, max = 30, on_demand_base = 3, on_demand_weight = 1, spot_weight = 0, strategy = "canary" }
      web    = { cpu = 512, memory = 1024, min = 3, max = 12, on_demand_base = 3, on_demand_weight = 1, spot_weight = 0, strategy = "alb_weighted" }
      worker = { cpu = 512, memory = 1024, min = 2, max = 20, on_demand_base = 2, on_demand_weight = 1, spot_weight = 3, strategy = "rolling" }
    }

    waf_rate_limit = 5000
  }
}
