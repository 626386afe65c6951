locals {
  logged = var.query_logging.enabled ? local.public : {}
}

resource "aws_kms_key" "logs" {
  count = length(keys(local.logged)) > 0 ? 1 : 0

  region                  = local.global
  description             = "Encrypts the query logs of ${var.name}."
  deletion_window_in_days = 30
  enable_key_rotation     = true
  tags                    = merge(local.tags, { Name = "${var.name}-dns-logs" })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = local.root }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Logs"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.global}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:${var.account.partition}:logs:${local.global}:${var.account.id}:log-group:/aws/route53/*" }
        }
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "queries" {
  for_each = local.logged

  region            = local.global
  name              = "/aws/route53/${each.value.domain}"
  kms_key_id        = one(aws_kms_key.logs[*].arn)
  retention_in_days = var.query_logging.retention_days
  tags              = merge(local.tags, { Name = "/aws/route53/${each.value.domain}" })
}

# an account has ten of these in a region: one for all zones of a module
resource "aws_cloudwatch_log_resource_policy" "queries" {
  count = length(keys(local.logged)) > 0 ? 1 : 0

  region      = local.global
  policy_name = "${var.name}-dns-queries"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "route53.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = [
        for key in sort(keys(local.logged)) :
        "arn:${var.account.partition}:logs:${local.global}:${var.account.id}:log-group:/aws/route53/${local.logged[key].domain}:*"
      ]
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account.id }
        ArnLike      = { "aws:SourceArn" = "arn:${var.account.partition}:route53:::hostedzone/*" }
      }
    }]
  })
}

resource "aws_route53_query_log" "this" {
  for_each = local.logged

  zone_id                  = aws_route53_zone.this[each.key].zone_id
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.queries[each.key].arn

  depends_on = [aws_cloudwatch_log_resource_policy.queries]
}
