# The inventory: a secret for each entry, encrypted, with a policy, and copies where they are asked for. Values come from
# elsewhere: from rotation, from the CLI, or once from seed_values; never from the state.

resource "aws_secretsmanager_secret" "this" {
  # checkov:skip=CKV2_AWS_57:rotated by a scheduled task of ours (runner), or watched where only its issuer can; not by a Lambda function
  for_each = var.secrets

  description                    = each.value.description
  force_overwrite_replica_secret = var.recovery_window_days == 0
  kms_key_id                     = local.key_arn
  name                           = "${var.name}/${each.key}"
  recovery_window_in_days        = var.recovery_window_days

  dynamic "replica" {
    for_each = each.value.replicate ? local.replica_keys : {}

    content {
      kms_key_id = replica.value
      region     = replica.key
    }
  }

  tags = merge(local.tags, { Name = "${var.name}/${each.key}" })
}

# Denies only: what a role may do is said at the role. Whoever is not named here cannot read a value, be its own policies
# ever so wide.
resource "aws_secretsmanager_secret_policy" "this" {
  for_each = var.secrets

  block_public_policy = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "NobodyElseReads"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]
        Resource  = "*"
        Condition = {
          ArnNotEquals = { "aws:PrincipalArn" = local.may_read[each.key] }
          Bool         = { "aws:PrincipalIsAWSService" = "false" }
        }
      },
      {
        Sid       = "NoOtherAccount"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = ["secretsmanager:*"]
        Resource  = "*"
        Condition = {
          Bool            = { "aws:PrincipalIsAWSService" = "false" }
          StringNotEquals = { "aws:PrincipalAccount" = [var.account.id] }
        }
      },
    ]
  })
  secret_arn = aws_secretsmanager_secret.this[each.key].arn

  lifecycle {
    precondition {
      condition     = length(local.may_read[each.key]) > 0
      error_message = "Nobody could read ${var.name}/${each.key}: mark it for the application, name readers, or give roles.administrator."
    }
  }
}

# The first value, once. Rotation moves AWSCURRENT on, so that the labels are not compared. The label of our own keeps the
# first version from being cleared away by AWS, as versions without a label are: Terraform would miss it, and write the
# first value over the present one.
resource "aws_secretsmanager_secret_version" "seed" {
  for_each = { for key, secret in var.secrets : key => secret if secret.seed }

  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = lookup(var.seed_values, each.key, "") # an empty one is refused by AWS
  secret_string_wo_version = 1
  version_stages           = ["AWSCURRENT", "SIGNALCRAFT_SEED"]

  lifecycle {
    ignore_changes = [version_stages]
  }
}

# --- keys

resource "aws_kms_key" "this" {
  count = var.encryption.create_key ? 1 : 0

  deletion_window_in_days = 30
  description             = "Secrets of ${var.name}"
  enable_key_rotation     = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountByItsOwnPolicies"
        Effect    = "Allow"
        Principal = { AWS = "${local.iam}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogOfTheRunner"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.account.region}.amazonaws.com" }
        Action    = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = {
          ArnEquals = {
            "kms:EncryptionContext:aws:logs:arn" = "${local.arn}:logs:${var.account.region}:${var.account.id}:log-group:${local.log_group_name}"
          }
        }
      },
      {
        Sid       = "EventsOfFailedRotations"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
      },
    ]
  })

  tags = merge(local.tags, { Name = "${var.name}-secrets" })
}

resource "aws_kms_alias" "this" {
  count = var.encryption.create_key ? 1 : 0

  name          = "alias/${var.name}-secrets"
  target_key_id = aws_kms_key.this[0].key_id
}

# A key of its own in each region, and not a replica of the first: to copy into a region later would otherwise need another
# first key, and with it all secrets encrypted anew.
resource "aws_kms_key" "replica" {
  for_each = { for region, replica in var.replicas : region => replica if replica.create_key }

  deletion_window_in_days = 30
  description             = "Copies of the secrets of ${var.name}"
  enable_key_rotation     = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AccountByItsOwnPolicies"
      Effect    = "Allow"
      Principal = { AWS = "${local.iam}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
  region = each.key

  tags = merge(local.tags, { Name = "${var.name}-secrets" })
}
