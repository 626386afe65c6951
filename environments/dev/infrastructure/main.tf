# dev: small, cheap, gone without a trace when it is destroyed.
# The composition is environments/modules/service, the same for all; here is in what this environment differs.

locals {
  environment = "dev"
}

module "service" {
  # checkov:skip=CKV_AWS_157:dev has no standby: it is made again from migrations in minutes
  # checkov:skip=CKV_AWS_293:dev may be destroyed and made again by anybody who may apply it
  # checkov:skip=CKV_AWS_338:dev's logs are of no use after a month
  source = "../../modules/service"

  account              = { id = var.account_id, region = var.region }
  cli_tag              = var.cli_tag
  dns                  = var.dns
  environment          = local.environment
  name                 = "signalcraft-${local.environment}"
  reserved_cidr_blocks = { production = "10.30.0.0/16", staging = "10.20.0.0/16" }
  route_endpoints      = var.route_endpoints
  routes               = var.routes
  runbook_base_url     = var.runbook_base_url
  seed_values          = var.seed_values

  settings = {
    alarms = {
      cpu_percent          = 95
      free_storage_percent = 5
      load_balancer        = { error_percent = 10, latency_seconds = 5, minimum_requests = 20 }
      memory_percent       = 95
    }

    backup = {
      days            = { daily = 7 }
      lock            = false
      opt_in          = {}
      restore_testing = false
    }

    cache       = { node_type = "cache.t4g.micro", replicas = 0, snapshot_days = 1 }
    copy_region = null

    database = {
      allocated_gib      = 20
      instance_class     = "db.t4g.micro"
      monitoring_seconds = 60
      multi_az           = false
      retention_days     = 1
    }

    log_days = 30

    monitoring = {
      anomalies      = false
      budget_usd     = 200
      canary_minutes = null
      dashboards     = ["application"]
      tracing        = false
      uptime_checks  = false
    }

    network = {
      cidr_block          = "10.10.0.0/16"
      interface_endpoints = []
      nat                 = "single"
      nat_zone            = "eu-central-1a"
      zones               = { eu-central-1a = 0, eu-central-1b = 1 } # an index is given once and never again
    }

    protection = { deletion = false, recovery_days = 0 }

    services = {
      api    = { cpu = 256, memory = 512, min = 1, max = 2, on_demand_base = 0, on_demand_weight = 0, spot_weight = 1, strategy = "rolling" }
      web    = { cpu = 256, memory = 512, min = 1, max = 2, on_demand_base = 0, on_demand_weight = 0, spot_weight = 1, strategy = "rolling" }
      worker = { cpu = 256, memory = 512, min = 1, max = 2, on_demand_base = 0, on_demand_weight = 0, spot_weight = 1, strategy = "rolling" }
    }

    waf_rate_limit = 2000
  }
}
