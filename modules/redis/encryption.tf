locals {
  account_root = "arn:${var.account.partition}:iam::${var.account.id}:root"

  # The account decides by IAM who uses the key: ElastiCache and Secrets Manager use it on behalf of whoever calls them.
  # CloudWatch Logs comes by itself, and only for the groups of this cache.
  key_policy = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = local.account_root }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Logs"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.account.region}.amazonaws.com" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:/aws/elasticache/${local.id}/*"
          }
        }
      },
    ]
  }
}

resource "aws_kms_key" "this" {
  count = var.encryption.create_key ? 1 : 0

  description             = "Cache ${local.id}: memory on disk, snapshots, secrets, logs"
  deletion_window_in_days = var.encryption.deletion_window_days
  enable_key_rotation     = true
  policy                  = jsonencode(local.key_policy)
  tags                    = merge(local.tags, { Name = "${local.id}-redis" })
}

resource "aws_kms_alias" "this" {
  count = var.encryption.create_key ? 1 : 0

  name          = "alias/${local.id}-redis"
  target_key_id = aws_kms_key.this[0].key_id
}
