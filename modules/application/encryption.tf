# The key of logs, sessions and Fargate's disks.

locals {
  key_arn = var.encryption.create_key ? one(aws_kms_key.this[*].arn) : var.encryption.key_arn
}

resource "aws_kms_key" "this" {
  count = var.encryption.create_key ? 1 : 0

  deletion_window_in_days = 30
  description             = "Logs, sessions and disks of the services of ${var.name}"
  enable_key_rotation     = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:${var.account.partition}:iam::${var.account.id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "CloudWatchLogs"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.account.region}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:${local.log_prefix}/*" } }
      },
      {
        Sid       = "FargateDiskKey"
        Effect    = "Allow"
        Principal = { Service = "fargate.amazonaws.com" }
        Action    = "kms:GenerateDataKeyWithoutPlaintext"
        Resource  = "*"
        Condition = { StringEquals = { "kms:EncryptionContext:aws:ecs:clusterAccount" = var.account.id, "kms:EncryptionContext:aws:ecs:clusterName" = var.name } }
      },
      {
        Sid       = "FargateDiskGrant"
        Effect    = "Allow"
        Principal = { Service = "fargate.amazonaws.com" }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = {
          StringEquals                = { "kms:EncryptionContext:aws:ecs:clusterAccount" = var.account.id, "kms:EncryptionContext:aws:ecs:clusterName" = var.name }
          "ForAllValues:StringEquals" = { "kms:GrantOperations" = ["Decrypt"] }
        }
      },
    ]
  })

  tags = merge(local.tags, { Name = "${var.name}-application" })
}

resource "aws_kms_alias" "this" {
  count = var.encryption.create_key ? 1 : 0

  name          = "alias/${var.name}-application"
  target_key_id = aws_kms_key.this[0].key_id
}
