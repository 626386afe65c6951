# Audit Manager: whether plans, retention, encryption and copies are as they should be, checked every day by AWS Config, with a
# report in a bucket. Off by default: it needs AWS Config to record, which costs.

locals {
  audit_controls = var.audit == null ? {} : {
    BACKUP_RECOVERY_POINT_ENCRYPTED                   = {}
    BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED    = {}
    BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN         = {}
    BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK     = { requiredRetentionDays = tostring(var.lock.min_retention_days) }
    BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK = { requiredFrequencyUnit = "days", requiredFrequencyValue = "1", requiredRetentionDays = tostring(var.lock.min_retention_days) }
  }
}

resource "aws_backup_framework" "this" {
  count = var.audit == null ? 0 : 1

  name        = "${replace(var.name, "-", "_")}_backups"
  description = "What is asked of the backups of ${var.name}"
  tags        = local.tags

  dynamic "control" {
    for_each = local.audit_controls
    content {
      name = control.key
      dynamic "input_parameter" {
        for_each = control.value
        content {
          name  = input_parameter.key
          value = input_parameter.value
        }
      }
      dynamic "scope" {
        for_each = control.key == "BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN" ? [1] : []
        content {
          compliance_resource_types = var.audit.resource_types
        }
      }
    }
  }
}

resource "aws_backup_report_plan" "this" {
  count = var.audit == null ? 0 : 1

  name        = "${replace(var.name, "-", "_")}_backups"
  description = "Daily report on the backups of ${var.name}"
  tags        = local.tags

  report_delivery_channel {
    formats        = ["CSV", "JSON"]
    s3_bucket_name = var.audit.bucket
    s3_key_prefix  = var.name
  }

  report_setting {
    framework_arns       = [aws_backup_framework.this[0].arn]
    number_of_frameworks = 1
    report_template      = "CONTROL_COMPLIANCE_REPORT"
  }
}
