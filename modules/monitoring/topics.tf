# A topic a severity: who hears what is decided once, in routes.tf, and not at each alarm.

resource "aws_sns_topic" "this" {
  for_each = local.topics

  region            = each.value.region
  name              = "${var.name}-${each.value.severity}"
  display_name      = "${var.name} ${each.value.severity}"
  kms_master_key_id = local.key_arns[each.value.location]
  signature_version = 2
  tags              = merge(local.tags, { Name = "${var.name}-${each.value.severity}" })

  lifecycle {
    precondition {
      condition     = var.encryption.create_key || each.value.location == "home" || var.encryption.global_key_arn != null
      error_message = "encryption.global_key_arn is needed with a given key: health checks and global certificates are watched from us-east-1, where the key of ${var.account.region} is not."
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  for_each = local.topics

  region = each.value.region
  arn    = aws_sns_topic.this[each.key].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[each.key].arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = var.account.id }
          ArnLike      = { "aws:SourceArn" = "arn:${var.account.partition}:cloudwatch:${each.value.region}:${var.account.id}:alarm:*" }
        }
      },
      {
        Sid       = "ServicesOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = local.publishers.with_account }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[each.key].arn
        Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
      },
      {
        Sid       = "BackupsOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = local.publishers.without_account }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[each.key].arn
      },
      {
        Sid       = "NothingInClear"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
