# What the pipeline may do in AWS, beside the states: four roles an environment, and one that pushes images. The roles
# of the roots are those of the state module, so that a job takes one role and has both.
#
#                    plan                                     apply
#   infrastructure   looks at everything, reads no data       builds; IAM only below its own names
#   delivery         looks at services and the ledger         releases and migrates; changes no network, no role

locals {
  arn = "arn:${var.account.partition}"

  # Of each environment: what its things are called. Nothing here waits for them to exist.
  own = { for environment in keys(var.environments) : environment => {
    name      = "${var.name}-${environment}"
    parameter = "${local.arn}:ssm:${var.account.region}:${var.account.id}:parameter/${var.name}-${environment}/delivery"
    roles     = "${local.arn}:iam::${var.account.id}:role/${var.name}-${environment}-"
    secrets   = "${local.arn}:secretsmanager:${var.account.region}:${var.account.id}:secret:${var.name}-${environment}"
  } }

  # A parameter and a secret are encrypted: their keys may be used for them, and for nothing else.
  read_parameter = { for environment, own in local.own : environment => [
    { Sid = "ReadTheParameter", Effect = "Allow", Action = ["ssm:GetParameter"], Resource = [own.parameter] },
    {
      Sid       = "DecryptTheParameter"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = ["${local.arn}:kms:${var.account.region}:${var.account.id}:key/*"]
      Condition = { StringEquals = { "kms:EncryptionContext:PARAMETER_ARN" = [own.parameter] } }
    },
  ] }

  # The managed policies below reach the whole account. What they must not: the states of others, the bucket itself, and
  # whatever is tagged as another environment's.
  not_others = { for environment, own in local.own : environment => [
    {
      Sid    = "NotTheStatesOfOthers"
      Effect = "Deny"
      Action = ["s3:DeleteObject*", "s3:GetObject*", "s3:PutObject*", "s3:RestoreObject"]
      Resource = flatten([for root, key in var.states.keys : [
        "${var.states.bucket_arn}/${key}", "${var.states.bucket_arn}/${key}.tflock",
      ] if root != "${environment}/infrastructure"])
    },
    {
      Sid      = "NotTheBucketOfStates"
      Effect   = "Deny"
      Action   = ["s3:DeleteBucket*", "s3:PutBucket*", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration", "s3:PutReplicationConfiguration"]
      Resource = [var.states.bucket_arn]
    },
    {
      Sid       = "NotWhatBelongsToOthers"
      Effect    = "Deny"
      Action    = ["*"]
      Resource  = ["*"]
      Condition = { StringEquals = { "aws:ResourceTag/Environment" = setsubtract(keys(var.environments), [environment]) } }
    },
  ] }

  infrastructure_plan = { for environment, own in local.own : environment => concat(local.read_parameter[environment], local.not_others[environment], [
    {
      Sid    = "ReadsNoData"
      Effect = "Deny"
      Action = [
        "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery",
        "secretsmanager:GetSecretValue", "sqs:ReceiveMessage",
      ]
      Resource = ["*"]
    },
  ]) }

  infrastructure_apply = { for environment, own in local.own : environment => concat(local.not_others[environment], [
    {
      Sid    = "OwnRolesAndPolicies"
      Effect = "Allow"
      Action = [
        "iam:AttachRolePolicy", "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:CreateRole", "iam:DeletePolicy", "iam:DeletePolicyVersion",
        "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListPolicyVersions", "iam:ListRolePolicies", "iam:PassRole",
        "iam:PutRolePolicy", "iam:TagPolicy", "iam:TagRole", "iam:UntagPolicy", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
      ]
      Resource = ["${own.roles}*", "${local.arn}:iam::${var.account.id}:policy/${own.name}-*"]
    },
    {
      Sid       = "LinkedRolesOfServices"
      Effect    = "Allow"
      Action    = ["iam:CreateServiceLinkedRole"]
      Resource  = ["${local.arn}:iam::${var.account.id}:role/aws-service-role/*"]
      Condition = { StringLike = { "iam:AWSServiceName" = ["*.amazonaws.com"] } }
    },
    {
      # whoever builds must not be able to become somebody else, or to undo what holds all environments
      Sid      = "NotThePipelineItself"
      Effect   = "Deny"
      Action   = ["iam:*", "sts:AssumeRole"]
      Resource = ["${local.arn}:iam::${var.account.id}:role/${var.name}-state-*", "${local.arn}:iam::${var.account.id}:policy/${var.name}-state-*", "${local.arn}:iam::${var.account.id}:role/${var.name}-images"]
    },
    {
      Sid      = "NotTheHistory"
      Effect   = "Deny"
      Action   = ["cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "organizations:*", "account:*"]
      Resource = ["*"]
    },
  ]) }

  delivery_plan = { for environment, own in local.own : environment => concat(local.read_parameter[environment], [
    { Sid = "FindTheDatabase", Effect = "Allow", Action = ["rds:DescribeDBInstances"], Resource = ["${local.arn}:rds:${var.account.region}:${var.account.id}:db:${own.name}*"] },
    { Sid = "LogInAsOwner", Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = ["${own.secrets}/database/owner-*"] },
    {
      Sid       = "DecryptTheLogin"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = ["${local.arn}:kms:${var.account.region}:${var.account.id}:key/*"]
      Condition = { StringLike = { "kms:EncryptionContext:SecretARN" = ["${own.secrets}/database/owner-*"] } }
    },
    {
      Sid    = "LookAtServices"
      Effect = "Allow"
      Action = ["ecs:DescribeClusters", "ecs:DescribeServices", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:ListServiceDeployments"]
      Resource = [
        for kind in ["cluster", "service", "service-deployment", "service-revision"] :
        "${local.arn}:ecs:${var.account.region}:${var.account.id}:${kind}/${own.name}${kind == "cluster" ? "" : "/*"}"
      ]
    },
    {
      Sid    = "LookAtImages"
      Effect = "Allow"
      Action = ["ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImages"]
      # one registry for all environments: what is released to production is what staging has seen
      Resource = ["${local.arn}:ecr:${var.account.region}:${var.account.id}:repository/${var.name}-*"]
    },
  ]) }

  delivery_apply = { for environment, own in local.own : environment => concat(local.delivery_plan[environment], [
    {
      Sid    = "SnapshotBeforeMigration"
      Effect = "Allow"
      Action = ["rds:AddTagsToResource", "rds:CreateDBSnapshot", "rds:DescribeDBSnapshots"]
      Resource = [
        "${local.arn}:rds:${var.account.region}:${var.account.id}:db:${own.name}",
        "${local.arn}:rds:${var.account.region}:${var.account.id}:snapshot:${own.name}-*",
      ]
    },
    {
      Sid    = "Release"
      Effect = "Allow"
      Action = ["ecs:StopServiceDeployment", "ecs:UpdateService"]
      Resource = [
        "${local.arn}:ecs:${var.account.region}:${var.account.id}:service/${own.name}/*",
        "${local.arn}:ecs:${var.account.region}:${var.account.id}:service-deployment/${own.name}/*",
      ]
    },
    {
      Sid      = "CloneTemplates"
      Effect   = "Allow"
      Action   = ["ecs:RegisterTaskDefinition", "ecs:TagResource"]
      Resource = ["${local.arn}:ecs:${var.account.region}:${var.account.id}:task-definition/${own.name}-*-release:*"]
    },
    {
      Sid       = "PassRolesToTasksOnly"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = ["${own.roles}*"]
      Condition = { StringEquals = { "iam:PassedToService" = ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"] } }
    },
    {
      Sid    = "MoveTraffic"
      Effect = "Allow"
      Action = ["elasticloadbalancing:ModifyRule"]
      Resource = [
        "${local.arn}:elasticloadbalancing:${var.account.region}:${var.account.id}:listener-rule/app/${own.name}/*",
      ]
    },
  ]) }

  policies = merge([for environment, roots in var.environments : {
    "${environment}/delivery/apply"       = { role = roots.delivery.apply, statements = jsonencode(local.delivery_apply[environment]) }
    "${environment}/delivery/plan"        = { role = roots.delivery.plan, statements = jsonencode(local.delivery_plan[environment]) }
    "${environment}/infrastructure/apply" = { role = roots.infrastructure.apply, statements = jsonencode(local.infrastructure_apply[environment]) }
    "${environment}/infrastructure/plan"  = { role = roots.infrastructure.plan, statements = jsonencode(local.infrastructure_plan[environment]) }
  }]...)

  managed = merge([for environment, roots in var.environments : {
    "${environment}/apply" = { policy = "PowerUserAccess", role = roots.infrastructure.apply } # everything but IAM
    "${environment}/plan"  = { policy = "ReadOnlyAccess", role = roots.infrastructure.plan }
  }]...)
}

resource "aws_iam_role_policy" "this" {
  for_each = local.policies

  name   = "pipeline"
  policy = jsonencode({ Version = "2012-10-17", Statement = jsondecode(each.value.statements) })
  role   = each.value.role
}

# Lists have no names in ARNs, and describing ECS task definitions, load balancers and alarms knows no resources.
data "aws_iam_policy_document" "look" {
  # checkov:skip=CKV_AWS_356:these actions know no resources, and change nothing
  statement {
    actions = [
      "cloudwatch:DescribeAlarms", "ecs:DescribeTaskDefinition", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
    ]
    resources = ["*"]
    sid       = "LookOnly"
  }
}

resource "aws_iam_role_policy" "look" {
  for_each = { for key, policy in local.policies : key => policy.role if can(regex("/delivery/", key)) }

  name   = "look"
  policy = data.aws_iam_policy_document.look.json
  role   = each.value
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each = local.managed

  policy_arn = "${local.arn}:iam::aws:policy/${each.value.policy}"
  role       = each.value.role
}

resource "aws_iam_role" "images" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "GitHub"
      Effect    = "Allow"
      Principal = { Federated = var.images.github_oidc_provider_arn }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = ["sts.amazonaws.com"]
          "token.actions.githubusercontent.com:sub" = [for ref in sort(var.images.refs) : "repo:${var.images.repository}:ref:${ref}"]
        }
      }
    }]
  })
  description = "Pushes images, and nothing else"
  name        = "${var.name}-images"

  tags = { Component = "pipeline", Name = "${var.name}-images" }
}

resource "aws_iam_role_policy" "images" {
  name   = "push"
  policy = var.images.policy
  role   = aws_iam_role.images.name
}
