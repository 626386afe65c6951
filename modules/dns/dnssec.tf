locals {
  signed = { for key, zone in local.public : key => zone if zone.dnssec }
}

# Route 53 takes no other kind, and only from us-east-1. It does not rotate: a new key is a new signing key beside the old.
resource "aws_kms_key" "signing" {
  for_each = local.signed

  region                   = local.global
  description              = "Signs the zone ${each.value.domain}."
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = 30
  tags                     = merge(local.tags, { Name = "${var.name}-dnssec-${each.key}" })

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
        Sid       = "Sign"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:SourceAccount" = var.account.id }
          ArnLike      = { "aws:SourceArn" = "arn:${var.account.partition}:route53:::hostedzone/*" }
        }
      },
      {
        Sid       = "GrantToSign"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = {
          Bool         = { "kms:GrantIsForAWSResource" = "true" }
          StringEquals = { "aws:SourceAccount" = var.account.id }
        }
      },
    ]
  })
}

resource "aws_route53_key_signing_key" "this" {
  for_each = local.signed

  hosted_zone_id             = aws_route53_zone.this[each.key].zone_id
  key_management_service_arn = aws_kms_key.signing[each.key].arn
  name                       = replace("${var.name}_${each.key}", "-", "_")
}

resource "aws_route53_hosted_zone_dnssec" "this" {
  for_each = local.signed

  # through the key, because a zone is signed by one that is there
  hosted_zone_id = aws_route53_key_signing_key.this[each.key].hosted_zone_id
}

# the chain of trust, where the parent is here too
resource "aws_route53_record" "trust" {
  for_each = { for key, zone in local.signed : key => zone if zone.parent == null ? false : try(local.signed[zone.parent].dnssec, false) }

  zone_id = local.zone_ids[each.value.parent]
  name    = each.value.domain
  type    = "DS"
  ttl     = 3600
  records = [aws_route53_key_signing_key.this[each.key].ds_record]

  # a parent that vouches for a zone that is not signed makes it unreachable
  depends_on = [aws_route53_hosted_zone_dnssec.this]
}
