# Every connection, kept encrypted: who talked to whom, and what was refused.

locals {
  # the key encrypts the log group; a bucket has a key of its own
  flow_log_group = var.flow_logs.enabled && var.flow_logs.destination == "cloudwatch"
  flow_log_name  = "/aws/vpc/flow-logs/${var.name}"
  create_key     = local.flow_log_group && var.encryption.create_key
  key_arn        = local.create_key ? aws_kms_key.this[0].arn : var.encryption.key_arn
}

resource "aws_kms_key" "this" {
  count = local.create_key ? 1 : 0

  deletion_window_in_days = 30
  description             = "Flow logs of ${var.name}"
  enable_key_rotation     = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountByItsOwnPolicies"
        Effect    = "Allow"
        Principal = { AWS = "arn:${var.account.partition}:iam::${var.account.id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogsOfThisGroup"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.account.region}.amazonaws.com" }
        Action    = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = {
          ArnEquals = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:${local.flow_log_name}"
          }
        }
      },
    ]
  })

  tags = merge(local.tags, { Name = "${var.name}-flow-logs" })
}

resource "aws_kms_alias" "this" {
  count = local.create_key ? 1 : 0

  name          = "alias/${var.name}-flow-logs"
  target_key_id = aws_kms_key.this[0].key_id
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  count = local.flow_log_group ? 1 : 0

  kms_key_id        = local.key_arn
  name              = local.flow_log_name
  retention_in_days = var.flow_logs.retention_days

  tags = merge(local.tags, { Name = "${var.name}-flow-logs" })
}

resource "aws_iam_role" "flow_logs" {
  count = local.flow_log_group ? 1 : 0

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FlowLogsOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:${var.account.partition}:ec2:${var.account.region}:${var.account.id}:vpc-flow-log/*" }
        StringEquals = { "aws:SourceAccount" = var.account.id }
      }
    }]
  })
  description = "Writes the flow logs of ${var.name}"
  name        = "${var.name}-flow-logs"

  tags = merge(local.tags, { Name = "${var.name}-flow-logs" })
}

resource "aws_iam_role_policy" "flow_logs" {
  count = local.flow_log_group ? 1 : 0

  name = "write"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "WriteThisGroup"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.flow_logs[0].arn}:*"
    }]
  })
  role = aws_iam_role.flow_logs[0].id
}

resource "aws_flow_log" "this" {
  count = var.flow_logs.enabled ? 1 : 0

  iam_role_arn             = local.flow_log_group ? aws_iam_role.flow_logs[0].arn : null
  log_destination          = local.flow_log_group ? aws_cloudwatch_log_group.flow_logs[0].arn : var.flow_logs.bucket_arn
  log_destination_type     = local.flow_log_group ? "cloud-watch-logs" : "s3"
  max_aggregation_interval = var.flow_logs.interval_seconds
  traffic_type             = var.flow_logs.traffic
  vpc_id                   = aws_vpc.this.id

  dynamic "destination_options" {
    for_each = local.flow_log_group ? {} : { s3 = {} }

    content {
      file_format                = "parquet"
      hive_compatible_partitions = true
      per_hour_partition         = true
    }
  }

  tags = merge(local.tags, { Name = var.name })
}
