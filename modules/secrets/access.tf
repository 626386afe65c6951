# Who may read, write and see.

locals {
  secret_arns = { for key, secret in aws_secretsmanager_secret.this : key => secret.arn }

  use_key = {
    Sid       = "UseTheKey"
    Effect    = "Allow"
    Action    = ["kms:Decrypt"]
    Resource  = [local.key_arn]
    Condition = { StringEquals = { "kms:ViaService" = ["secretsmanager.${var.account.region}.amazonaws.com"] } }
  }

  application_keys = [for key, secret in var.secrets : key if secret.application]
  pipeline_keys    = [for key, secret in var.secrets : key if contains(local.pipeline_classes, secret.class)]

  # role => its trust and what it may
  roles = merge(
    {
      for role in ["application"] : role => {
        description = "Reads the secrets of ${var.name} that are marked for the application"
        trust = {
          Sid       = "TasksOfThisAccount"
          Effect    = "Allow"
          Principal = { Service = "ecs-tasks.amazonaws.com" }
          Action    = ["sts:AssumeRole"]
          Condition = {
            ArnLike      = { "aws:SourceArn" = "${local.arn}:ecs:${var.account.region}:${var.account.id}:*" }
            StringEquals = { "aws:SourceAccount" = var.account.id }
          }
        }
      } if var.roles.application.enabled
    },
    {
      for role in ["administrator"] : role => {
        description = "Reads, writes and brings back the secrets of ${var.name}"
        trust = {
          Sid       = "People"
          Effect    = "Allow"
          Principal = { AWS = sort(var.roles.administrator.principal_arns) }
          Action    = ["sts:AssumeRole"]
          Condition = { for operator in ["Bool"] : operator => { "aws:MultiFactorAuthPresent" = "true" } if var.roles.administrator.require_mfa }
        }
      } if var.roles.administrator != null
    },
    {
      for role in ["pipeline"] : role => {
        description = "Sees the secrets of ${var.name}; jobs of ${var.roles.pipeline.repository}"
        trust = {
          Sid       = "GitHub"
          Effect    = "Allow"
          Principal = { Federated = var.github_oidc_provider_arn }
          Action    = ["sts:AssumeRoleWithWebIdentity"]
          Condition = {
            StringEquals = {
              "token.actions.githubusercontent.com:aud" = ["sts.amazonaws.com"]
              "token.actions.githubusercontent.com:sub" = concat(
                [for environment in sort(var.roles.pipeline.environments) : "repo:${var.roles.pipeline.repository}:environment:${environment}"],
                [for ref in sort(var.roles.pipeline.refs) : "repo:${var.roles.pipeline.repository}:ref:${ref}"],
              )
            }
          }
        }
      } if var.roles.pipeline != null
    },
  )

  statements = {
    application = concat(
      [for keys in [local.application_keys] : {
        Sid      = "ReadValues"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [for key in keys : local.secret_arns[key]]
      } if length(keys) > 0],
      [local.use_key],
    )
    administrator = [
      {
        Sid    = "ReadWriteAndBringBack"
        Effect = "Allow"
        Action = [
          "secretsmanager:CancelRotateSecret", "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "secretsmanager:GetSecretValue",
          "secretsmanager:ListSecretVersionIds", "secretsmanager:PutSecretValue", "secretsmanager:RestoreSecret", "secretsmanager:UpdateSecretVersionStage",
        ]
        Resource = values(local.secret_arns)
      },
      merge(local.use_key, { Action = ["kms:Decrypt", "kms:GenerateDataKey"] }),
    ]
    pipeline = concat(
      [{
        Sid      = "SeeWhatThereIs"
        Effect   = "Allow"
        Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "secretsmanager:ListSecretVersionIds"]
        Resource = values(local.secret_arns)
      }],
      [for keys in [local.pipeline_keys] : {
        Sid      = "ReadValues"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [for key in keys : local.secret_arns[key]]
      } if length(keys) > 0],
      [for keys in [local.pipeline_keys] : local.use_key if length(keys) > 0],
    )
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ for name, part in each.value.trust : name => part if name != "Condition" || length(part) > 0 }] })
  description          = each.value.description
  max_session_duration = 3600
  name                 = "${var.name}-secrets-${each.key}"

  tags = merge(local.tags, { Name = "${var.name}-secrets-${each.key}" })
}

# Policies and not parts of the roles, so that execution roles of services can have the application's too.
resource "aws_iam_policy" "this" {
  for_each = local.roles

  description = each.value.description
  name        = "${var.name}-secrets-${each.key}"
  policy      = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })

  tags = merge(local.tags, { Name = "${var.name}-secrets-${each.key}" })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.roles

  policy_arn = aws_iam_policy.this[each.key].arn
  role       = aws_iam_role.this[each.key].name
}
