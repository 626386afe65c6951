# Production: three strategies, a login, extra rules, a reserved capacity, all logs and alarms with addressees.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.28, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Environment = "production", Project = "signalcraft" }
  }
}

module "load_balancer" {
  source = "../.."

  name         = "signalcraft-production"
  environment  = "production"
  account      = { id = "123456789012", region = "eu-central-1" }
  alarm_topics = { critical = "arn:aws:sns:eu-central-1:123456789012:critical", warning = "arn:aws:sns:eu-central-1:123456789012:warning" }
  alarms       = { error_percent = 2, latency_seconds = 0.5, overrides = { web = { latency_seconds = 2 } } }
  access_logs  = { connection = true, health_checks = true, retention_days = 400 }
  balancer     = { capacity_units = 100, strict_desync = true, ip_address_type = "dualstack" }
  headers      = { content_security_policy = "default-src 'self'", strict_transport_security = "max-age=63072000; includeSubDomains; preload" }

  https = {
    additional_certificate_arns = { internal = "arn:aws:acm:eu-central-1:123456789012:certificate/0e1f2a3b-4c5d-4e6f-8a7b-8c9d0e1f2a3b" }
    certificate_arn             = "arn:aws:acm:eu-central-1:123456789012:certificate/6a7b8c9d-0e1f-4a2b-8c3d-4e5f6a7b8c9d"
  }

  network = {
    vpc_id = "vpc-0a1b2c3d4e5f60718"
    subnet_ids = {
      eu-central-1a = "subnet-0a1b2c3d4e5f60718"
      eu-central-1b = "subnet-0b1c2d3e4f5061728"
      eu-central-1c = "subnet-0c1d2e3f405162738"
    }
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }

  services = {
    admin = {
      authenticate = "staff"
      route        = { priority = 50, hosts = ["admin.example.com"] }
    }
    api = {
      health_check = { path = "/health", interval = 10 }
      route        = { priority = 100, hosts = ["api.example.com"] }
      strategy     = "canary"
    }
    web = {
      deregistration_delay = 10
      route                = { priority = 200, hosts = ["www.example.com", "example.com"] }
      strategy             = "alb_weighted"
    }
  }

  authentication = {
    staff = {
      cognito = {
        client_id     = "1h57kf5cpq17m0eml12EXAMPLE"
        domain        = "signalcraft"
        user_pool_arn = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_EXAMPLE"
      }
    }
  }

  rules = {
    old_domain = { priority = 300, hosts = ["old.example.com"], redirect = { host = "www.example.com" } }
    robots     = { priority = 10, paths = ["/robots.txt"], response = { status = 200, body = "User-agent: *\nDisallow: /\n" } }
  }

  tls_policy    = "ELBSecurityPolicy-TLS13-1-3-2021-06"
  test_listener = { allowed_cidrs = ["10.0.0.0/16"], port = 8443 }

  waf = {
    additional_groups = { AWSManagedRulesSQLiRuleSet = { priority = 100 } }
    blocked_cidrs     = ["192.0.2.0/24"]
    count_only        = { AWSManagedRulesAnonymousIpList = ["HostingProviderIPList"], AWSManagedRulesCommonRuleSet = ["SizeRestrictions_BODY"] }
    rate_limit        = 5000
  }
}

output "traffic" {
  description = "What services and their releases need to know."
  value       = module.load_balancer.traffic
}
