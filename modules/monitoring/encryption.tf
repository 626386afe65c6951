# One key a location: a topic, a log group and an artifact can only use a key of their own region.

locals {
  keys_made = var.encryption.create_key ? local.locations : {}

  key_arns = var.encryption.create_key ? { for location, key in aws_kms_key.this : location => key.arn } : merge(
    { home = var.encryption.key_arn },
    local.needs_global ? { global = var.encryption.global_key_arn } : {},
  )

  # Who publishes to the topics, beside CloudWatch; each needs the key as well as the topic's policy. AWS Backup is not known
  # to send aws:SourceAccount, so a condition on it might silence it.
  publishers = {
    with_account    = ["budgets.amazonaws.com", "costalerts.amazonaws.com", "events.rds.amazonaws.com"]
    without_account = ["backup.amazonaws.com"]
  }
}

resource "aws_kms_key" "this" {
  for_each = local.keys_made

  region                  = each.value
  description             = "${var.name}: topics, logs and canary artifacts of monitoring (${each.key})"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = merge(local.tags, { Name = "${var.name}-monitoring" })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountAdministers"
        Effect    = "Allow"
        Principal = { AWS = "arn:${var.account.partition}:iam::${var.account.id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogsEncrypt"
        Effect    = "Allow"
        Principal = { Service = "logs.${each.value}.amazonaws.com" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = [
            "arn:${var.account.partition}:logs:${each.value}:${var.account.id}:log-group:*",
            "arn:${var.account.partition}:logs:${each.value}:${var.account.id}:anomaly-detector:*",
          ] }
        }
      },
      # a detector asks under a second name of the same thing
      {
        Sid       = "LogDetectorsEncrypt"
        Effect    = "Allow"
        Principal = { Service = "logs.${each.value}.amazonaws.com" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws-crypto-ec:aws:logs:arn" = "arn:${var.account.partition}:logs:${each.value}:${var.account.id}:anomaly-detector:*" }
        }
      },
      {
        Sid       = "PublishersOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = concat(["cloudwatch.amazonaws.com"], local.publishers.with_account) }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
      },
      {
        Sid       = "BackupPublishes"
        Effect    = "Allow"
        Principal = { Service = local.publishers.without_account }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  for_each = local.keys_made

  region        = each.value
  name          = "alias/${var.name}-monitoring"
  target_key_id = aws_kms_key.this[each.key].key_id
}
