locals {
  account_root = "arn:${var.account.partition}:iam::${var.account.id}:root"

  # The account decides by IAM who uses the key: RDS, Secrets Manager and Performance Insights use it on behalf of whoever calls them.
  # CloudWatch Logs comes by itself, and only for the groups of this database.
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
            "kms:EncryptionContext:aws:logs:arn" = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:/aws/rds/instance/${local.identifier}*"
          }
        }
      },
    ]
  }
}

resource "aws_kms_key" "this" {
  count = var.encryption.create_key ? 1 : 0

  description             = "Database ${local.identifier}: storage, snapshots, secrets, logs"
  deletion_window_in_days = var.encryption.deletion_window_days
  enable_key_rotation     = true
  policy                  = jsonencode(local.key_policy)
  tags                    = merge(local.tags, { Name = "${local.identifier}-database" })
}

resource "aws_kms_alias" "this" {
  count = var.encryption.create_key ? 1 : 0

  name          = "alias/${local.identifier}-database"
  target_key_id = aws_kms_key.this[0].key_id
}
