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

variable "pagerduty_url" {
  description = "The integration's URL; it holds a key."
  type        = string
  sensitive   = true
  default     = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
}

# Everything that a production environment is watched for.
module "monitoring" {
  source = "../.."

  name             = "signalcraft-production"
  environment      = "production"
  account          = { id = "123456789012", region = "eu-central-1" }
  runbook_base_url = "https://example.com/runbooks"

  # who is told
  routes = {
    pagerduty = {}
    slack     = { workspace_id = "T0123456789", channel_id = "C0123456789" }
    email     = { addresses = { team = "team@example.com" } }
    https     = { archive = { severities = ["critical", "warning", "info"], raw = true } }
  }
  route_endpoints = {
    pagerduty   = var.pagerduty_url
    archive     = "https://archive.example.com/alerts"
    status_page = "https://status.example.com/hooks/0123456789abcdef"
  }
  status_page = {
    components = {
      api           = { title = "API", concerns = ["application_down", "error_rate"] }
      notifications = { title = "Notifications", alarms = ["service-worker-backlog"] }
    }
  }

  # what runs
  load_balancers = {
    public = {
      arn_suffix = "app/signalcraft/0123456789abcdef"
      services = {
        api = {
          target_groups = {
            blue  = "targetgroup/signalcraft-api-blue/0123456789abcdef"
            green = "targetgroup/signalcraft-api-green/0123456789abcdef"
          }
          minimum_healthy = 2
        }
        web = { target_groups = { main = "targetgroup/signalcraft-web/0123456789abcdef" }, latency_p99_seconds = 2 }
      }
    }
  }
  services = {
    api = { cluster_name = "signalcraft", service_name = "api", minimum_tasks = 2 }
    web = { cluster_name = "signalcraft", service_name = "web" }
    worker = {
      cluster_name = "signalcraft"
      service_name = "worker"
      backlog      = { namespace = "SignalCraft/Worker", metric = "QueueDepth", dimensions = { Queue = "alerts" }, maximum = 1000 }
    }
  }
  databases = {
    main    = { identifier = "signalcraft", storage_gib = 100, memory_gib = 16, max_connections = 1700 }
    replica = { identifier = "signalcraft-replica", storage_gib = 100, replica = true, burstable = true }
  }
  redis        = { queue = { nodes = { "1" = "signalcraft-001", "2" = "signalcraft-002" } } }
  certificates = { public = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0" }, cdn = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", location = "global" } }

  # how it changes, and whether it could be restored
  migrations           = { app = {} }
  releases             = { app = { name = "signalcraft" } }
  backup_vaults        = { main = { vault_name = "signalcraft" } }
  backup_verifications = { database = { rto_seconds = 2700, rpo_seconds = 600, storage_max_bytes = 500000000000 } }

  # what is asked from outside
  canaries = {
    health = { url = "https://api.example.com/health", every_minutes = 1, json = { "$.status" = "ok" } }
    deep   = { url = "https://api.example.com/health/deep", every_minutes = 1, json = { "$.status" = "ok" }, concern = "database_down" }
    main   = { url = "https://www.example.com/", contains = "SignalCraft" }
    api    = { url = "https://api.example.com/v1/alerts?limit=1", status = 401 }
    admin  = { url = "http://admin.internal/health", in_vpc = true }
  }
  synthetics = {
    log_bucket = { name = "signalcraft-access-logs" }
    vpc = {
      subnet_ids         = { a = "subnet-0123456789abcdef0", b = "subnet-0123456789abcdef1" }
      security_group_ids = { application = "sg-0123456789abcdef0" }
    }
  }
  health_checks = { api = { host = "api.example.com" }, web = { host = "www.example.com", path = "/", contains = "SignalCraft" } }
  heartbeats = {
    scheduler = { namespace = "SignalCraft/Worker", metric = "Ticks", every_seconds = 300, description = "The scheduler of recurring alerts." }
  }

  # what is written
  log_groups = {
    api = { index_fields = ["level", "request_id", "trace_id", "user_id"], mask = ["EmailAddress"], silent_minutes = 15, anomaly = true }
    web = {}
    worker = {
      filters = { slow = { pattern = "{ $.duration_ms > 30000 }", metric = "SlowJobs", threshold = 10 } }
    }
    database = { create = false, name = "/aws/rds/instance/signalcraft/postgresql", parse = "postgres", errors = false, index_fields = [] }
    archive  = { class = "INFREQUENT_ACCESS", errors = false, index_fields = [] }
  }
  business_events = {
    AlertsReceived  = { log_group = "api", pattern = "{ $.event = \"alert.received\" }", title = "Alerts received", anomaly = true }
    AlertsDelivered = { log_group = "worker", pattern = "{ $.event = \"alert.delivered\" }", title = "Alerts delivered" }
    AlertsFailed    = { log_group = "worker", pattern = "{ $.event = \"alert.failed\" }", title = "Alerts that failed" }
  }
  queries = {
    "deliveries by channel" = { query = "filter event = \"alert.delivered\" | stats count(*) by channel", log_groups = ["worker"] }
  }

  # what it costs
  budgets      = { month = { limit_usd = 1500, cost_filters = { TagKeyValue = ["user:Environment$production"] } } }
  cost_anomaly = { minimum_impact_usd = 100 }

  # alarms that another module owns, as children of ours
  existing_alarms = { proxy = { name = "signalcraft-proxy-connections", concern = "database_down" } }

  error_tracking = { dsn_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft/sentry" }
}

output "critical_alarm_names" {
  description = "The six alerts that wake somebody."
  value       = module.monitoring.critical_alarm_names
}

output "gate_alarm_names" {
  description = "What stops a release: gates.alarms of signalcraft_release."
  value       = module.monitoring.gate_alarm_names
}
