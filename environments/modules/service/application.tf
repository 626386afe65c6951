# The services: what they are made of is the same everywhere; how large and how many is in `settings`.

locals {
  test_port = 8443
  paired    = anytrue([for key in keys(local.behind_balancer) : var.settings.services[key].strategy != "rolling"])

  services = {
    api    = { command = null, hosts = [local.api_host], port = 8080, priority = 100, repository = "api" }
    web    = { command = null, hosts = [var.dns.domain], port = 3000, priority = 200, repository = "web" }
    worker = { command = ["worker"], hosts = [], port = null, priority = null, repository = "api" }
  }

  behind_balancer = { for key, service in local.services : key => service if service.port != null }

  # in the shape of ECS
  plain = {
    CACHE_HOST       = module.redis.endpoint
    CACHE_PORT       = tostring(module.redis.port)
    CACHE_USERNAME   = module.redis.usernames["application"]
    DATABASE_HOST    = module.database.address
    DATABASE_NAME    = module.database.database_name
    DATABASE_PORT    = tostring(module.database.port)
    DATABASE_SSLMODE = "verify-full"
    ENVIRONMENT      = var.environment
    PUBLIC_URL       = "https://${var.dns.domain}"
  }

  hidden = {
    api = {
      DATABASE_PASSWORD = "${module.database.application_secret_arn}:password::"
      DATABASE_USERNAME = "${module.database.application_secret_arn}:username::"
      SENTRY_DSN        = module.secrets.secret_arns["sentry-dsn"]
      SESSION_KEY       = module.secrets.secret_arns["session-key"]
    }
    web = {
      SENTRY_DSN = module.secrets.secret_arns["sentry-dsn"]
    }
    worker = {
      DATABASE_PASSWORD = "${module.database.application_secret_arn}:password::"
      DATABASE_USERNAME = "${module.database.application_secret_arn}:username::"
      SENTRY_DSN        = module.secrets.secret_arns["sentry-dsn"]
    }
  }
}

module "application" {
  source = "../../../modules/application"

  account      = var.account
  alarm_topics = local.quiet_topics
  alarms       = { cpu_percent = var.settings.alarms.cpu_percent, memory_percent = var.settings.alarms.memory_percent }
  cluster      = { exec_log_retention_days = var.settings.log_days }
  environment  = var.environment
  logs         = { retention_days = var.settings.log_days }
  name         = var.name

  network = {
    security_group_ids = [module.networking.security_group_ids["application"]]
    subnet_ids         = module.networking.subnet_ids["private"]
  }

  services = { for key, service in local.services : key => {
    autoscaling     = { max = var.settings.services[key].max, min = var.settings.services[key].min }
    cpu             = var.settings.services[key].cpu
    memory          = var.settings.services[key].memory
    secret_key_arns = merge({ secrets = module.secrets.key_arn }, key == "web" ? {} : { database = module.database.key_arn })
    tracing         = var.settings.monitoring.tracing ? {} : null

    capacity = {
      on_demand = { base = var.settings.services[key].on_demand_base, weight = var.settings.services[key].on_demand_weight }
      spot      = { weight = var.settings.services[key].spot_weight }
    }

    containers = {
      (key) = {
        command        = service.command
        environment    = [for name, value in merge(local.plain, { SERVICE = key }) : { name = name, value = value }]
        image          = "${local.registry}/signalcraft-${service.repository}:unreleased" # stands until the first release
        ports          = { for name in ["http"] : name => { app_protocol = "http", port = service.port } if service.port != null }
        secrets        = [for name, arn in local.hidden[key] : { name = name, valueFrom = arn }]
        stop_timeout   = key == "worker" ? 120 : 30
        writable_paths = { "/tmp" = {} }
      }
    }

    deployment = {
      alarm_names = service.port == null ? [] : [module.load_balancer.alarm_names["${key}/5xx"]]
      strategy    = var.settings.services[key].strategy
    }

    load_balancer = service.port == null ? null : { port = service.port, traffic = module.load_balancer.traffic[key] }

    task_role_statements = {
      Cache    = { actions = ["elasticache:Connect"], resources = module.redis.connect_arns["application"] }
      Measures = { actions = ["cloudwatch:PutMetricData"], resources = ["*"], conditions = { StringLike = { "cloudwatch:namespace" = ["SignalCraft/*"] } } }
    }
  } }
}
