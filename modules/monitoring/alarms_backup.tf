# Backups: made (AWS Backup's vaults), and proven (verifications). Both ring on failure and on silence.

locals {
  watched_vaults = { for key, vault in var.backup_vaults : key => vault if vault.alarms }

  vault_failures = {
    backup-failed  = { metric = "NumberOfBackupJobsFailed", what = "A backup job failed" }
    backup-expired = { metric = "NumberOfBackupJobsExpired", what = "A backup job did not start within its window" }
    copy-failed    = { metric = "NumberOfCopyJobsFailed", what = "A copy to another region or account failed" }
  }

  backup_alarms = merge(
    merge([for key, vault in local.watched_vaults : {
      for alarm, fact in local.vault_failures : "vault-${key}-${alarm}" => {
        concern     = "backups"
        severity    = "critical"
        description = "${fact.what} (vault ${key})."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        period      = 3600
        missing     = "notBreaching"
        namespace   = "AWS/Backup"
        metric      = fact.metric
        dimensions  = { BackupVaultName = vault.vault_name }
        stat        = "Sum"
      }
    }]...),
    { for key, vault in local.watched_vaults : "vault-${key}-silent" => {
      concern     = "backups"
      severity    = "critical"
      description = "No backup was finished in vault ${key} for ${vault.silent_days} days."
      comparison  = "LessThanThreshold"
      threshold   = 1
      period      = 86400
      periods     = vault.silent_days
      missing     = "breaching"
      namespace   = "AWS/Backup"
      metric      = "NumberOfBackupJobsCompleted"
      dimensions  = { BackupVaultName = vault.vault_name }
      stat        = "Sum"
    } },
    { for key, verification in var.backup_verifications : "verification-${key}-failed" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.backups["Failures"][field] }, {
        dimensions  = local.measured.backups[key]
        concern     = "backups"
        severity    = "critical"
        description = "The backup of ${key} was restored and found wanting. The evidence says which check failed."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        period      = 300
        missing     = "notBreaching"
    }) },
    { for key, verification in var.backup_verifications : "verification-${key}-silent" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.backups["Verifications"][field] }, {
        dimensions  = local.measured.backups[key]
        concern     = "backups"
        severity    = "critical"
        description = "The backup of ${key} was not verified for ${verification.silent_days} days: nobody knows whether it can be restored."
        comparison  = "LessThanThreshold"
        threshold   = 1
        period      = 86400
        periods     = verification.silent_days
        missing     = "breaching"
    }) },
    { for key, verification in var.backup_verifications : "verification-${key}-long" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.backups["DurationSeconds"][field] }, {
        dimensions  = local.measured.backups[key]
        concern     = "backups"
        severity    = "warning"
        description = "The verification of ${key} took more than ${local.limits.backup_seconds} s."
        comparison  = "GreaterThanThreshold"
        threshold   = local.limits.backup_seconds
        period      = 300
        missing     = "notBreaching"
    }) },
    merge([for key, verification in var.backup_verifications : {
      for alarm, fact in {
        rto     = { metric = "RtoSeconds", limit = verification.rto_seconds, what = "took longer to serve than its RTO" }
        rpo     = { metric = "RpoSeconds", limit = verification.rpo_seconds, what = "lost more time than its RPO" }
        storage = { metric = "StorageBytes", limit = verification.storage_max_bytes, what = "takes more storage than was planned" }
        } : "verification-${key}-${alarm}" => merge(
        { for field in ["namespace", "metric", "stat"] : field => local.metrics.backups[fact.metric][field] }, {
          dimensions  = local.measured.backups[key]
          concern     = "backups"
          severity    = "warning"
          description = "The backup of ${key} ${fact.what} (${fact.limit})."
          comparison  = "GreaterThanThreshold"
          threshold   = fact.limit
          period      = 300
          missing     = "notBreaching"
      }) if fact.limit != null
    }]...),
    { for key, verification in var.backup_verifications : "verification-${key}-leftovers" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.backups["Leftovers"][field] }, {
        dimensions  = local.measured.backups[key]
        concern     = "backups"
        severity    = "warning"
        description = "Something that was restored for ${key} outlived its deadline: it costs, and it holds real data. `signalcraft backup janitor` removes it."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        period      = 300
        missing     = "notBreaching"
    }) },
    var.anomaly_detection.enabled ? { for key, verification in var.backup_verifications : "verification-${key}-size-anomaly" => {
      concern     = "backups"
      severity    = "warning"
      description = "The newest recovery point of ${key} is much smaller or bigger than usual."
      comparison  = "LessThanLowerOrGreaterThanUpperThreshold"
      band        = "band"
      period      = 86400
      missing     = "ignore"
      queries = [
        { id = "band", expression = "ANOMALY_DETECTION_BAND(bytes, ${var.anomaly_detection.width})", label = "expected", returned = true },
        merge({ for field in ["namespace", "metric", "stat"] : field => local.metrics.backups["RecoveryPointBytes"][field] },
        { id = "bytes", dimensions = local.measured.backups[key], returned = true }),
      ]
    } } : {},
  )
}
