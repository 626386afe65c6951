# Restore testing of AWS: it shows that a recovery point can be restored, and nothing about what is in it; that is what
# signalcraft_backup_verification is for. It is off by default: where no subnet group and security group are given, AWS
# restores into the default VPC, a copy of production with whatever network that has.

resource "aws_backup_restore_testing_plan" "this" {
  count = var.restore_testing == null ? 0 : 1

  name                         = "${replace(var.name, "-", "_")}_restores"
  schedule_expression          = var.restore_testing.schedule
  schedule_expression_timezone = var.restore_testing.timezone
  start_window_hours           = var.restore_testing.start_window_hours
  tags                         = local.tags

  recovery_point_selection {
    algorithm             = var.restore_testing.algorithm
    include_vaults        = [aws_backup_vault.this["home"].arn]
    recovery_point_types  = var.restore_testing.recovery_point_types
    selection_window_days = var.restore_testing.selection_window_days
  }
}

resource "aws_backup_restore_testing_selection" "this" {
  for_each = var.restore_testing == null ? {} : var.restore_testing.selections

  name                       = replace(each.key, "-", "_")
  restore_testing_plan_name  = aws_backup_restore_testing_plan.this[0].name
  protected_resource_type    = each.value.resource_type
  protected_resource_arns    = length(each.value.resource_arns) > 0 ? values(each.value.resource_arns) : ["*"]
  iam_role_arn               = local.restore_role_arn
  restore_metadata_overrides = each.value.metadata
  validation_window_hours    = each.value.validation_window_hours

  dynamic "protected_resource_conditions" {
    for_each = [for tags in [merge(var.selection.also, each.value.tags)] : tags if length(each.value.resource_arns) == 0 && length(tags) > 0]
    content {
      dynamic "string_equals" {
        for_each = protected_resource_conditions.value
        content {
          key   = "aws:ResourceTag/${string_equals.key}"
          value = string_equals.value
        }
      }
    }
  }
}
