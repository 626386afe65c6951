# Two roles a service: what ECS does before the first line of ours runs (execution), and what our code may do (task). And
# one role for ECS itself, to shift traffic of native strategies.

locals {
  images = { for key, service in var.services : key => concat(
    [for container in values(service.containers) : container.image],
    [for sidecar in [service.firelens] : sidecar.image if sidecar != null],
    [for sidecar in [service.tracing] : sidecar.image if sidecar != null],
  ) }

  # Repositories in ECR, read off the images. Releases take other images of the same repositories.
  repositories = { for key, images in local.images : key => sort(distinct([
    for image in [for image in images : try(regex("^(?P<account>[0-9]{12})\\.dkr[.-]ecr(?:-fips)?\\.(?P<region>[a-z0-9-]+)\\.[a-z.]+/(?P<name>[^:@]+)", image), null)] :
    "arn:${var.account.partition}:ecr:${image.region}:${image.account}:repository/${image.name}" if image != null
  ])) }

  value_from = { for key, service in var.services : key => distinct(flatten([for container in values(service.containers) : [for secret in container.secrets : secret.valueFrom]])) }

  # The secret, without the key, stage and version that may follow.
  secret_arns    = { for key, arns in local.value_from : key => sort(distinct([for arn in arns : join(":", slice(split(":", arn), 0, 7)) if strcontains(arn, ":secretsmanager:")])) }
  parameter_arns = { for key, arns in local.value_from : key => sort([for arn in arns : arn if strcontains(arn, ":ssm:")]) }

  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:${var.account.partition}:ecs:${var.account.region}:${var.account.id}:*" }
        StringEquals = { "aws:SourceAccount" = var.account.id }
      }
    }]
  })

  # Who has anything to be allowed: known from what the caller wrote, so that a plan knows how many policies there are.
  task_policies = { for key, service in var.services : key => service if length(service.task_role_statements) > 0 || service.exec || service.firelens != null || service.tracing != null }
}

resource "aws_iam_role" "execution" {
  for_each = var.services

  assume_role_policy   = local.trust
  description          = "What ECS does to start ${each.key} of ${var.name}: pulls images, reads secrets, writes logs"
  name                 = "${var.name}-${each.key}-execution"
  path                 = var.roles.path
  permissions_boundary = var.roles.permissions_boundary_arn

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-execution" })
}

resource "aws_iam_role_policy" "execution" {
  for_each = var.services

  name = "execution"
  role = aws_iam_role.execution[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${local.log_arn}:${local.log_groups[each.key]}:*"]
      }],
      [for repositories in [local.repositories[each.key]] : {
        Sid      = "Images"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = repositories
      } if length(repositories) > 0],
      [for repositories in [local.repositories[each.key]] : {
        Sid      = "RegistryLogin" # has no resource to name
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"]
      } if length(repositories) > 0],
      [for arns in [local.secret_arns[each.key]] : {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = arns
      } if length(arns) > 0],
      [for arns in [local.parameter_arns[each.key]] : {
        Sid      = "Parameters"
        Effect   = "Allow"
        Action   = ["ssm:GetParameters"]
        Resource = arns
      } if length(arns) > 0],
      [for arns in [values(each.value.secret_key_arns)] : {
        Sid       = "SecretKeys"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = arns
        Condition = { StringEquals = { "kms:ViaService" = ["secretsmanager.${var.account.region}.amazonaws.com", "ssm.${var.account.region}.amazonaws.com"] } }
      } if length(arns) > 0],
    )
  })
}

resource "aws_iam_role" "task" {
  for_each = var.services

  assume_role_policy   = local.trust
  description          = "What the code of ${each.key} of ${var.name} may do"
  name                 = "${var.name}-${each.key}-task"
  path                 = var.roles.path
  permissions_boundary = var.roles.permissions_boundary_arn

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-task" })
}

resource "aws_iam_role_policy" "task" {
  for_each = local.task_policies

  name = "task"
  role = aws_iam_role.task[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for sid, statement in each.value.task_role_statements : merge({
        Sid      = sid
        Effect   = "Allow"
        Action   = sort(statement.actions)
        Resource = statement.resources
      }, length(statement.conditions) == 0 ? {} : { Condition = statement.conditions })],
      [for statement in [
        {
          Sid      = "Exec" # has no resource to name
          Effect   = "Allow"
          Action   = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]
          Resource = ["*"]
        },
        {
          Sid      = "ExecLog"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
          Resource = ["${local.log_arn}:${local.exec_log_name}:*"]
        },
        {
          Sid      = "ExecLogDescribe" # has no resource to name
          Effect   = "Allow"
          Action   = ["logs:DescribeLogGroups"]
          Resource = ["*"]
        },
        {
          Sid      = "ExecKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt"]
          Resource = [local.key_arn]
        },
      ] : statement if each.value.exec],
      [for statement in [{
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["${local.log_arn}:${local.log_groups[each.key]}:*"]
      }] : statement if each.value.firelens != null],
      [for statement in [{
        Sid      = "Tracing" # has no resource to name
        Effect   = "Allow"
        Action   = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = ["*"]
      }] : statement if each.value.tracing != null],
    )
  })
}

# AWS' own policy, not a copy: ECS has come to need more of Elastic Load Balancing several times, and a copy would break
# releases on the day it does so again. The role is there as soon as there is traffic that could be shifted: it must outlive
# the strategy, since a service keeps naming it until a release has changed that.
resource "aws_iam_role" "infrastructure" {
  count = length(local.shiftable) > 0 ? 1 : 0

  description          = "What ECS does to shift traffic of ${var.name}: registers targets, changes rules"
  name                 = "${var.name}-infrastructure"
  path                 = var.roles.path
  permissions_boundary = var.roles.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowAccessToECSForInfrastructureManagement"
      Effect    = "Allow"
      Principal = { Service = "ecs.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })

  tags = merge(local.tags, { Name = "${var.name}-infrastructure" })
}

resource "aws_iam_role_policy_attachment" "infrastructure" {
  count = length(local.shiftable) > 0 ? 1 : 0

  policy_arn = "arn:${var.account.partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
  role       = aws_iam_role.infrastructure[0].name
}
