# --- The master user's secret. RDS owns it when it manages the password; the schedule is ours, or it would be rotated every 7 days.

locals {
  managed_secret_arn = one(aws_db_instance.this.master_user_secret[*].secret_arn)
  master_secret_arn  = var.master.managed ? local.managed_secret_arn : one(aws_secretsmanager_secret.master[*].arn)

  usernames = { for key, user in var.users : key => coalesce(user.username, "${var.database_name}_${key}") }
}

resource "aws_secretsmanager_secret_rotation" "master" {
  count = var.master.managed && var.master_rotation_days > 0 ? 1 : 0

  secret_id          = local.managed_secret_arn
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = var.master_rotation_days
  }

  lifecycle {
    precondition {
      condition     = local.managed_secret_arn != null
      error_message = "RDS has not made the master secret of ${local.identifier} yet, since the instance had a password of its own until now. Apply once with master_rotation_days = 0, and then with the schedule."
    }
  }
}

resource "aws_secretsmanager_secret" "master" {
  # checkov:skip=CKV2_AWS_57: the password changes with master.password_version; there is no Lambda to rotate it
  count = var.master.managed ? 0 : 1

  name                    = "${local.identifier}/database/master"
  description             = "Master user of ${local.identifier}"
  kms_key_id              = local.key_arn
  recovery_window_in_days = var.secret_recovery_days
  tags                    = merge(local.tags, { Name = "${local.identifier}/database/master" })
}

resource "aws_secretsmanager_secret_version" "master" {
  count = var.master.managed ? 0 : 1

  secret_id                = aws_secretsmanager_secret.master[0].id
  secret_string_wo         = jsonencode({ username = var.master.username, password = var.master_password })
  secret_string_wo_version = var.master.password_version
}

# --- The other users' secrets: username and password, the same two keys that RDS writes. Host and port are outputs, so that no
# secret goes stale when they change.

resource "aws_secretsmanager_secret" "user" {
  # checkov:skip=CKV2_AWS_57: rotated by the CLI in a scheduled task, or by raising password_version; there is no Lambda
  for_each = var.users

  name                    = "${local.identifier}/database/${each.key}"
  description             = "Role ${local.usernames[each.key]} of ${local.identifier}"
  kms_key_id              = local.key_arn
  recovery_window_in_days = var.secret_recovery_days
  tags                    = merge(local.tags, { Name = "${local.identifier}/database/${each.key}" })
}

resource "aws_secretsmanager_secret_version" "user" {
  for_each = { for key, user in var.users : key => user.password_version if user.password_version != null }

  secret_id                = aws_secretsmanager_secret.user[each.key].id
  secret_string_wo         = jsonencode({ username = local.usernames[each.key], password = var.user_passwords[each.key] })
  secret_string_wo_version = each.value
}
