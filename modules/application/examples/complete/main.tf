# Production: a load balancer in front, four strategies, scaling by CPU, requests and backlog, sidecars, Service Connect,
# a one-off task for migrations, and alarms with addressees.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.34, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Environment = "production", Project = "signalcraft" }
  }
}

locals {
  account    = { id = "123456789012", region = "eu-central-1" }
  registry   = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
  secret     = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft/application-a1b2c3"
  topics     = { critical = "arn:aws:sns:eu-central-1:123456789012:critical", warning = "arn:aws:sns:eu-central-1:123456789012:warning" }
  strategies = { api = "canary", web = "alb_weighted" }
}

module "load_balancer" {
  source = "../../../load_balancer"

  name         = "signalcraft-production"
  account      = local.account
  alarm_topics = local.topics
  https        = { certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/6a7b8c9d-0e1f-4a2b-8c3d-4e5f6a7b8c9d" }

  network = {
    vpc_id             = "vpc-0a1b2c3d4e5f60718"
    subnet_ids         = { a = "subnet-0a1b2c3d4e5f60718", b = "subnet-0b1c2d3e4f5061728" }
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }

  services = {
    api = { strategy = local.strategies.api, route = { priority = 100, hosts = ["api.example.com"] } }
    web = { strategy = local.strategies.web, route = { priority = 200, hosts = ["www.example.com"] } }
  }
}

module "application" {
  source = "../.."

  name            = "signalcraft-production"
  environment     = "production"
  account         = local.account
  alarm_topics    = local.topics
  alarms          = { overrides = { worker = { cpu_percent = 98 } } }
  roles           = { path = "/signalcraft/", permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary" }
  service_connect = { enabled = true }

  network = {
    subnet_ids         = { a = "subnet-0c1d2e3f405162738", b = "subnet-0d1e2f30415263748" }
    security_group_ids = ["sg-0b1c2d3e4f5061728"]
  }

  services = {
    api = {
      cpu    = 1024
      memory = 2048
      containers = {
        api = {
          environment    = [{ name = "LOG_LEVEL", value = "info" }]
          health_check   = { command = ["CMD", "/app/health"] }
          image          = "${local.registry}/signalcraft-api:unreleased"
          ports          = { http = { port = 8080, app_protocol = "http" } }
          secrets        = [{ name = "DATABASE_URL", valueFrom = "${local.secret}:database_url::" }]
          writable_paths = { "/tmp" = {} }
        }
      }
      autoscaling     = { min = 3, max = 30, requests_per_target = 1000 }
      deployment      = { strategy = local.strategies.api, alarm_names = [module.load_balancer.alarm_names["api/5xx"]] }
      load_balancer   = { port = 8080, traffic = module.load_balancer.traffic["api"] }
      secret_key_arns = { application = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
      service_connect = { port_name = "http", port = 8080 }
      tracing         = {}
      task_role_statements = {
        Attachments = { actions = ["s3:GetObject", "s3:PutObject"], resources = ["arn:aws:s3:::signalcraft-attachments/*"] }
      }
    }

    web = {
      containers    = { web = { image = "${local.registry}/signalcraft-web:unreleased", ports = { http = { port = 3000 } } } }
      autoscaling   = { min = 2, max = 10 }
      deployment    = { strategy = local.strategies.web }
      load_balancer = { port = 3000, traffic = module.load_balancer.traffic["web"] }
    }

    worker = {
      cpu        = 512
      memory     = 1024
      containers = { worker = { image = "${local.registry}/signalcraft-api:unreleased", command = ["worker"], stop_timeout = 120 } }
      capacity   = { on_demand = { base = 1, weight = 1 }, spot = { weight = 4 } }
      firelens   = {}
      autoscaling = {
        min     = 1
        max     = 20
        backlog = { namespace = "SignalCraft", metric_name = "QueueLength", dimensions = { Queue = "alerts" }, per_task = 100 }
      }
      service_connect = {}
    }

    migrate = {
      run_as_service = false
      containers     = { signalcraft = { image = "${local.registry}/signalcraft-cli:1.4.0", command = ["migrate", "status"] } }
    }
  }
}

output "services" {
  description = "What a release needs to know."
  value       = module.application.services
}
