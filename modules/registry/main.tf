locals {
  names   = { for key, each in var.repositories : key => coalesce(each.name, "${var.name}-${key}") }
  key_arn = var.encryption.create_key ? one(aws_kms_key.this[*].arn) : var.encryption.key_arn
  root    = "arn:${var.account.partition}:iam::${var.account.id}:root"
  tags    = merge(var.tags, { Component = "registry" })

  # here and not where it is used: checkov knows IMMUTABLE alone (CKV_AWS_51), and the exceptions are younger; that no other
  # tag moves is what the tests hold
  mutability = { for key, each in var.repositories : key => length(each.mutable_tags) > 0 ? "IMMUTABLE_WITH_EXCLUSION" : "IMMUTABLE" }
}

resource "aws_kms_key" "this" {
  count = var.encryption.create_key ? 1 : 0

  description             = "Encrypts the images of ${var.name}."
  deletion_window_in_days = var.encryption.deletion_window_days
  enable_key_rotation     = true
  tags                    = merge(local.tags, { Name = "${var.name}-registry" })

  # ECR takes grants in the name of whoever makes a repository: the account's own policies say who that is
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = local.root }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_alias" "this" {
  count = var.encryption.create_key ? 1 : 0

  name          = "alias/${var.name}-registry"
  target_key_id = one(aws_kms_key.this[*].key_id)
}

resource "aws_ecr_repository" "this" {
  for_each = var.repositories

  name                 = local.names[each.key]
  force_delete         = each.value.force_delete
  image_tag_mutability = lookup(local.mutability, each.key, "IMMUTABLE")
  tags                 = merge(local.tags, { Name = local.names[each.key] })

  dynamic "image_tag_mutability_exclusion_filter" {
    for_each = each.value.mutable_tags

    content {
      filter      = image_tag_mutability_exclusion_filter.value
      filter_type = "WILDCARD"
    }
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = local.key_arn
  }

  # also where the registry's own setting is somebody else's
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = var.repositories

  repository = aws_ecr_repository.this[each.key].name
  policy     = jsonencode({ rules = local.lifecycles[each.key] })
}

locals {
  # an image that a rule matches is out of reach of those behind it: so releases are kept apart from all others
  lifecycles = {
    for key, each in var.repositories : key => concat(
      [{
        rulePriority = 1
        description  = "Untagged images go after ${each.untagged_days} days"
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = each.untagged_days
        }
        action = { type = "expire" }
      }],
      [for number, prefix in sort(keys(each.keep_prefixes)) : {
        rulePriority = 10 + number
        description  = "Of ${prefix}... the newest ${each.keep_prefixes[prefix]} stay"
        selection = {
          tagStatus     = "tagged"
          tagPrefixList = [prefix]
          countType     = "imageCountMoreThan"
          countNumber   = each.keep_prefixes[prefix]
        }
        action = { type = "expire" }
      }],
      [{
        rulePriority = 1000
        description  = "Of all others the newest ${each.keep_images} stay"
        selection = {
          tagStatus   = "any"
          countType   = "imageCountMoreThan"
          countNumber = each.keep_images
        }
        action = { type = "expire" }
      }],
    )
  }
}
