# Failure rings, and so does silence: the plan that nobody's tag matches makes no failed jobs.

locals {
  alarm_actions = { for severity in ["critical", "warning", "info"] : severity => var.alarm_topics[severity] == null ? [] : [var.alarm_topics[severity]] }

  alarms = !var.alarms.enabled ? {} : merge(
    {
      failed = {
        severity = "critical", metric = "NumberOfBackupJobsFailed", comparison = "GreaterThanThreshold", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
        text     = "A backup job of vault ${var.name} failed."
      }
      expired = {
        severity = "critical", metric = "NumberOfBackupJobsExpired", comparison = "GreaterThanThreshold", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
        text     = "A backup job of vault ${var.name} did not start within its window."
      }
      aborted = {
        severity = "warning", metric = "NumberOfBackupJobsAborted", comparison = "GreaterThanThreshold", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
        text     = "A backup job of vault ${var.name} was stopped by somebody."
      }
      silent = {
        severity = "critical", metric = "NumberOfBackupJobsCompleted", comparison = "LessThanThreshold", threshold = 1, period = 86400, periods = var.alarms.silent_days, missing = "breaching"
        text     = "No backup was finished in vault ${var.name} for ${var.alarms.silent_days} days. Does a resource carry the tag ${var.selection.tag_key}?"
      }
    },
    length(var.copies) == 0 ? {} : {
      copy-failed = {
        severity = "critical", metric = "NumberOfCopyJobsFailed", comparison = "GreaterThanThreshold", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
        text     = "A copy out of vault ${var.name} failed: the other region or account has no newest recovery point."
      }
    },
    var.restore_testing == null ? {} : {
      restore-failed = {
        severity = "critical", metric = "NumberOfRestoreJobsFailed", comparison = "GreaterThanThreshold", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
        text     = "A recovery point of vault ${var.name} could not be restored."
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-backup-${each.key}"
  alarm_description   = each.value.text
  namespace           = "AWS/Backup"
  metric_name         = each.value.metric
  dimensions          = { BackupVaultName = aws_backup_vault.this["home"].name }
  statistic           = "Sum"
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = local.alarm_actions[each.value.severity]
  ok_actions          = local.alarm_actions[each.value.severity]
  tags                = merge(local.tags, { Name = "${var.name}-backup-${each.key}", Severity = each.value.severity })
}
