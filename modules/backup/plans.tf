# Plans, by tag: a resource that carries Backup = "standard" is in plan standard, from the day it is made. No list of resources
# is kept, so none is forgotten.

resource "aws_backup_plan" "this" {
  for_each = var.plans

  name = "${var.name}-${each.key}"
  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })

  dynamic "rule" {
    for_each = each.value.rules
    content {
      rule_name                    = rule.key
      target_vault_name            = aws_backup_vault.this["home"].name
      schedule                     = rule.value.schedule
      schedule_expression_timezone = rule.value.timezone
      start_window                 = rule.value.start_window_minutes
      completion_window            = rule.value.completion_window_minutes
      enable_continuous_backup     = rule.value.continuous
      recovery_point_tags          = merge(local.tags, { BackupRule = "${each.key}/${rule.key}" })

      lifecycle {
        delete_after       = rule.value.retention_days
        cold_storage_after = rule.value.cold_after_days
      }

      dynamic "copy_action" {
        for_each = rule.value.copy_to
        content {
          destination_vault_arn = local.copy_vault_arns[copy_action.key]
          lifecycle {
            delete_after       = coalesce(copy_action.value.retention_days, rule.value.retention_days)
            cold_storage_after = copy_action.value.cold_after_days
          }
        }
      }
    }
  }

  depends_on = [aws_backup_vault_lock_configuration.this]
}

# Conditions are joined by AND (selection_tag by OR, and would take other environments' resources too).
resource "aws_backup_selection" "this" {
  for_each = var.plans

  name          = "${var.name}-${each.key}"
  plan_id       = aws_backup_plan.this[each.key].id
  iam_role_arn  = local.backup_role_arn
  resources     = length(each.value.resources) == 0 ? ["*"] : values(each.value.resources)
  not_resources = values(each.value.not_resources)

  condition {
    dynamic "string_equals" {
      for_each = merge({ (var.selection.tag_key) = each.key }, var.selection.also)
      content {
        key   = "aws:ResourceTag/${string_equals.key}"
        value = string_equals.value
      }
    }
  }

  depends_on = [aws_iam_role_policy_attachment.backup]
}
