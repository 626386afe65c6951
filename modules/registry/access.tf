locals {
  pulls = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
  ]
  changes = [
    "ecr:BatchDeleteImage",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
  ]
  pushes    = [for action in local.changes : action if action != "ecr:BatchDeleteImage"]
  pushers   = [for key in sort(keys(var.access.push_roles)) : var.access.push_roles[key]]
  accounts  = [for key in sort(keys(var.access.pull_accounts)) : "arn:${var.account.partition}:iam::${var.access.pull_accounts[key]}:root"]
  pullers   = concat(local.accounts, [for key in sort(keys(var.access.pull_roles)) : var.access.pull_roles[key]])
  is_shared = length(var.access.push_roles) + length(var.access.pull_roles) + length(var.access.pull_accounts) > 0

  statements = concat(
    [for principals in [local.pullers] : {
      Sid       = "Pull"
      Effect    = "Allow"
      Principal = { AWS = principals }
      Action    = local.pulls
    } if length(var.access.pull_accounts) + length(var.access.pull_roles) > 0],
    [for principals in [local.pushers] : {
      Sid       = "Push"
      Effect    = "Allow"
      Principal = { AWS = principals }
      Action    = sort(concat(local.pulls, local.pushes))
    } if length(var.access.push_roles) > 0],
  )
  refusals = [for principals in [local.pushers] : {
    Sid       = "NobodyElsePushes"
    Effect    = "Deny"
    Principal = "*"
    Action    = local.changes
    Condition = { ArnNotEquals = { "aws:PrincipalArn" = principals } }
  } if var.access.exclusive_push]
}

# without a policy only this account's own policies count
resource "aws_ecr_repository_policy" "this" {
  for_each = local.is_shared ? var.repositories : {}

  repository = aws_ecr_repository.this[each.key].name
  # of different shapes, so each list is written by itself
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([for statement in local.statements : statement], [for statement in local.refusals : statement])
  })
}

locals {
  # put together from what is given, so that a policy is known at plan
  arns  = [for key in sort(keys(local.names)) : "arn:${var.account.partition}:ecr:${var.account.region}:${var.account.id}:repository/${local.names[key]}"]
  host  = "${var.account.id}.dkr.ecr.${var.account.region}.${startswith(var.account.partition, "aws-cn") ? "amazonaws.com.cn" : "amazonaws.com"}"
  login = { Sid = "LogIn", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] } # knows no resource
}
