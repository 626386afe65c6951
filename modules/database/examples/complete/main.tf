# All that the module has beside its defaults: a replica and so a master password of our own, a proxy, copies of the backups in
# another region, pinned storage, alarms that tell somebody, and users' passwords that come in and are never written down.

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

variable "master_password" {
  description = "Password of the master user, from the pipeline's own store. Raise master.password_version with it."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "user_passwords" {
  description = "Passwords by user. Raise password_version with them."
  type        = map(string)
  ephemeral   = true
  sensitive   = true
}

resource "aws_kms_key" "topics" {
  description             = "Messages of alarms"
  deletion_window_in_days = 30
  enable_key_rotation     = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"] }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_sns_topic" "alarms" {
  for_each = { critical = "PagerDuty", warning = "Slack" }

  name              = "signalcraft-production-${each.key}"
  display_name      = each.value
  kms_master_key_id = aws_kms_key.topics.arn
}

module "database" {
  source = "../.."

  name          = "signalcraft-production"
  account       = { id = "111122223333", region = "eu-west-1" }
  database_name = "signalcraft"

  instance_class = "db.r7g.xlarge"
  engine         = { version = "17", preload = ["pg_stat_statements", "auto_explain"] }

  storage = {
    allocated_gib     = 500
    max_allocated_gib = 2000
    iops              = 16000
    throughput_mibps  = 1000
  }

  network = {
    subnet_ids = {
      eu-west-1a = "subnet-0a1b2c3d4e5f60001"
      eu-west-1b = "subnet-0a1b2c3d4e5f60002"
      eu-west-1c = "subnet-0a1b2c3d4e5f60003"
    }
    security_group_ids = ["sg-0a1b2c3d4e5f60004"]
  }

  parameters = {
    "auto_explain.log_min_duration" = { value = "5000" }
    "max_connections"               = { value = "800" } # takes effect at a restart, and the module says so to RDS
  }

  master          = { managed = false, password_version = 1 }
  master_password = var.master_password

  users = {
    owner       = {}
    application = { password_version = 1 }
    reader      = { password_version = 1 } # for plans by somebody who may only look
  }
  user_passwords = var.user_passwords

  replicas = {
    reports = { instance_class = "db.r7g.large", zone = "eu-west-1c", multi_az = false }
  }

  proxy = {
    enabled            = true
    security_group_ids = ["sg-0a1b2c3d4e5f60005"]
  }

  backup = {
    retention_days = 35
    window         = "01:00-01:45"
    replication    = { enabled = true, region = "eu-central-1", retention_days = 14 }
  }

  monitoring = {
    interval_seconds                    = 15
    database_insights                   = "advanced"
    performance_insights_retention_days = 465
  }

  alarms       = { cpu_percent = 80, replica_lag_seconds = 30 }
  alarm_topics = { critical = aws_sns_topic.alarms["critical"].arn, warning = aws_sns_topic.alarms["warning"].arn }
  events       = { severity = "warning" }

  tags = { CostCentre = "alerts" }
}

output "database" {
  description = "How the database is found, and whose secrets open it."
  value = {
    identifier        = module.database.identifier
    owner_secret_arn  = module.database.owner_secret_arn
    proxy_endpoint    = module.database.proxy_endpoint
    replica_endpoints = module.database.replica_endpoints
    copies            = module.database.backup_replication
    alarm_names       = module.database.alarm_names
  }
}
