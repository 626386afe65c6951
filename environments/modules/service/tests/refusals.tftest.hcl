# What the composition refuses, whatever the modules below it would say. What it makes is tested in the roots.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account     = { id = "123456789012", region = "eu-central-1" }
  dns         = { domain = "example.com", zone_id = "Z0123456789ABCDEFGHI" }
  environment = "production"
  name        = "signalcraft-production"
  routes      = { pagerduty = {} }

  route_endpoints = { pagerduty = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue" }
  seed_values     = { sentry-dsn = "https://key@sentry.example.com/1", session-key = "0123456789abcdef0123456789abcdef" }

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

run "names_and_places_are_refused" {
  command = plan

  variables {
    dns         = { domain = "a-domain-that-is-much-too-long-for-the-name-of-a-certificate.example.com", zone_id = "Z0123456789ABCDEFGHI" }
    environment = "test"
    name        = "signalcraft-production-of-somebody"
  }

  expect_failures = [var.dns, var.environment, var.name]
}

run "a_zone_has_an_id" {
  command = plan

  variables {
    dns = { domain = "example.com", zone_id = "example.com" }
  }

  expect_failures = [var.dns]
}

run "somebody_is_woken_in_production" {
  command = plan

  variables {
    routes = {}
  }

  expect_failures = [var.routes]
}

run "production_survives_a_zone" {
  command = plan

  variables {
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
        multi_az           = false
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

  expect_failures = [var.settings]
}

run "a_copy_is_elsewhere" {
  command = plan

  variables {
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
      copy_region = "eu-central-1"

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

  expect_failures = [var.settings]
}

run "there_are_three_services" {
  command = plan

  variables {
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
        webb   = { cpu = 512, memory = 1024, min = 3, max = 12, on_demand_base = 3, on_demand_weight = 1, spot_weight = 0, strategy = "alb_weighted" }
        worker = { cpu = 512, memory = 1024, min = 2, max = 20, on_demand_base = 2, on_demand_weight = 1, spot_weight = 3, strategy = "rolling" }
      }

      waf_rate_limit = 5000
    }
  }

  expect_failures = [var.settings]
}

run "backups_have_known_rhythms" {
  command = plan

  variables {
    settings = {
      alarms = {
        cpu_percent          = 80
        free_storage_percent = 20
        load_balancer        = { error_percent = 1, latency_seconds = 1, minimum_requests = 60 }
        memory_percent       = 90
      }

      backup = {
        days            = { daily = 30, yearly = 90, monthly = 365 }
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

  expect_failures = [var.settings]
}
