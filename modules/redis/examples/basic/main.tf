# The queue of an environment, at defaults: Valkey 8.1 with a replica in another zone. The one thing to bring is a password.

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

variable "redis_password" {
  description = "Password of the services, from the pipeline's own store. Raise password_version with it."
  type        = string
  ephemeral   = true
  sensitive   = true
}

module "redis" {
  source = "../.."

  name    = "signalcraft-production"
  account = { id = "111122223333", region = "eu-west-1" }
  purpose = "queue"

  network = {
    subnet_ids = {
      eu-west-1a = "subnet-0a1b2c3d4e5f60001"
      eu-west-1b = "subnet-0a1b2c3d4e5f60002"
    }
    security_group_ids = ["sg-0a1b2c3d4e5f60003"]
  }

  users     = { application = { password_version = 1 } }
  passwords = { application = var.redis_password }
}

output "redis" {
  description = "How services find the queue, and the secret that opens it."
  value = {
    endpoint   = module.redis.endpoint
    port       = module.redis.port
    secret_arn = module.redis.secret_arn
  }
}
