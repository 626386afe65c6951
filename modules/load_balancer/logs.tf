# The bucket of access logs, if it is the module's own.

locals {
  create_bucket   = var.access_logs.enabled && var.access_logs.create_bucket
  log_bucket_name = coalesce(var.access_logs.bucket, "${var.name}-lb-logs-${var.account.id}")
  log_bucket      = local.create_bucket ? one(aws_s3_bucket.logs[*].id) : local.log_bucket_name

  log_prefixes = concat(
    [var.access_logs.prefix],
    var.access_logs.connection ? ["${var.access_logs.prefix}-connections"] : [],
    var.access_logs.health_checks ? ["${var.access_logs.prefix}-health-checks"] : [],
  )
}

resource "aws_s3_bucket" "logs" {
  #checkov:skip=CKV_AWS_18:This is where access is logged to; a log of the log has no end.
  #checkov:skip=CKV_AWS_144:Logs are evidence of one region and are kept for a limited time; they are not needed to recover.
  #checkov:skip=CKV_AWS_145:Elastic Load Balancing writes to buckets with S3's own keys only (SSE-S3).
  #checkov:skip=CKV2_AWS_62:Nothing waits for these objects; events would tell of every five minutes.
  count = local.create_bucket ? 1 : 0

  bucket        = local.log_bucket_name
  force_destroy = var.access_logs.force_destroy

  tags = merge(local.tags, { Name = local.log_bucket_name })
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  count = local.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  count = local.create_bucket ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  bucket                  = aws_s3_bucket.logs[0].id
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  count = local.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "logs" {
  count = local.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  count = local.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    id     = "retention"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    expiration {
      days = var.access_logs.retention_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.logs]
}

resource "aws_s3_bucket_policy" "logs" {
  count = local.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "LoadBalancersOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = [for prefix in local.log_prefixes : "arn:${var.account.partition}:s3:::${local.log_bucket_name}/${prefix}/AWSLogs/${var.account.id}/*"]
      },
      {
        Sid       = "OnlyByTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:${var.account.partition}:s3:::${local.log_bucket_name}", "arn:${var.account.partition}:s3:::${local.log_bucket_name}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.logs]
}
