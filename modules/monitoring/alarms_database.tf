# RDS for PostgreSQL. A database that is down sends no metrics at all, so silence is the alarm.

locals {
  watched_databases = { for key, database in var.databases : key => database if database.alarms }

  database_alarms = merge(
    { for key, database in local.watched_databases : "database-${key}-down" => {
      concern     = "database_down"
      severity    = "critical"
      description = "Database ${key} has told nothing for three minutes: it is down, or cannot be reached by RDS itself."
      comparison  = "LessThanThreshold"
      threshold   = 0 # a count of connections is never below: only silence rings
      periods     = 3
      missing     = "breaching"
      namespace   = "AWS/RDS"
      metric      = "DatabaseConnections"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Minimum"
    } },
    { for key, database in local.watched_databases : "database-${key}-disk" => {
      concern     = "disk"
      severity    = "critical"
      description = "Less than ${local.limits.disk_free_percent} % of the disk of database ${key} is free; a full one stops every write."
      comparison  = "LessThanThreshold"
      threshold   = floor(database.storage_gib * 1073741824 * local.limits.disk_free_percent / 100)
      period      = 300
      periods     = 2
      missing     = "ignore" # database-...-down rings
      namespace   = "AWS/RDS"
      metric      = "FreeStorageSpace"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Minimum"
    } },
    { for key, database in local.watched_databases : "database-${key}-memory" => {
      concern     = "memory"
      severity    = "critical"
      description = "Database ${key} is out of memory: what is freeable is below ${database.memory_gib == null ? "256 MiB" : "${100 - local.limits.memory_percent} %"}."
      comparison  = "LessThanThreshold"
      threshold   = database.memory_gib == null ? 268435456 : floor(database.memory_gib * 1073741824 * (100 - local.limits.memory_percent) / 100)
      period      = 300
      periods     = 3
      missing     = "ignore"
      namespace   = "AWS/RDS"
      metric      = "FreeableMemory"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Minimum"
    } },
    { for key, database in local.watched_databases : "database-${key}-cpu" => {
      concern     = "saturation"
      severity    = "warning"
      description = "Database ${key} uses more than ${local.limits.cpu_percent} % of its processors for a quarter of an hour."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.cpu_percent
      period      = 300
      periods     = 3
      missing     = "ignore"
      namespace   = "AWS/RDS"
      metric      = "CPUUtilization"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Average"
    } },
    { for key, database in local.watched_databases : "database-${key}-connections" => {
      concern     = "saturation"
      severity    = "warning"
      description = "Database ${key} has more than ${local.limits.database_connections_percent} % of its connections in use."
      comparison  = "GreaterThanThreshold"
      threshold   = database.max_connections == null ? 0 : floor(database.max_connections * local.limits.database_connections_percent / 100)
      periods     = 5
      datapoints  = 3
      missing     = "ignore"
      namespace   = "AWS/RDS"
      metric      = "DatabaseConnections"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Maximum"
    } if database.max_connections != null },
    { for key, database in local.watched_databases : "database-${key}-transaction-ids" => {
      concern     = "saturation"
      severity    = "critical"
      description = "Database ${key} has used half of its transaction ids since the oldest vacuum; at two billion it stops. Find what holds vacuum back."
      comparison  = "GreaterThanThreshold"
      threshold   = 1000000000
      period      = 3600
      missing     = "ignore"
      namespace   = "AWS/RDS"
      metric      = "MaximumUsedTransactionIDs"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Maximum"
    } if !database.replica },
    { for key, database in local.watched_databases : "database-${key}-replica-lag" => {
      concern     = "saturation"
      severity    = "warning"
      description = "Replica ${key} is more than ${local.limits.replica_lag_seconds} s behind."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.replica_lag_seconds
      periods     = 5
      missing     = "breaching" # a replica that does not replicate tells no lag
      namespace   = "AWS/RDS"
      metric      = "ReplicaLag"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Maximum"
    } if database.replica },
    { for key, database in local.watched_databases : "database-${key}-credits" => {
      concern     = "saturation"
      severity    = "warning"
      description = "Database ${key} has nearly used up its processor credits: it will be slow, or cost more, very soon."
      comparison  = "LessThanThreshold"
      threshold   = 20
      period      = 300
      periods     = 3
      missing     = "ignore"
      namespace   = "AWS/RDS"
      metric      = "CPUCreditBalance"
      dimensions  = { DBInstanceIdentifier = database.identifier }
      stat        = "Minimum"
    } if database.burstable },
  )
}
