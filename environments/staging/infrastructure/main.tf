# staging: as production in everything that a release goes through, smaller in everything that costs.
# The composition is environments/modules/service, the same for all; here is in what this environment differs.

locals {
  environment = "staging"
}

module "service" {
  source = "../../modules/service"

  account              = { id = var.account_id, region = var.region }
  cli_tag              = var.cli_tag
  dns                  = var.dns
  environment          = local.environment
  name                 = "signalcraft-${local.environment}"
  reserved_cidr_blocks = { dev = "10.10.0.0/16", production = "10.30.0.0/16" }
  route_endpoints      = var.route_endpoints
  routes               = var.routes
  runbook_base_url     = var.runbook_base_url
  seed_values          = var.seed_values

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
      cidr_block          = "10.20.0.0/16"
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
