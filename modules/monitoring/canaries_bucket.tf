# The bucket of the canaries: their code, and the artifacts of each run, for as long as `synthetics.retention_days` says.

resource "aws_s3_bucket" "canaries" {
  #checkov:skip=CKV_AWS_144:artifacts of probes are made again every five minutes; a copy in another region serves nobody
  #checkov:skip=CKV2_AWS_62:nobody acts on an artifact; the alarm acts on the metric
  #checkov:skip=CKV_AWS_18:access logs go to synthetics.log_bucket where there is one
  count = local.has_bucket ? 1 : 0

  bucket        = "${var.name}-canaries-${var.account.id}-${var.account.region}"
  force_destroy = var.synthetics.force_destroy
  tags          = merge(local.tags, { Name = "${var.name}-canaries" })
}

resource "aws_s3_bucket_public_access_block" "canaries" {
  count = local.has_bucket ? 1 : 0

  bucket                  = aws_s3_bucket.canaries[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "canaries" {
  count = local.has_bucket ? 1 : 0

  bucket = aws_s3_bucket.canaries[0].id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "canaries" {
  count = local.has_bucket ? 1 : 0

  bucket = aws_s3_bucket.canaries[0].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "canaries" {
  count = local.has_bucket ? 1 : 0

  bucket = aws_s3_bucket.canaries[0].id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = local.key_arns["home"]
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "canaries" {
  count = local.has_bucket ? 1 : 0

  bucket = aws_s3_bucket.canaries[0].id

  rule {
    id     = "artifacts"
    status = "Enabled"
    filter {
      prefix = "artifacts/"
    }
    expiration {
      days = var.synthetics.retention_days
    }
  }

  rule {
    id     = "leftovers"
    status = "Enabled"
    filter {
      prefix = ""
    }
    noncurrent_version_expiration {
      noncurrent_days = 7
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_logging" "canaries" {
  count = local.has_bucket && var.synthetics.log_bucket != null ? 1 : 0

  bucket        = aws_s3_bucket.canaries[0].id
  target_bucket = var.synthetics.log_bucket.name
  target_prefix = "${var.name}-canaries/"
}

resource "aws_s3_bucket_policy" "canaries" {
  count = local.has_bucket ? 1 : 0

  bucket = aws_s3_bucket.canaries[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.canaries[0].arn, "${aws_s3_bucket.canaries[0].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.canaries]
}
