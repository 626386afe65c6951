# The database of an environment, all at defaults: PostgreSQL 17 with a standby, in the networking module's data tier.

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
  region = "eu-west-1"

  default_tags {
    tags = { Environment = "production", Service = "signalcraft" }
  }
}

module "database" {
  source = "../.."

  name    = "signalcraft-production"
  account = { id = "111122223333", region = "eu-west-1" }

  network = {
    subnet_ids = {
      eu-west-1a = "subnet-0a1b2c3d4e5f60001"
      eu-west-1b = "subnet-0a1b2c3d4e5f60002"
    }
    security_group_ids = ["sg-0a1b2c3d4e5f60003"]
  }
}

# What signalcraft_migration and the services ask for.
output "database" {
  description = "How the database is found, and whose secrets open it."
  value = {
    rds_instance           = module.database.identifier
    resource_id            = module.database.resource_id
    master_secret_arn      = module.database.master_secret_arn
    owner_secret_arn       = module.database.owner_secret_arn
    application_secret_arn = module.database.application_secret_arn
  }
}
