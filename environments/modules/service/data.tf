# What keeps something: database, cache, secrets, and the copies of them.

module "database" {
  source = "../../../modules/database"

  account              = var.account
  alarm_topics         = local.quiet_topics
  alarms               = { free_storage_percent = var.settings.alarms.free_storage_percent }
  database_name        = "signalcraft"
  deletion_protection  = var.settings.protection.deletion
  instance_class       = var.settings.database.instance_class
  logs                 = { retention_days = var.settings.log_days }
  multi_az             = var.settings.database.multi_az
  name                 = var.name
  secret_recovery_days = var.settings.protection.recovery_days
  storage              = { allocated_gib = var.settings.database.allocated_gib }
  tags                 = local.kept

  backup = {
    delete_with_instance = !var.settings.protection.deletion
    final_snapshot       = { enabled = var.settings.protection.deletion }
    replication          = { enabled = var.settings.copy_region != null, region = var.settings.copy_region }
    retention_days       = var.settings.database.retention_days
  }

  monitoring = {
    interval_seconds                    = var.settings.database.monitoring_seconds
    performance_insights_retention_days = 7
  }

  network = {
    security_group_ids = [module.networking.security_group_ids["database"]]
    subnet_ids         = module.networking.subnet_ids["data"]
  }
}

# Services log in with tokens of IAM: there is no password of the cache to hand over, to rotate, or to lose.
module "redis" {
  source = "../../../modules/redis"

  account              = var.account
  alarm_topics         = local.quiet_topics
  cluster              = { multi_az = var.settings.cache.replicas > 0, replicas = var.settings.cache.replicas }
  logs                 = { retention_days = var.settings.log_days }
  name                 = var.name
  node_type            = var.settings.cache.node_type
  purpose              = "queue"
  secret_recovery_days = var.settings.protection.recovery_days
  users                = { application = { authentication = "iam" } }

  network = {
    security_group_ids = [module.networking.security_group_ids["redis"]]
    subnet_ids         = module.networking.subnet_ids["data"]
  }

  snapshots = {
    final_snapshot = { enabled = var.settings.protection.deletion }
    retention_days = var.settings.cache.snapshot_days
  }
}

module "secrets" {
  source = "../../../modules/secrets"

  account              = var.account
  alarm_topics         = local.topics
  environment          = var.environment
  name                 = var.name
  readers              = { for key in keys(local.services) : key => "arn:${var.account.partition}:iam::${var.account.id}:role/${var.name}-${key}-execution" }
  recovery_window_days = var.settings.protection.recovery_days
  replicas             = { for region in compact([var.settings.copy_region]) : region => {} }
  seed_values          = var.seed_values

  # Nobody rotates while the tag of the CLI is null: ages are then watched by people.
  runner = var.cli_tag == null ? null : {
    cluster_arn        = "arn:${var.account.partition}:ecs:${var.account.region}:${var.account.id}:cluster/${var.name}" # by name: services need the secrets first
    image              = "${local.registry}/signalcraft-cli:${var.cli_tag}"
    retention_days     = var.settings.log_days
    security_group_ids = [module.networking.security_group_ids["application"]]
    subnet_ids         = values(module.networking.subnet_ids["private"])
  }

  secrets = {
    session-key = {
      class       = "critical"
      description = "Signs the cookies of sessions. Made by whoever sets the environment up, then by rotation."
      rotation = {
        every_days = 90
        services   = var.cli_tag == null ? [] : ["api"]
        strategy   = var.cli_tag == null ? "manual" : "generated"
      }
      seed = true
    }
    sentry-dsn = {
      class       = "non_critical"
      description = "Where errors are reported to. From the settings of the project in Sentry."
      seed        = true
    }
  }
}

module "backup" {
  source = "../../../modules/backup"

  account       = var.account
  alarm_topics  = local.topics
  copies        = { for region in compact([var.settings.copy_region]) : "far" => { region = region } }
  force_destroy = !var.settings.protection.deletion
  lock          = { enabled = var.settings.backup.lock }
  name          = var.name
  notifications = { topic_arn = module.monitoring.topic_arns["info"] }
  opt_in        = var.settings.backup.opt_in
  selection     = { also = { Environment = var.environment } }
  vault_policy  = { deny_deletes = var.settings.protection.deletion }

  plans = {
    standard = {
      rules = {
        for rule, days in var.settings.backup.days : rule => {
          copy_to        = { for region in compact([var.settings.copy_region]) : "far" => {} }
          retention_days = days
          schedule       = { daily = "cron(0 2 * * ? *)", weekly = "cron(0 3 ? * SUN *)", monthly = "cron(0 4 1 * ? *)" }[rule]
        }
      }
    }
  }

  restore_testing = var.settings.backup.restore_testing ? {
    selections = {
      database = {
        resource_type = "RDS"
        tags          = local.kept
        metadata = {
          dbSubnetGroupName   = module.database.subnet_group_name
          vpcSecurityGroupIds = jsonencode([module.networking.security_group_ids["database"]])
        }
      }
    }
  } : null
}
