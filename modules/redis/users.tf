# Who may log in. The group is of the engine "redis" for Valkey, too: there alone the default user, which needs no password, can be
# replaced by one that is switched off. (A group of the engine "valkey" takes only users with a password or token.)

locals {
  user_ids  = { for key in keys(var.users) : key => "${local.id}-${key}" }
  usernames = { for key, user in var.users : key => user.authentication == "iam" ? local.user_ids[key] : key }

  by_password = { for key, user in var.users : key => user if user.authentication == "password" }
}

resource "aws_elasticache_user" "default" {
  user_id              = "${local.id}-default"
  user_name            = "default"
  engine               = "redis"
  access_string        = "off ~* -@all"
  no_password_required = true
  tags                 = merge(local.tags, { Name = "${local.id}-default" })
}

resource "aws_elasticache_user" "this" {
  for_each = var.users

  user_id       = local.user_ids[each.key]
  user_name     = local.usernames[each.key]
  engine        = "redis"
  access_string = each.value.access

  passwords_wo         = each.value.authentication == "password" ? var.passwords[each.key] : null
  passwords_wo_version = each.value.authentication == "password" ? each.value.password_version : null

  dynamic "authentication_mode" {
    for_each = each.value.authentication == "iam" ? [true] : []

    content {
      type = "iam"
    }
  }

  tags = merge(local.tags, { Name = local.user_ids[each.key] })
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = local.id
  engine        = "redis"
  user_ids      = concat([aws_elasticache_user.default.user_id], [for user in aws_elasticache_user.this : user.user_id])
  tags          = merge(local.tags, { Name = local.id })
}

# username and password, the same keys as in the database's secrets. Host and port are outputs.
resource "aws_secretsmanager_secret" "user" {
  # checkov:skip=CKV2_AWS_57: the password changes with password_version; there is no Lambda to rotate it
  for_each = local.by_password

  name                    = "${local.id}/redis/${each.key}"
  description             = "User ${each.key} of ${local.id}"
  kms_key_id              = local.key_arn
  recovery_window_in_days = var.secret_recovery_days
  tags                    = merge(local.tags, { Name = "${local.id}/redis/${each.key}" })
}

resource "aws_secretsmanager_secret_version" "user" {
  for_each = local.by_password

  secret_id                = aws_secretsmanager_secret.user[each.key].id
  secret_string_wo         = jsonencode({ username = local.usernames[each.key], password = var.passwords[each.key] })
  secret_string_wo_version = each.value.password_version

  # Who sees a new value can log in with it.
  depends_on = [aws_elasticache_user.this]
}
