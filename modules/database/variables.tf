variable "account" {
  description = "Where the database is: the account's id, its region and its partition. Given by the caller, so that no data source holds up a plan."
  type = object({
    id        = string
    region    = string
    partition = optional(string, "aws")
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id is the twelve digits of an AWS account, for instance \"111122223333\"."
  }

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.account.region))
    error_message = "account.region is a region's code, for instance \"eu-west-1\"."
  }
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that alarms and events go to, by severity. A severity without a topic has alarms without an action."
  type = object({
    critical = optional(string)
    warning  = optional(string)
    info     = optional(string)
  })
  default = null
}

variable "alarms" {
  description = <<-EOT
    Alarms and their thresholds. `omit` leaves single ones out by key. Percentages of memory, storage and connections are
    turned into numbers by the class and size of the instance; `memory_gib` tells the memory of a class that the module
    does not know.
  EOT
  type = object({
    enabled                      = optional(bool, true)
    connections_percent          = optional(number, 80)
    cpu_credits                  = optional(number, 20)
    cpu_percent                  = optional(number, 85)
    disk_queue_depth             = optional(number, 64)
    ebs_io_balance_percent       = optional(number, 20)
    free_memory_percent          = optional(number, 10)
    free_storage_percent         = optional(number, 10)
    load_per_vcpu                = optional(number, 1.5)
    memory_gib                   = optional(number)
    omit                         = optional(set(string), [])
    read_latency_ms              = optional(number, 20)
    replica_lag_seconds          = optional(number, 60)
    transaction_ids              = optional(number, 1000000000)
    transaction_log_disk_percent = optional(number, 20)
    write_latency_ms             = optional(number, 20)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for percent in [
      var.alarms.connections_percent, var.alarms.cpu_percent, var.alarms.ebs_io_balance_percent,
      var.alarms.free_memory_percent, var.alarms.free_storage_percent, var.alarms.transaction_log_disk_percent,
    ] : percent > 0 && percent < 100])
    error_message = "Percentages in alarms are above 0 and below 100; to leave an alarm out, name its key in alarms.omit."
  }

  validation {
    condition = length(setsubtract(var.alarms.omit, [
      "connections", "cpu", "cpu_credits", "disk_queue", "ebs_io_balance", "free_memory", "free_storage", "load",
      "read_latency", "replica_lag", "silence", "transaction_ids", "transaction_log", "write_latency",
    ])) == 0
    error_message = "alarms.omit has keys of alarms: connections, cpu, cpu_credits, disk_queue, ebs_io_balance, free_memory, free_storage, load, read_latency, replica_lag, silence, transaction_ids, transaction_log, write_latency."
  }

  validation {
    condition     = var.alarms.transaction_ids >= 200000000 && var.alarms.transaction_ids < 2100000000
    error_message = "alarms.transaction_ids is at least 200 million, where autovacuum begins to freeze by force, and below 2.1 billion, where PostgreSQL stops to write."
  }
}

variable "backup" {
  description = <<-EOT
    Automated backups: `retention_days` (1 to 35; never 0, which would switch point-in-time recovery off), the daily `window` in
    UTC, whether they outlive the instance, the snapshot that deletion leaves, and the copy in another region.
    `final_snapshot.generation` is a part of that snapshot's name: raise it to delete an instance of the same name once more.
  EOT
  type = object({
    delete_with_instance = optional(bool, false)
    final_snapshot = optional(object({
      enabled    = optional(bool, true)
      generation = optional(number, 1)
    }), {})
    replication = optional(object({
      enabled        = optional(bool, false)
      create_key     = optional(bool, true)
      key_arn        = optional(string)
      region         = optional(string)
      retention_days = optional(number, 14)
    }), {})
    retention_days = optional(number, 35)
    window         = optional(string, "02:00-03:00")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.backup.retention_days >= 1 && var.backup.retention_days <= 35
    error_message = "backup.retention_days is 1 to 35; 0 would switch point-in-time recovery off, and more than 35 days are the backup module's part."
  }

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.backup.window))
    error_message = "backup.window is a part of the day in UTC, for instance \"02:00-03:00\"."
  }

  validation {
    condition     = var.backup.replication.retention_days >= 1 && var.backup.replication.retention_days <= 35
    error_message = "backup.replication.retention_days is 1 to 35."
  }

  validation {
    condition     = !var.backup.replication.enabled || (var.backup.replication.region != null && var.backup.replication.region != var.account.region)
    error_message = "backup.replication.region names the region of the copies, another one than the database's own (account.region)."
  }

  validation {
    condition     = var.backup.replication.create_key || var.backup.replication.key_arn != null
    error_message = "backup.replication needs a key in its region: leave create_key true, or give the key_arn of one."
  }

  validation {
    condition     = var.backup.final_snapshot.generation >= 1 && floor(var.backup.final_snapshot.generation) == var.backup.final_snapshot.generation
    error_message = "backup.final_snapshot.generation is a whole number from 1 on."
  }
}

variable "database_name" {
  description = "Name of the first database."
  type        = string
  default     = "signalcraft"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,50}$", var.database_name))
    error_message = "database_name is a lower-case letter and up to 50 more letters, digits or underscores: roles are named after it (NAME_application), and PostgreSQL cuts names at 63."
  }

  validation {
    condition     = !contains(["postgres", "rdsadmin", "template0", "template1"], var.database_name)
    error_message = "database_name is a database of your own; postgres, rdsadmin, template0 and template1 are the server's."
  }
}

variable "deletion_protection" {
  description = "Whether deletion is refused until this is switched off in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}

variable "encryption" {
  description = "The customer-managed key of storage, snapshots, secrets, logs and Performance Insights: made here, or `create_key = false` and the `key_arn` of one."
  type = object({
    create_key           = optional(bool, true)
    key_arn              = optional(string)
    deletion_window_days = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key || var.encryption.key_arn != null
    error_message = "encryption needs one key: leave create_key true, or set it to false and give key_arn."
  }

  validation {
    condition     = !var.encryption.create_key || var.encryption.key_arn == null
    error_message = "encryption has one key: with key_arn, set create_key to false."
  }

  validation {
    condition     = var.encryption.deletion_window_days >= 7 && var.encryption.deletion_window_days <= 30
    error_message = "encryption.deletion_window_days is 7 to 30."
  }
}

variable "engine" {
  description = <<-EOT
    PostgreSQL. `version` is a major version ("17"), and minor ones come by themselves in the maintenance window; to pin a minor one
    ("17.6") set `auto_minor_upgrade = false`. `family` is that of the parameter group; left out, it follows the version.
    `preload` is shared_preload_libraries. A major upgrade is allowed for one apply by `allow_major_upgrade`.
  EOT
  type = object({
    allow_major_upgrade = optional(bool, false)
    auto_minor_upgrade  = optional(bool, true)
    ca                  = optional(string, "rds-ca-rsa2048-g1")
    extended_support    = optional(bool, false)
    family              = optional(string)
    preload             = optional(list(string), ["pg_stat_statements"])
    version             = optional(string, "17")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^(1[3-9]|[2-9][0-9])([.][0-9]+)?$", var.engine.version))
    error_message = "engine.version is a version of PostgreSQL from 13 on: a major one (\"17\"), or with auto_minor_upgrade = false a minor one (\"17.6\")."
  }

  validation {
    condition     = !(var.engine.auto_minor_upgrade && strcontains(var.engine.version, "."))
    error_message = "engine.version names a minor version, and auto_minor_upgrade would move it: a later plan would try to go back. Give the major version alone (\"${split(".", var.engine.version)[0]}\"), or set engine.auto_minor_upgrade to false."
  }

  validation {
    condition     = var.engine.family == null || var.engine.family == "postgres${split(".", var.engine.version)[0]}"
    error_message = "engine.family does not fit engine.version: PostgreSQL ${var.engine.version} has parameter groups of the family \"postgres${split(".", var.engine.version)[0]}\". Leave family out, and it follows the version."
  }

  validation {
    condition     = contains(var.engine.preload, "pg_stat_statements")
    error_message = "engine.preload keeps pg_stat_statements: slow queries are found by it. Add to the list, for instance [\"pg_stat_statements\", \"auto_explain\"]."
  }

  validation {
    condition     = length(setsubtract(var.engine.preload, ["auto_explain", "orafce", "pg_bigm", "pg_cron", "pg_hint_plan", "pg_prewarm", "pg_similarity", "pg_stat_statements", "pg_tle", "pg_transport", "pgaudit", "pglogical", "plprofiler", "plrust", "rdsutils"])) == 0
    error_message = "engine.preload has libraries that RDS can preload: auto_explain, orafce, pg_bigm, pg_cron, pg_hint_plan, pg_prewarm, pg_similarity, pg_stat_statements, pg_tle, pg_transport, pgaudit, pglogical, plprofiler, plrust, rdsutils. Extensions such as amcheck need no preload."
  }

  validation {
    condition     = contains(["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"], var.engine.ca)
    error_message = "engine.ca is one of rds-ca-rsa2048-g1, rds-ca-rsa4096-g1 and rds-ca-ecc384-g1."
  }
}

variable "events" {
  description = "Events of the instance (failover, failure, low storage, maintenance, ...) as messages to the topic of `severity` in alarm_topics. Nothing is subscribed without alarm_topics."
  type = object({
    categories = optional(set(string), ["availability", "backup", "configuration change", "deletion", "failover", "failure", "low storage", "maintenance", "notification", "read replica", "recovery", "restoration"])
    enabled    = optional(bool, true)
    severity   = optional(string, "warning")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["critical", "warning", "info"], var.events.severity)
    error_message = "events.severity is critical, warning or info."
  }
}

variable "iam_authentication" {
  description = "Whether roles of the database may log in with tokens of IAM in place of a password."
  type        = bool
  default     = true
  nullable    = false
}

variable "instance_class" {
  description = "Class of the instance."
  type        = string
  default     = "db.m7g.large"
  nullable    = false

  validation {
    condition     = can(regex("^db[.][a-z0-9-]+[.][a-z0-9-]+$", var.instance_class))
    error_message = "instance_class is a class of RDS, for instance \"db.t4g.medium\" or \"db.m7g.large\"."
  }
}

variable "logs" {
  description = "Logs that go to CloudWatch, and for how many days they are kept there. The groups are made before the instance, since RDS would make them without an end."
  type = object({
    exports        = optional(set(string), ["postgresql", "upgrade"])
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(var.logs.exports, ["iam-db-auth-error", "postgresql", "upgrade"])) == 0
    error_message = "logs.exports has logs that RDS for PostgreSQL exports: postgresql, upgrade, iam-db-auth-error."
  }

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_days)
    error_message = "logs.retention_days is a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "maintenance" {
  description = "The weekly window of maintenance in UTC, and whether changes that restart the instance are made at once instead of in it."
  type = object({
    apply_immediately = optional(bool, false)
    window            = optional(string, "sun:04:00-sun:05:00")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance.window))
    error_message = "maintenance.window is days and times in UTC, for instance \"sun:04:00-sun:05:00\"."
  }
}

variable "master" {
  description = <<-EOT
    The master user. `managed`: RDS makes its password, keeps it in a secret that it owns and rotates it (master_rotation_days). Not managed, as replicas and blue/green
    updates require: the password is master_password, and goes out when `password_version` is raised.
    Services and migrations do not use this user.
  EOT
  type = object({
    managed          = optional(bool, true)
    password_version = optional(number, 1)
    username         = optional(string, "postgres")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.master.username)) && !contains(["rdsadmin", "rds_superuser", "admin"], var.master.username)
    error_message = "master.username is a lower-case letter and up to 62 letters, digits or underscores, and no name that RDS reserves (rdsadmin, rds_superuser, admin)."
  }

  validation {
    condition     = !(var.master.managed && length(var.replicas) > 0)
    error_message = "RDS for PostgreSQL makes no replicas of an instance whose master password it manages: set master.managed to false and give master_password, or leave replicas empty."
  }

  validation {
    condition     = !(var.master.managed && var.upgrades.blue_green)
    error_message = "Blue/green updates do not work with a master password that RDS manages: set master.managed to false and give master_password, or upgrades.blue_green to false."
  }
}

variable "master_password" {
  description = "Password of the master user, only if master.managed is false. It is never written to plan or state."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = var.master.managed || try(length(var.master_password) >= 16 && length(var.master_password) <= 128, false)
    error_message = "master_password has 16 to 128 characters; it is needed because master.managed is false."
  }

  validation {
    condition     = !var.master.managed || var.master_password == null
    error_message = "master_password has no use while RDS manages the password (master.managed): leave it out."
  }
}

variable "master_rotation_days" {
  description = "Every how many days RDS rotates the managed master password, 1 to 90. 0 sets no schedule: RDS then rotates it every 7 days by itself."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.master_rotation_days >= 0 && var.master_rotation_days <= 90 && floor(var.master_rotation_days) == var.master_rotation_days
    error_message = "master_rotation_days is a whole number from 1 to 90, or 0 for no schedule of ours."
  }
}

variable "monitoring" {
  description = <<-EOT
    Enhanced monitoring every `interval_seconds` (0: off), Performance Insights and for how many days it keeps, and Database Insights
    (`standard`, or `advanced`, which keeps 465 days).
  EOT
  type = object({
    database_insights                   = optional(string, "standard")
    interval_seconds                    = optional(number, 60)
    performance_insights                = optional(bool, true)
    performance_insights_retention_days = optional(number, 7)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([0, 1, 5, 10, 15, 30, 60], var.monitoring.interval_seconds)
    error_message = "monitoring.interval_seconds is 0 (off), 1, 5, 10, 15, 30 or 60."
  }

  validation {
    condition     = contains(concat([7, 465, 731], [for months in range(1, 24) : months * 31]), var.monitoring.performance_insights_retention_days)
    error_message = "monitoring.performance_insights_retention_days is 7, a multiple of 31 up to 713, 465 or 731."
  }

  validation {
    condition     = contains(["standard", "advanced"], var.monitoring.database_insights)
    error_message = "monitoring.database_insights is standard or advanced."
  }

  validation {
    condition     = var.monitoring.database_insights != "advanced" || (var.monitoring.performance_insights && var.monitoring.performance_insights_retention_days >= 465)
    error_message = "monitoring.database_insights = \"advanced\" needs performance_insights, kept for at least 465 days."
  }
}

variable "multi_az" {
  description = "Whether a standby in another zone takes over when the instance fails."
  type        = bool
  default     = true
  nullable    = false
}

variable "name" {
  description = "Prefix of all names, and the instance's identifier, for instance \"signalcraft-production\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 40
    error_message = "name is up to 40 lower-case letters, digits and single hyphens, begins with a letter and does not end with a hyphen: RDS allows 63 characters in an identifier and IAM 64 in a role's name, and suffixes follow."
  }
}

variable "network" {
  description = <<-EOT
    Where the database stands: the subnets of the data tier by zone (two at least, even without Multi-AZ: RDS asks for them), and the
    security groups. `publicly_accessible` is there to be refused: without it, whoever writes it would not learn that it is ignored.
  EOT
  type = object({
    publicly_accessible = optional(bool, false)
    security_group_ids  = list(string)
    subnet_ids          = map(string)
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 2
    error_message = "network.subnet_ids has a subnet in each of two zones at least, by zone, for instance { \"eu-west-1a\" = \"subnet-...\", \"eu-west-1b\" = \"subnet-...\" }: RDS makes no subnet group of one zone, even for an instance without standby."
  }

  validation {
    condition     = alltrue([for zone in keys(var.network.subnet_ids) : can(regex("^${var.account.region}(-[a-z]+-[0-9]+)?[a-z]$", zone))])
    error_message = "network.subnet_ids has zones of ${var.account.region} for keys, for instance \"${var.account.region}a\"."
  }

  validation {
    condition     = length(var.network.security_group_ids) >= 1 && length(var.network.security_group_ids) <= 5
    error_message = "network.security_group_ids has one to five security groups, such as the networking module's \"database\"."
  }

  validation {
    condition     = !var.network.publicly_accessible
    error_message = "network.publicly_accessible stays false: this database has no address on the internet. Reach it from inside the VPC, by a task in the network or a tunnel."
  }
}

variable "parameters" {
  description = "Parameters of PostgreSQL beside and above those that the module sets. `apply_method` is immediate or pending-reboot; left out, it is what the parameter allows."
  type = map(object({
    apply_method = optional(string)
    value        = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for parameter in values(var.parameters) : parameter.apply_method == null || contains(["immediate", "pending-reboot"], coalesce(parameter.apply_method, "immediate"))])
    error_message = "apply_method in parameters is immediate or pending-reboot."
  }

  validation {
    condition     = !contains(keys(var.parameters), "rds.force_ssl") || try(var.parameters["rds.force_ssl"].value == "1", false)
    error_message = "rds.force_ssl stays \"1\": connections are encrypted. A client that can't encrypt needs a tunnel, not an open server."
  }

  validation {
    condition     = !contains(keys(var.parameters), "shared_preload_libraries")
    error_message = "shared_preload_libraries is engine.preload."
  }

  validation {
    condition     = alltrue([for name, parameter in var.parameters : !(contains(local.static_parameters, name) && parameter.apply_method == "immediate")])
    error_message = "These parameters take effect at a restart only, and apply_method = \"immediate\" is refused by RDS: ${join(", ", [for name, parameter in var.parameters : name if contains(local.static_parameters, name) && parameter.apply_method == "immediate"])}. Leave apply_method out."
  }
}

variable "port" {
  description = "Port of the database."
  type        = number
  default     = 5432
  nullable    = false

  validation {
    condition     = var.port >= 1150 && var.port <= 65535
    error_message = "port is 1150 to 65535."
  }
}

variable "proxy" {
  description = <<-EOT
    RDS Proxy in front of the instance, against storms of connections. It logs in for `users` (keys of users) by their secrets,
    which must have values. Clients use TLS; with `iam_authentication` they log in to it with tokens. Migrations connect to the
    instance itself, not to the proxy.
  EOT
  type = object({
    borrow_timeout_seconds       = optional(number, 30)
    debug_logging                = optional(bool, false)
    enabled                      = optional(bool, false)
    iam_authentication           = optional(bool, true)
    idle_client_timeout_seconds  = optional(number, 1800)
    max_connections_percent      = optional(number, 90)
    max_idle_connections_percent = optional(number, 50)
    security_group_ids           = optional(list(string), [])
    users                        = optional(set(string), ["application"])
  })
  default  = {}
  nullable = false

  validation {
    condition     = !var.proxy.enabled || length(var.proxy.security_group_ids) > 0
    error_message = "proxy.security_group_ids has the security groups of the proxy; the database's own must let them in."
  }

  validation {
    condition     = length(setsubtract(var.proxy.users, keys(var.users))) == 0 && length(var.proxy.users) > 0
    error_message = "proxy.users has one or more keys of users: ${join(", ", keys(var.users))}."
  }

  validation {
    condition     = var.proxy.max_connections_percent >= 1 && var.proxy.max_connections_percent <= 100 && var.proxy.max_idle_connections_percent >= 0 && var.proxy.max_idle_connections_percent <= var.proxy.max_connections_percent
    error_message = "proxy.max_connections_percent is 1 to 100, and max_idle_connections_percent not more than that."
  }

  validation {
    condition     = var.proxy.idle_client_timeout_seconds >= 1 && var.proxy.idle_client_timeout_seconds <= 28800 && var.proxy.borrow_timeout_seconds >= 1 && var.proxy.borrow_timeout_seconds <= 300
    error_message = "proxy.idle_client_timeout_seconds is 1 to 28800 (eight hours), and borrow_timeout_seconds 1 to 300."
  }

  validation {
    condition     = !(var.proxy.enabled && var.upgrades.blue_green)
    error_message = "proxy and upgrades.blue_green are not used together: the switch would leave the proxy with the old instance."
  }
}

variable "replicas" {
  description = "Read replicas in the same region, by a key that you choose; a replica is called NAME-KEY. They need master.managed = false. What is left out is as on the instance."
  type = map(object({
    backup_retention_days = optional(number, 1)
    instance_class        = optional(string)
    max_allocated_gib     = optional(number)
    multi_az              = optional(bool, false)
    zone                  = optional(string)
    replica_lag_seconds   = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.replicas) : can(regex("^[a-z0-9](-?[a-z0-9])*$", key)) && length("${var.name}-${key}") <= 63])
    error_message = "Keys of replicas are lower-case letters, digits and single hyphens, and NAME-KEY (\"${var.name}-...\") has at most 63 characters."
  }

  validation {
    condition     = length(var.replicas) <= 15
    error_message = "replicas has at most 15 replicas, as RDS allows for one instance."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : replica.instance_class == null || can(regex("^db[.][a-z0-9-]+[.][a-z0-9-]+$", replica.instance_class))])
    error_message = "instance_class in replicas is a class of RDS, for instance \"db.m7g.large\"."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : replica.backup_retention_days >= 0 && replica.backup_retention_days <= 35])
    error_message = "backup_retention_days in replicas is 0 to 35: a replica that has backups of its own is not bare when it is promoted."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : replica.zone == null || contains(keys(var.network.subnet_ids), coalesce(replica.zone, "-"))])
    error_message = "zone in replicas is a key of network.subnet_ids: ${join(", ", keys(var.network.subnet_ids))}."
  }
}

variable "restore" {
  description = "What a new instance begins with: a snapshot, or a moment of another instance. Only at creation; to change it later replaces the database."
  type = object({
    point_in_time = optional(object({
      automated_backups_arn = optional(string)
      latest                = optional(bool, false)
      resource_id           = optional(string)
      source_identifier     = optional(string)
      time                  = optional(string)
    }))
    snapshot_identifier = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.restore.snapshot_identifier == null || var.restore.point_in_time == null
    error_message = "restore begins with one thing: snapshot_identifier or point_in_time."
  }

  validation {
    condition = var.restore.point_in_time == null || try(
      length([for source in [var.restore.point_in_time.automated_backups_arn, var.restore.point_in_time.resource_id, var.restore.point_in_time.source_identifier] : source if source != null]) == 1, false
    )
    error_message = "restore.point_in_time names one source: source_identifier, resource_id (of an instance that is gone), or automated_backups_arn (copied from another region)."
  }

  validation {
    condition     = var.restore.point_in_time == null || try(var.restore.point_in_time.latest != (var.restore.point_in_time.time != null), false)
    error_message = "restore.point_in_time is either latest = true or a time, for instance \"2026-01-31T23:45:00Z\"."
  }
}

variable "secret_recovery_days" {
  description = "For how many days a deleted secret can be brought back, 7 to 30. 0 deletes at once, so that an environment can be made again under the same name the same day."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.secret_recovery_days == 0 || (var.secret_recovery_days >= 7 && var.secret_recovery_days <= 30)
    error_message = "secret_recovery_days is 7 to 30, or 0 to delete at once."
  }
}

variable "storage" {
  description = <<-EOT
    Storage: `allocated_gib` to begin with, and `max_allocated_gib` up to which RDS lets it grow (left out: four times as much;
    0: it does not grow). `iops` and `throughput_mibps` belong to types: io1 and io2 need iops; gp3 takes both from 400 GiB on.
  EOT
  type = object({
    allocated_gib        = optional(number, 100)
    dedicated_log_volume = optional(bool, false)
    iops                 = optional(number)
    max_allocated_gib    = optional(number)
    throughput_mibps     = optional(number)
    type                 = optional(string, "gp3")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["gp2", "gp3", "io1", "io2"], var.storage.type)
    error_message = "storage.type is gp3, gp2, io1 or io2."
  }

  validation {
    condition     = var.storage.allocated_gib >= (startswith(var.storage.type, "io") ? 100 : 20) && var.storage.allocated_gib <= 65536 && floor(var.storage.allocated_gib) == var.storage.allocated_gib
    error_message = "storage.allocated_gib is a whole number of GiB: 20 to 65536 for gp2 and gp3, 100 to 65536 for io1 and io2."
  }

  validation {
    condition     = var.storage.max_allocated_gib == null || try(var.storage.max_allocated_gib == 0 || (var.storage.max_allocated_gib >= var.storage.allocated_gib * 1.1 && var.storage.max_allocated_gib <= 65536), false)
    error_message = "storage.max_allocated_gib is at least a tenth above allocated_gib (${ceil(var.storage.allocated_gib * 1.1)} here; a quarter leaves room for one step of growth) and at most 65536; 0 switches growth off, and left out it is four times allocated_gib."
  }

  validation {
    condition     = !startswith(var.storage.type, "io") || try(var.storage.iops >= 1000 && var.storage.iops <= 256000 && var.storage.iops <= var.storage.allocated_gib * (var.storage.type == "io1" ? 50 : 1000), false)
    error_message = "storage.iops is needed for ${var.storage.type}: 1000 to 256000, and at most 50 for each GiB of io1 or 1000 for each GiB of io2."
  }

  validation {
    condition     = var.storage.type != "gp2" || (var.storage.iops == null && var.storage.throughput_mibps == null)
    error_message = "storage.iops and storage.throughput_mibps do not go with gp2, whose speed follows its size: leave them out, or take gp3."
  }

  validation {
    condition     = var.storage.type != "gp3" || (var.storage.iops == null && var.storage.throughput_mibps == null) || try(var.storage.allocated_gib >= 400 && coalesce(var.storage.iops, 12000) >= 12000 && coalesce(var.storage.iops, 12000) <= 64000, false)
    error_message = "storage.iops and storage.throughput_mibps of gp3 can be set from 400 GiB on, iops from 12000 to 64000; below that it has 3000 IOPS and 125 MiB/s, and both are left out."
  }

  validation {
    condition     = !var.storage.dedicated_log_volume || startswith(var.storage.type, "io")
    error_message = "storage.dedicated_log_volume goes with io1 and io2 only."
  }

  validation {
    condition     = var.storage.throughput_mibps == null || try(var.storage.type == "gp3" && var.storage.throughput_mibps >= 500 && var.storage.throughput_mibps <= 4000 && var.storage.throughput_mibps <= coalesce(var.storage.iops, 12000) / 4, false)
    error_message = "storage.throughput_mibps belongs to gp3: 500 to 4000, and at most a quarter of the iops."
  }
}

variable "tags" {
  description = "Tags of everything here, beside the provider's default_tags. The module adds Name and Component."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setintersection(keys(var.tags), ["Name", "Component"])) == 0
    error_message = "tags has neither Name nor Component: the module sets them."
  }
}

variable "upgrades" {
  description = "`blue_green`: changes that would restart the instance are made on a copy, which then takes over. Needs master.managed = false, and no replicas and no proxy."
  type = object({
    blue_green = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !(var.upgrades.blue_green && length(var.replicas) > 0)
    error_message = "upgrades.blue_green is not used with replicas: the provider switches the instance alone, and its replicas would stay with the old one."
  }
}

variable "user_passwords" {
  description = "Passwords by key of users, for those that have a password_version. They are never written to plan or state."
  type        = map(string)
  default     = {}
  ephemeral   = true
  sensitive   = true
  nullable    = false

  validation {
    condition = alltrue([
      for key, user in var.users : try(length(var.user_passwords[key]) >= 16, false) if user.password_version != null
    ])
    error_message = "user_passwords has a password of at least 16 characters for each of users that has a password_version; without that version, the secret stays empty and the bootstrap of the migration fills it."
  }
}

variable "users" {
  description = <<-EOT
    Roles of the database, each with a secret of its own: `owner` owns the objects and runs migrations, `application` is what services
    use. Add others, such as a reader for plans. `username` is DATABASE_KEY if left out. A secret is empty, for the bootstrap of
    signalcraft_migration to fill, unless `password_version` is given: then it takes the value in user_passwords, and again
    whenever the version is raised.
  EOT
  type = map(object({
    password_version = optional(number)
    username         = optional(string)
  }))
  default = {
    application = {}
    owner       = {}
  }
  nullable = false

  validation {
    condition     = length(setsubtract(["application", "owner"], keys(var.users))) == 0
    error_message = "users has the keys owner and application, and others beside them as you like."
  }

  validation {
    condition     = alltrue([for key in keys(var.users) : can(regex("^[a-z][a-z0-9_]{0,11}$", key)) && key != "master"])
    error_message = "Keys of users are a lower-case letter and up to 11 letters, digits or underscores; \"master\" is the master user's."
  }

  validation {
    condition     = alltrue([for key, user in var.users : can(regex("^[a-z_][a-z0-9_]{0,62}$", coalesce(user.username, "${var.database_name}_${key}"))) && !startswith(coalesce(user.username, "-"), "pg_") && coalesce(user.username, "-") != var.master.username])
    error_message = "username in users is a lower-case letter or underscore and up to 62 letters, digits or underscores, does not begin with pg_, and is not the master user's."
  }

  validation {
    condition     = length(distinct([for key, user in var.users : coalesce(user.username, "${var.database_name}_${key}")])) == length(var.users)
    error_message = "Each of users has a username of its own."
  }
}
