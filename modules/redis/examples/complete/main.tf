# A cache in cluster mode on Valkey 9, with writes that outlive all nodes, users that log in with tokens of IAM, and alarms that tell
# somebody.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.51, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Environment = "production", Service = "signalcraft" }
  }
}

variable "reporting_password" {
  description = "Password of the reports, from the pipeline's own store."
  type        = string
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
        Principal = { Service = ["cloudwatch.amazonaws.com", "elasticache.amazonaws.com"] }
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

module "redis" {
  source = "../.."

  name    = "signalcraft-production"
  account = { id = "111122223333", region = "eu-west-1" }
  purpose = "cache"

  engine          = { name = "valkey", version = "9.0" }
  node_type       = "cache.r7g.xlarge"
  eviction_policy = "volatile-lru"

  cluster = {
    sharded    = true
    shards     = 3
    replicas   = 2
    durability = "async"
  }

  network = {
    subnet_ids = {
      eu-west-1a = "subnet-0a1b2c3d4e5f60001"
      eu-west-1b = "subnet-0a1b2c3d4e5f60002"
      eu-west-1c = "subnet-0a1b2c3d4e5f60003"
    }
    security_group_ids = ["sg-0a1b2c3d4e5f60004"]
  }

  users = {
    application = { authentication = "iam" }
    reports     = { access = "on ~alerts:* -@all +@read +@connection", password_version = 1 }
  }
  passwords = { reports = var.reporting_password }

  parameters = { "notify-keyspace-events" = "Ex" }
  snapshots  = { retention_days = 14, window = "01:00-02:00" }
  logs       = { slower_than_micros = 5000 }

  alarms       = { memory_percent = 85, omit = ["host_cpu"] }
  alarm_topics = { critical = aws_sns_topic.alarms["critical"].arn, warning = aws_sns_topic.alarms["warning"].arn }

  tags = { CostCentre = "alerts" }
}

output "redis" {
  description = "How services find the cache, and what their role must be allowed."
  value = {
    endpoint     = module.redis.endpoint
    connect_arns = module.redis.connect_arns
    secret_arns  = module.redis.secret_arns
    alarm_names  = module.redis.alarm_names
  }
}
