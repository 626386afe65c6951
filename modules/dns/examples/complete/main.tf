# For production: two regions of which one takes over, a zone for staging that is delegated, a private zone, a certificate
# for CloudFront, a release of which a tenth of the requests see, and alarms.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Project = "signalcraft", ManagedBy = "terraform" }
  }
}

locals {
  frankfurt = { name = "signalcraft-0123456789.eu-central-1.elb.amazonaws.com", zone_id = "Z215JYRZR1TBD5" }
  ireland   = { name = "signalcraft-9876543210.eu-west-1.elb.amazonaws.com", zone_id = "Z32O12XQLNTSW2" }
}

module "dns" {
  source = "../.."

  name    = "signalcraft-production"
  account = { id = "123456789012", region = "eu-central-1" }

  zones = {
    inside  = { domain = "signalcraft.internal", vpcs = { main = { vpc_id = "vpc-0123456789abcdef0" } } }
    main    = { domain = "signalcraft.example" }
    staging = { domain = "staging.signalcraft.example", parent = "main" }
  }

  certificates = {
    service = { domain = "signalcraft.example", alternatives = ["api.signalcraft.example", "staging.signalcraft.example"] }
    website = { domain = "www.signalcraft.example", region = "us-east-1" }
  }

  health_checks = {
    frankfurt = { host = "frankfurt.signalcraft.example", interval = 10, text = "\"ok\"" }
    ireland   = { host = "ireland.signalcraft.example", alarm = "warning" }
  }

  combined_health_checks = {
    anywhere = { children = ["frankfurt", "ireland"], threshold = 1 }
  }

  records = {
    api-frankfurt = { zone = "main", name = "api", alias = local.frankfurt, failover = "PRIMARY", health_check = "frankfurt" }
    api-ireland   = { zone = "main", name = "api", alias = local.ireland, failover = "SECONDARY" }
    web-new       = { zone = "main", alias = local.ireland, weight = 10 }
    web-old       = { zone = "main", alias = local.frankfurt, weight = 90 }
    near-germany  = { zone = "main", name = "near", alias = local.frankfurt, latency_region = "eu-central-1" }
    near-ireland  = { zone = "main", name = "near", alias = local.ireland, latency_region = "eu-west-1" }
    mail          = { zone = "main", type = "TXT", values = ["v=spf1 -all"] }
    database      = { zone = "inside", name = "database", type = "CNAME", values = ["signalcraft.0123456789ab.eu-central-1.rds.amazonaws.com"], ttl = 60 }
  }

  alarm_topics = {
    critical = "arn:aws:sns:us-east-1:123456789012:signalcraft-critical"
    warning  = "arn:aws:sns:us-east-1:123456789012:signalcraft-warning"
  }
}

output "certificate_arns" {
  description = "For listeners and distributions."
  value       = module.dns.certificate_arns
}
