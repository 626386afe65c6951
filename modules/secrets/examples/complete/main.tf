# Production: rotation by a scheduled task, alarms, copies in another region, and roles for tasks, pipeline and people.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.30, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Environment = "production", Service = "signalcraft" }
  }
}

module "secrets" {
  source = "../.."

  account                  = { id = "123456789012", region = "eu-central-1" }
  environment              = "production"
  github_oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  name                     = "signalcraft-production"
  replicas                 = { eu-west-1 = {} }

  alarm_topics = {
    critical = "arn:aws:sns:eu-central-1:123456789012:signalcraft-production-critical"
    info     = "arn:aws:sns:eu-central-1:123456789012:signalcraft-production-info"
    warning  = "arn:aws:sns:eu-central-1:123456789012:signalcraft-production-warning"
  }

  readers = {
    api    = "arn:aws:iam::123456789012:role/signalcraft-production-api-execution"
    worker = "arn:aws:iam::123456789012:role/signalcraft-production-worker-execution"
  }

  roles = {
    administrator = { principal_arns = ["arn:aws:iam::123456789012:role/on-call"] }
    pipeline      = { repository = "example/signalcraft", environments = ["production"], read_classes = ["non_critical"] }
  }

  runner = {
    cluster_arn        = "arn:aws:ecs:eu-central-1:123456789012:cluster/signalcraft-production"
    helper_secret_arns = { database_owner = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft-production/database-owner-a1B2c3" }
    image              = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2"
    redis_user_arns    = { application = "arn:aws:elasticache:eu-central-1:123456789012:user:signalcraft-production-application" }
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
    timezone           = "Europe/Berlin"
  }

  secrets = {
    database-application = {
      class       = "critical"
      description = "The application's login to PostgreSQL."
      keys        = ["password", "username"]
      rotation    = { every_days = 30, strategy = "postgres", services = ["api", "worker"] }
    }
    redis-application = {
      class       = "critical"
      description = "The application's login to Redis."
      keys        = ["password", "username"]
      rotation    = { every_days = 30, strategy = "redis", services = ["api", "worker"] }
    }
    session-key = {
      class       = "critical"
      description = "Signs the cookies of sessions; a new one logs everybody out, so two are accepted for a day."
      rotation    = { every_days = 90, services = ["api"], arguments = ["--length", "64"] }
    }
    stripe-api-key = {
      class       = "important"
      description = "Charges customers; a new one is made in Stripe's dashboard."
      keys        = ["publishable", "secret"]
      rotation    = { every_days = 180, strategy = "manual" }
    }
    feature-flags = {
      application = true
      class       = "non_critical"
      description = "Reads feature flags."
      replicate   = false
    }
  }
}

output "inventory" {
  description = "What there is, for the configuration's checks."
  value       = module.secrets.inventory
}
