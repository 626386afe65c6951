# A copy of every version in another region: for the day that a region is gone, or that somebody empties the bucket.
# Deletions are not copied.

resource "aws_kms_key" "replica" {
  count = var.replication == null ? 0 : 1

  deletion_window_in_days = 30
  description             = "Copies of the Terraform states of ${var.name}"
  enable_key_rotation     = true
  policy                  = local.key_policy
  region                  = var.replication.region

  tags = merge(local.tags, { Name = "${var.name}-state-replica" })
}

resource "aws_s3_bucket" "replica" {
  # checkov:skip=CKV_AWS_18:written by replication alone, read by people in need; CloudTrail's data events tell who
  # checkov:skip=CKV_AWS_144:it is the copy
  # checkov:skip=CKV2_AWS_62:nobody waits for events of a copy
  count = var.replication == null ? 0 : 1

  bucket        = local.replica_name
  force_destroy = false
  region        = var.replication.region

  tags = merge(local.tags, { Name = local.replica_name })
}

resource "aws_s3_bucket_ownership_controls" "replica" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.replica[0].id
  region = var.replication.region

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "replica" {
  count = var.replication == null ? 0 : 1

  block_public_acls       = true
  block_public_policy     = true
  bucket                  = aws_s3_bucket.replica[0].id
  ignore_public_acls      = true
  region                  = var.replication.region
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "replica" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.replica[0].id
  region = var.replication.region

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "replica" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.replica[0].id
  region = var.replication.region

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      kms_master_key_id = aws_kms_key.replica[0].arn
      sse_algorithm     = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "replica" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.replica[0].id
  region = var.replication.region

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

  depends_on = [aws_s3_bucket_versioning.replica]
}

resource "aws_s3_bucket_policy" "replica" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.replica[0].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.transport_statements[local.replica_name]
  })
  region = var.replication.region

  depends_on = [aws_s3_bucket_public_access_block.replica]
}

resource "aws_iam_role" "replication" {
  count = var.replication == null ? 0 : 1

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ReplicationOfThisBucket"
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        ArnEquals    = { "aws:SourceArn" = aws_s3_bucket.this.arn }
        StringEquals = { "aws:SourceAccount" = var.account.id }
      }
    }]
  })
  description = "Copies the Terraform states of ${var.name} to ${var.replication.region}"
  name        = "${var.name}-state-replication"

  tags = merge(local.tags, { Name = "${var.name}-state-replication" })
}

resource "aws_iam_role_policy" "replication" {
  count = var.replication == null ? 0 : 1

  name = "replicate"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FindVersions"
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = [aws_s3_bucket.this.arn]
      },
      {
        Sid      = "ReadVersions"
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
        Resource = ["${aws_s3_bucket.this.arn}/*"]
      },
      {
        Sid      = "WriteCopies"
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = ["${aws_s3_bucket.replica[0].arn}/*"]
      },
      {
        Sid       = "DecryptStates"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [local.key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.account.region}.amazonaws.com" } }
      },
      {
        Sid       = "EncryptCopies"
        Effect    = "Allow"
        Action    = ["kms:Encrypt"]
        Resource  = [aws_kms_key.replica[0].arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.replication.region}.amazonaws.com" } }
      },
    ]
  })
  role = aws_iam_role.replication[0].id
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.this.id
  role   = aws_iam_role.replication[0].arn

  rule {
    id     = "everything"
    status = "Enabled"

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket        = aws_s3_bucket.replica[0].arn
      storage_class = "STANDARD_IA"

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.replica[0].arn
      }
    }

    filter {
      prefix = ""
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.replica, aws_s3_bucket_versioning.this]
}
