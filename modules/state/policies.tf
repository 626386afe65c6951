# What bucket and key refuse, whoever asks.

locals {
  key_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.key_statements
  })

  key_statements = concat(
    [{
      Sid       = "AccountByItsOwnPolicies"
      Effect    = "Allow"
      Principal = { AWS = "${local.arn}:iam::${var.account.id}:root" }
      Action    = ["kms:*"]
      Resource  = "*"
    }],
    [for action in ["kms:ScheduleKeyDeletion"] : {
      Sid       = "NobodyDeletesTheKey"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = [action]
      Resource  = "*"
    } if var.protection],
  )

  bucket_statements = concat(
    local.transport_statements[local.bucket_name],
    # Who says nothing of encryption gets the bucket's; who says something must say this. Null, and not ...IfExists: of a
    # header that is not there, "not equal" is true, and a Deny would refuse it.
    [
      {
        Sid       = "NoOtherEncryption"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${local.arn}:s3:::${local.bucket_name}/*"
        Condition = {
          Null            = { "s3:x-amz-server-side-encryption" = "false" }
          StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" }
        }
      },
      {
        Sid       = "NoOtherKey"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${local.arn}:s3:::${local.bucket_name}/*"
        Condition = {
          Null            = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
          StringNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = local.key_arn }
        }
      },
      {
        Sid       = "NoKeysOfCustomers"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${local.arn}:s3:::${local.bucket_name}/*"
        Condition = { Null = { "s3:x-amz-server-side-encryption-customer-algorithm" = "false" } }
      },
    ],
    [for action in ["s3:DeleteBucket"] : {
      Sid       = "NobodyDeletesTheBucket"
      Effect    = "Deny"
      Principal = "*"
      Action    = action
      Resource  = "${local.arn}:s3:::${local.bucket_name}"
    } if var.protection],
  )

  transport_statements = {
    for bucket in compact([local.bucket_name, local.replica_name]) : bucket => [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["${local.arn}:s3:::${bucket}", "${local.arn}:s3:::${bucket}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "OnlyOverTls12"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["${local.arn}:s3:::${bucket}", "${local.arn}:s3:::${bucket}/*"]
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
    ]
  }
}
