# The key of the WAF's log group. It is made only if there is something to encrypt.

locals {
  create_key = var.encryption.create_key && var.waf.enabled && var.waf.log
  key_arn    = var.encryption.create_key ? one(aws_kms_key.this[*].arn) : var.encryption.key_arn
}

resource "aws_kms_key" "this" {
  count = local.create_key ? 1 : 0

  deletion_window_in_days = 30
  description             = "Logs of the load balancer ${var.name}"
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
        Condition = { ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:aws-waf-logs-${var.name}" } }
      },
    ]
  })

  tags = merge(local.tags, { Name = "${var.name}-load-balancer" })
}

resource "aws_kms_alias" "this" {
  count = local.create_key ? 1 : 0

  name          = "alias/${var.name}-load-balancer"
  target_key_id = aws_kms_key.this[0].key_id
}
