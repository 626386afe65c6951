# Doors to AWS services. Their policies let through what belongs to this account (and what ECR keeps in buckets of its
# own), so that a stolen credential of another account cannot carry data out through them.

locals {
  # services whose endpoints take a policy of this form; others keep the one of AWS
  endpoint_policies = ["ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "secretsmanager"]

  own_account_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OwnAccount"
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalAccount" = var.account.id } }
    }]
  })

  gateway_policies = {
    dynamodb = local.own_account_policy
    s3 = jsonencode({
      Version = "2012-10-17"
      Statement = concat([
        {
          Sid       = "OwnBuckets"
          Effect    = "Allow"
          Principal = { AWS = "*" }
          Action    = "*"
          Resource  = "*"
          Condition = { StringEquals = { "aws:ResourceAccount" = var.account.id } }
        },
        {
          Sid       = "LayersOfImages"
          Effect    = "Allow"
          Principal = { AWS = "*" }
          Action    = "s3:GetObject"
          Resource  = "arn:${var.account.partition}:s3:::prod-${var.account.region}-starport-layer-bucket/*"
        },
        ], [
        for arn in sort(var.endpoints.bucket_arns) : {
          Sid       = "Named${index(sort(var.endpoints.bucket_arns), arn)}"
          Effect    = "Allow"
          Principal = { AWS = "*" }
          Action    = ["s3:GetObject", "s3:ListBucket", "s3:PutObject"]
          Resource  = [arn, "${arn}/*"]
        }
      ])
    })
  }
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = { for service in var.endpoints.gateway : service => service }

  policy            = lookup(local.gateway_policies, each.key, null)
  route_table_ids   = concat([aws_route_table.data.id, aws_route_table.public.id], values(aws_route_table.private)[*].id)
  service_name      = "com.amazonaws.${var.account.region}.${each.key}"
  vpc_endpoint_type = "Gateway"
  vpc_id            = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = { for service in var.endpoints.interface : service => service }

  policy              = contains(local.endpoint_policies, each.key) ? local.own_account_policy : null
  private_dns_enabled = true
  security_group_ids  = [for group, this in aws_security_group.this : this.id if group == "endpoints"]
  service_name        = "com.amazonaws.${var.account.region}.${each.key}"
  subnet_ids          = [for zone in keys(var.zones) : aws_subnet.this["private/${zone}"].id]
  vpc_endpoint_type   = "Interface"
  vpc_id              = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })
}

# A warning and not an error: tasks in public subnets, or an image that is pulled some other way, do without.
check "tasks_can_start_without_nat" {
  assert {
    condition     = var.nat.mode != "none" || length(setsubtract(["ecr.api", "ecr.dkr", "logs", "secretsmanager"], var.endpoints.interface)) == 0
    error_message = "Without a NAT gateway, tasks in private subnets start only if endpoints.interface has \"ecr.api\", \"ecr.dkr\", \"logs\" and \"secretsmanager\"."
  }
}
