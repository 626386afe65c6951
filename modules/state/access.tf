# Two roles an environment. Plan reads and locks, apply also writes; neither sees another environment.

resource "aws_iam_openid_connect_provider" "github" {
  count = var.github_oidc.create_provider && local.trusts_github ? 1 : 0

  client_id_list = ["sts.amazonaws.com"]
  url            = "https://token.actions.githubusercontent.com"

  tags = merge(local.tags, { Name = "github-actions" })
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for subjects in [lookup(local.subjects, each.key, [])] : {
        Sid       = "GitHub"
        Effect    = "Allow"
        Principal = { Federated = local.github_arn }
        Action    = ["sts:AssumeRoleWithWebIdentity"]
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud" = ["sts.amazonaws.com"]
            "token.actions.githubusercontent.com:sub" = subjects
          }
        }
      } if length(subjects) > 0],
      [for principals in [sort(each.value.principals)] : {
        Sid       = "Principals"
        Effect    = "Allow"
        Principal = { AWS = principals }
        Action    = ["sts:AssumeRole", "sts:TagSession"]
      } if length(principals) > 0],
    )
  })
  description          = "State of ${each.value.environment}: ${each.value.action == "apply" ? "reads, locks and writes" : "reads and locks"}"
  max_session_duration = 3600
  name                 = "${var.name}-state-${replace(each.key, "/", "-")}"

  tags = merge(local.tags, { Name = "${var.name}-state-${replace(each.key, "/", "-")}" })
}

# A policy and not part of the role, so that a pipeline's own role can have it too.
resource "aws_iam_policy" "this" {
  for_each = local.roles

  description = "State of ${each.value.environment}, to ${each.value.action}"
  name        = "${var.name}-state-${replace(each.key, "/", "-")}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "FindStates"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [aws_s3_bucket.this.arn]
          # Terraform looks for workspaces, below env:/, at every init
          Condition = { StringEquals = { "s3:prefix" = concat(["env:/"], sort(each.value.states), sort(each.value.reads)) } }
        },
        {
          Sid      = "ReadStates"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = [for key in concat(sort(each.value.states), sort(each.value.reads)) : "${aws_s3_bucket.this.arn}/${key}"]
        },
        {
          Sid      = "Lock"
          Effect   = "Allow"
          Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
          Resource = [for key in sort(each.value.states) : "${aws_s3_bucket.this.arn}/${key}.tflock"]
        },
        {
          Sid       = "UseTheKey"
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = [local.key_arn]
          Condition = { StringEquals = { "kms:ViaService" = "s3.${var.account.region}.amazonaws.com" } }
        },
      ],
      [for action in ["s3:PutObject"] : {
        Sid      = "WriteStates"
        Effect   = "Allow"
        Action   = [action]
        Resource = [for key in sort(each.value.states) : "${aws_s3_bucket.this.arn}/${key}"]
      } if each.value.action == "apply"],
      [for action in ["s3:GetObjectVersion"] : {
        Sid      = "ReadOldVersions"
        Effect   = "Allow"
        Action   = [action]
        Resource = [for key in sort(each.value.states) : "${aws_s3_bucket.this.arn}/${key}"]
      } if each.value.action == "apply"],
      [for action in ["s3:ListBucketVersions"] : {
        Sid       = "FindOldVersions"
        Effect    = "Allow"
        Action    = [action]
        Resource  = [aws_s3_bucket.this.arn]
        Condition = { StringEquals = { "s3:prefix" = sort(each.value.states) } }
      } if each.value.action == "apply"],
    )
  })

  tags = merge(local.tags, { Name = "${var.name}-state-${replace(each.key, "/", "-")}" })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.roles

  policy_arn = aws_iam_policy.this[each.key].arn
  role       = aws_iam_role.this[each.key].name
}
