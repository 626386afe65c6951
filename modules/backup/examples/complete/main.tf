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

# Production: copies in another region and in another account, a lock, tests of restores, and an audit.
module "backup" {
  source = "../.."

  name         = "signalcraft-production"
  account      = { id = "123456789012", region = "eu-central-1" }
  alarm_topics = { critical = "arn:aws:sns:eu-central-1:123456789012:signalcraft-production-critical", warning = "arn:aws:sns:eu-central-1:123456789012:signalcraft-production-warning" }

  copies = {
    ireland = { region = "eu-west-1" }
    vault   = { vault_arn = "arn:aws:backup:eu-central-1:210987654321:backup-vault:signalcraft" }
  }

  plans = {
    standard = {
      rules = {
        daily   = { schedule = "cron(0 2 * * ? *)", retention_days = 30, copy_to = { ireland = {}, vault = { retention_days = 90 } } }
        weekly  = { schedule = "cron(0 3 ? * SUN *)", retention_days = 90, copy_to = { ireland = {} } }
        monthly = { schedule = "cron(0 4 1 * ? *)", retention_days = 365, cold_after_days = 90 }
      }
    }
    frequent = {
      rules = {
        continuous = { schedule = "cron(0 5 * * ? *)", retention_days = 35, continuous = true }
        hourly     = { schedule = "cron(30 * * * ? *)", retention_days = 7 }
      }
    }
  }

  selection    = { also = { Environment = "production" } }
  lock         = { mode = "governance", min_retention_days = 7, max_retention_days = 400 }
  vault_policy = { exempt_role_arns = { break_glass = "arn:aws:iam::123456789012:role/break-glass" } }

  notifications = { topic_arn = "arn:aws:sns:eu-central-1:123456789012:signalcraft-production-info" }

  restore_testing = {
    selections = {
      database = {
        resource_type = "RDS"
        metadata      = { dbSubnetGroupName = "signalcraft-isolated", vpcSecurityGroupIds = jsonencode(["sg-0123456789abcdef0"]) }
      }
    }
  }

  audit  = { bucket = "signalcraft-audit" }
  opt_in = { RDS = true, S3 = true }
  roles  = { s3 = true }
}

output "vault_names" {
  description = "Names of the vaults, for the monitoring module."
  value       = module.backup.vault_names
}
