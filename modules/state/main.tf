# The bucket that keeps the states, and what it refuses. Locks are files beside the states (use_lockfile): there is no
# table.

# Refuses plans. `prevent_destroy` takes no variable, and on the bucket itself it would bind tests and throw-away
# environments too; on this it is a choice. A plan that destroys this is refused as a whole, so also one that would take
# the bucket's versioning or policy away before S3 refuses to delete a bucket that is not empty.
resource "terraform_data" "protection" {
  count = var.protection ? 1 : 0

  input            = "state of ${var.name}"
  triggers_replace = [local.bucket_name, var.account.region]

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_key" "this" {
  count = var.encryption.create_key ? 1 : 0

  deletion_window_in_days = 30
  description             = "Terraform states of ${var.name}"
  enable_key_rotation     = true
  policy                  = local.key_policy

  tags = merge(local.tags, { Name = "${var.name}-state" })
}

resource "aws_kms_alias" "this" {
  count = var.encryption.create_key ? 1 : 0

  name          = "alias/${var.name}-state"
  target_key_id = aws_kms_key.this[0].key_id
}

resource "aws_s3_bucket" "this" {
  # checkov:skip=CKV_AWS_18:access logs need a bucket that exists before this one; access_logs names it, CloudTrail's data events do without
  # checkov:skip=CKV_AWS_144:a copy in another region is asked for by replication; versions are kept without it
  # checkov:skip=CKV2_AWS_62:nobody waits for events of a state
  bucket        = local.bucket_name
  force_destroy = false

  tags = merge(local.tags, { Name = local.bucket_name })
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  bucket                  = aws_s3_bucket.this.id
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      kms_master_key_id = local.key_arn
      sse_algorithm     = "aws:kms"
    }
  }
}

# Old versions are bounded. A lock file is written and deleted by every plan and apply; its versions and the marks of its
# deletion would outnumber those of the state, so each has a rule of its own (S3 filters by the beginning of a key, not
# by its end).
resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    filter {
      prefix = ""
    }

    noncurrent_version_expiration {
      newer_noncurrent_versions = var.versions.keep
      noncurrent_days           = var.versions.days
    }
  }

  dynamic "rule" {
    for_each = local.states

    content {
      id     = "locks-${replace(rule.key, "/", "-")}"
      status = "Enabled"

      expiration {
        expired_object_delete_marker = true
      }

      filter {
        prefix = "${rule.value.key}.tflock"
      }

      noncurrent_version_expiration {
        noncurrent_days = var.versions.lock_days
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  count = var.access_logs == null ? 0 : 1

  bucket        = aws_s3_bucket.this.id
  target_bucket = var.access_logs.bucket_name
  target_prefix = var.access_logs.prefix
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.bucket_statements
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
