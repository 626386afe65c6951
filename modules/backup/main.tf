# The vaults: one at home, and one in each region that copies go to. All are encrypted with a key of their own region, locked,
# and refuse deletions; a copy that is easier to delete than the original is no second chance.

locals {
  tags = merge({ Component = "backup" }, var.tags)

  vaults = merge(
    { home = var.account.region },
    { for key, copy in var.copies : key => copy.region if copy.region != null },
  )
  vault_names = { for key, region in local.vaults : key => key == "home" ? var.name : "${var.name}-${key}" }

  # Where a rule's copies go: a vault of ours in another region, or one of another account.
  copy_vault_arns = { for key, copy in var.copies : key => copy.region != null ? aws_backup_vault.this[key].arn : copy.vault_arn }
}

resource "aws_backup_vault" "this" {
  for_each = local.vaults

  region        = each.value
  name          = local.vault_names[each.key]
  kms_key_arn   = local.key_arns[each.key]
  force_destroy = var.force_destroy
  tags          = merge(local.tags, { Name = local.vault_names[each.key] })
}

# Governance: whoever has the right to may unlock. Compliance: after `changeable_for_days` nobody may, AWS included.
resource "aws_backup_vault_lock_configuration" "this" {
  for_each = var.lock.enabled ? local.vaults : {}

  region              = each.value
  backup_vault_name   = aws_backup_vault.this[each.key].name
  min_retention_days  = var.lock.min_retention_days
  max_retention_days  = var.lock.max_retention_days
  changeable_for_days = var.lock.mode == "compliance" ? var.lock.changeable_for_days : null
}

resource "aws_backup_vault_policy" "this" {
  for_each = { for key, region in local.vaults : key => region if var.vault_policy.deny_deletes || length(var.vault_policy.accept_copies_from) > 0 }

  region            = each.value
  backup_vault_name = aws_backup_vault.this[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for statement in [merge(
        {
          Sid       = "NobodyDeletes"
          Effect    = "Deny"
          Principal = { AWS = "*" }
          Action = [
            "backup:DeleteBackupVault",
            "backup:DeleteBackupVaultLockConfiguration",
            "backup:DeleteRecoveryPoint",
            "backup:DisassociateRecoveryPoint",
            "backup:PutBackupVaultLockConfiguration",
            "backup:UpdateRecoveryPointLifecycle",
          ]
          Resource = "*"
        },
        [for arns in [sort(values(var.vault_policy.exempt_role_arns))] : { Condition = { ArnNotLike = { "aws:PrincipalArn" = arns } } } if length(arns) > 0]...
      )] : statement if var.vault_policy.deny_deletes],
      [for statement in [{
        Sid       = "AcceptCopies"
        Effect    = "Allow"
        Principal = { AWS = [for id in sort(values(var.vault_policy.accept_copies_from)) : "arn:${var.account.partition}:iam::${id}:root"] }
        Action    = "backup:CopyIntoBackupVault"
        Resource  = "*"
      }] : statement if length(var.vault_policy.accept_copies_from) > 0],
    )
  })

  # Terraform itself locks; the denial of changing the lock comes after.
  depends_on = [aws_backup_vault_lock_configuration.this]
}

# The home vault only: a topic is of its vault's region.
resource "aws_backup_vault_notifications" "this" {
  count = var.notifications == null ? 0 : 1

  backup_vault_name   = aws_backup_vault.this["home"].name
  sns_topic_arn       = var.notifications.topic_arn
  backup_vault_events = var.notifications.events
}

# Which kinds of resources AWS Backup looks after is a setting of account and region, not of a plan: a kind that is not opted
# in is skipped without a word.
resource "aws_backup_region_settings" "this" {
  count = length(var.opt_in) > 0 ? 1 : 0

  resource_type_opt_in_preference = var.opt_in
}
