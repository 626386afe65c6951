# A domain with a certificate and a name for a load balancer.

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
}

module "dns" {
  source = "../.."

  name    = "signalcraft-production"
  account = { id = "123456789012", region = "eu-central-1" }

  zones = {
    main = { domain = "signalcraft.example" }
  }

  certificates = {
    service = { domain = "signalcraft.example", alternatives = ["api.signalcraft.example"] }
  }

  records = {
    api = {
      zone = "main"
      name = "api"
      alias = {
        name    = "signalcraft-production-0123456789.eu-central-1.elb.amazonaws.com"
        zone_id = "Z215JYRZR1TBD5"
      }
    }
  }
}

output "name_servers" {
  description = "What the registrar must be told."
  value       = module.dns.name_servers.main
}
