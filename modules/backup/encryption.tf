# One key a vault: a recovery point cannot use a key of another region. AWS Backup uses it with the rights of its role, which
# the account's own statement lets IAM give. A kind that AWS Backup does not manage in full (RDS) keeps its own key at home and
# takes this one in a copy.

locals {
  key_arns = var.encryption.create_key ? { for key, made in aws_kms_key.this : key => made.arn } : merge(
    { home = var.encryption.key_arn },
    { for key, copy in var.copies : key => copy.key_arn if copy.region != null },
  )
}

resource "aws_kms_key" "this" {
  for_each = var.encryption.create_key ? local.vaults : {}

  region                  = each.value
  description             = "Recovery points of ${local.vault_names[each.key]}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = merge(local.tags, { Name = local.vault_names[each.key] })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "AccountAdministers"
          Effect    = "Allow"
          Principal = { AWS = "arn:${var.account.partition}:iam::${var.account.id}:root" }
          Action    = "kms:*"
          Resource  = "*"
        },
      ],
      [for statement in [
        {
          Sid       = "OtherAccountsCopyHere"
          Effect    = "Allow"
          Principal = { AWS = [for id in sort(values(var.vault_policy.accept_copies_from)) : "arn:${var.account.partition}:iam::${id}:root"] }
          Action    = ["kms:DescribeKey", "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
          Resource  = "*"
        },
        {
          Sid       = "OtherAccountsGrantToBackup"
          Effect    = "Allow"
          Principal = { AWS = [for id in sort(values(var.vault_policy.accept_copies_from)) : "arn:${var.account.partition}:iam::${id}:root"] }
          Action    = "kms:CreateGrant"
          Resource  = "*"
          Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
        },
      ] : statement if length(var.vault_policy.accept_copies_from) > 0],
    )
  })
}

resource "aws_kms_alias" "this" {
  for_each = var.encryption.create_key ? local.vaults : {}

  region        = each.value
  name          = "alias/${local.vault_names[each.key]}-backup"
  target_key_id = aws_kms_key.this[each.key].key_id
}
