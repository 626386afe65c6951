# What an account has once in each region. Each has a switch, because two who manage it would undo each other.

resource "aws_ecr_registry_scanning_configuration" "this" {
  count = var.scanning.manage ? 1 : 0

  scan_type = var.scanning.type

  rule {
    scan_frequency = var.scanning.type == "ENHANCED" ? "CONTINUOUS_SCAN" : "SCAN_ON_PUSH"

    # each repository of the account: what is not ours is not run unscanned either
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_ecr_replication_configuration" "this" {
  count = length(keys(var.replication.destinations)) > 0 ? 1 : 0

  replication_configuration {
    rule {
      dynamic "destination" {
        for_each = var.replication.destinations

        content {
          region      = destination.value.region
          registry_id = coalesce(destination.value.account_id, var.account.id)
        }
      }

      dynamic "repository_filter" {
        for_each = toset(values(local.names))

        content {
          filter      = repository_filter.value
          filter_type = "PREFIX_MATCH"
        }
      }
    }
  }

  # what is copied before its template is there keeps the settings that it was made with
  depends_on = [aws_ecr_repository_creation_template.replica]
}

resource "aws_ecr_repository_creation_template" "replica" {
  for_each = {
    for key, each in var.replication.destinations : key => each.region
    if var.replication.template && coalesce(each.account_id, var.account.id) == var.account.id
  }

  region               = each.value
  prefix               = "ROOT"
  description          = "Copies of ${var.name}."
  applied_for          = ["REPLICATION"]
  image_tag_mutability = "IMMUTABLE_WITH_EXCLUSION"

  image_tag_mutability_exclusion_filter {
    filter      = "latest"
    filter_type = "WILDCARD"
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}

resource "aws_ecr_pull_through_cache_rule" "this" {
  for_each = var.pull_through

  ecr_repository_prefix = each.key
  upstream_registry_url = each.value.upstream_url
  credential_arn        = each.value.credential_arn

  # what is pulled before its template is there keeps the settings that it was made with
  depends_on = [aws_ecr_repository_creation_template.cache]
}

resource "aws_ecr_repository_creation_template" "cache" {
  for_each = var.pull_through

  prefix          = each.key
  description     = "Copies of ${each.value.upstream_url}."
  applied_for     = ["PULL_THROUGH_CACHE"]
  custom_role_arn = one(aws_iam_role.template[*].arn)
  resource_tags   = merge(local.tags, { Name = each.key })

  # the upstream moves its tags, so these must follow
  image_tag_mutability = "MUTABLE"

  lifecycle_policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "What is pulled again comes again"
      selection = {
        tagStatus   = "any"
        countType   = "sinceImagePushed"
        countUnit   = "days"
        countNumber = each.value.days
      }
      action = { type = "expire" }
    }]
  })

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = local.key_arn
  }
}

# ECR makes the repositories of a cache in this role's name
resource "aws_iam_role" "template" {
  count = length(keys(var.pull_through)) > 0 ? 1 : 0

  name = "${var.name}-registry-template"
  tags = merge(local.tags, { Name = "${var.name}-registry-template" })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecr.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })
}

resource "aws_iam_role_policy" "template" {
  count = length(keys(var.pull_through)) > 0 ? 1 : 0

  name = "make-repositories"
  role = one(aws_iam_role.template[*].name)

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Repositories"
        Effect = "Allow"
        Action = ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"]
        Resource = [
          for prefix in sort(keys(var.pull_through)) :
          "arn:${var.account.partition}:ecr:${var.account.region}:${var.account.id}:repository/${prefix}/*"
        ]
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"]
        Resource = [local.key_arn]
      },
    ]
  })
}
