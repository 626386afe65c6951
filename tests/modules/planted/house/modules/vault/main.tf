resource "aws_kms_key" "this" {
  description         = "Encrypts what ${var.name} keeps in ${var.account.region}."
  enable_key_rotation = true
  policy              = jsonencode(local.key_policy)
  tags                = merge(var.tags, { Name = var.name })
}

locals {
  key_policy = {
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:${var.account.partition}:iam::${var.account.id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  }
}

resource "aws_sqs_queue" "this" {
  name              = "${var.name}-vault"
  kms_master_key_id = aws_kms_key.this.arn
  tags              = merge(var.tags, { Name = "${var.name}-vault" })
}

data "aws_iam_policy_document" "pull" {
  #checkov:skip=CKV_AWS_356:Who lists all repositories names none of them.
  statement {
    actions   = ["ecr:DescribeRepositories"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "pull" {
  count = var.pull ? 1 : 0

  name   = "${var.name}-pull"
  policy = data.aws_iam_policy_document.pull.json
  tags   = merge(var.tags, { Name = "${var.name}-pull" })
}

resource "aws_vpc_endpoint" "this" {
  vpc_id             = var.network.vpc_id
  service_name       = "com.amazonaws.${var.account.region}.sqs"
  vpc_endpoint_type  = "Interface"
  security_group_ids = [aws_security_group.this.id]
  tags               = merge(var.tags, { Name = "${var.name}-vault" })
}
