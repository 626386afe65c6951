# What the scheduler, the task's start and the task itself may do; each a role of its own.

locals {
  tasks_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TasksOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
      Condition = {
        ArnLike      = { "aws:SourceArn" = "${local.arn}:ecs:${var.account.region}:${var.account.id}:*" }
        StringEquals = { "aws:SourceAccount" = var.account.id }
      }
    }]
  })

  task_statements = concat(
    [{
      Sid      = "SeeAges"
      Effect   = "Allow"
      Action   = ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"]
      Resource = values(local.secret_arns)
    }],
    [for keys in [keys(local.rotated)] : {
      Sid      = "Rotate"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
      Resource = [for key in keys : local.secret_arns[key]]
    } if length(keys) > 0],
    [{
      Sid       = "UseTheKeys"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = concat([local.key_arn], [for name, arn in try(var.runner.helper_key_arns, {}) : arn])
      Condition = { StringEquals = { "kms:ViaService" = ["secretsmanager.${var.account.region}.amazonaws.com"] } }
    }],
    [for helpers in [try(var.runner.helper_secret_arns, {})] : {
      Sid      = "ReadHelpers"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = values(helpers)
    } if length(helpers) > 0],
    [for users in [try(var.runner.redis_user_arns, {})] : {
      Sid      = "ChangePasswordsOfRedis"
      Effect   = "Allow"
      Action   = ["elasticache:DescribeUsers", "elasticache:ModifyUser"]
      Resource = values(users)
    } if length(users) > 0],
    [for services in [local.services] : {
      Sid      = "RestartServices"
      Effect   = "Allow"
      Action   = ["ecs:DescribeServices", "ecs:UpdateService"]
      Resource = [for service in services : "${local.arn}:ecs:${var.account.region}:${var.account.id}:service/${local.runner_cluster}/${service}"]
    } if length(services) > 0],
  )
}

resource "aws_iam_role" "task" {
  for_each = local.runners

  assume_role_policy = local.tasks_trust
  description        = "Rotates the secrets of ${var.name}"
  name               = "${local.runner_name}-task"

  tags = merge(local.tags, { Name = "${local.runner_name}-task" })
}

resource "aws_iam_role_policy" "task" {
  for_each = local.runners

  name   = "rotate"
  policy = jsonencode({ Version = "2012-10-17", Statement = local.task_statements })
  role   = aws_iam_role.task[each.key].id
}

resource "aws_iam_role" "execution" {
  for_each = local.runners

  assume_role_policy = local.tasks_trust
  description        = "Starts the task that rotates the secrets of ${var.name}"
  name               = "${local.runner_name}-execution"

  tags = merge(local.tags, { Name = "${local.runner_name}-execution" })
}

resource "aws_iam_role_policy" "execution" {
  # checkov:skip=CKV_AWS_356:ecr:GetAuthorizationToken takes no resource
  for_each = local.runners

  name = "start"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "EnterRegistry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"]
      },
      {
        Sid      = "PullTheImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = ["${local.arn}:ecr:${try(local.image.region, "")}:${try(local.image.account, "")}:repository/${try(local.image.repository, "")}"]
      },
      {
        Sid      = "WriteTheLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${local.arn}:logs:${var.account.region}:${var.account.id}:log-group:${local.log_group_name}:*"]
      },
    ]
  })
  role = aws_iam_role.execution[each.key].id
}

resource "aws_iam_role" "scheduler" {
  for_each = local.runners

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "SchedulesOfThisGroup"
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
      Condition = {
        ArnEquals    = { "aws:SourceArn" = "${local.arn}:scheduler:${var.account.region}:${var.account.id}:schedule-group/${local.runner_name}" }
        StringEquals = { "aws:SourceAccount" = var.account.id }
      }
    }]
  })
  description = "Starts rotations and audits of ${var.name}"
  name        = "${local.runner_name}-scheduler"

  tags = merge(local.tags, { Name = "${local.runner_name}-scheduler" })
}

resource "aws_iam_role_policy" "scheduler" {
  for_each = local.runners

  name = "start"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RunTheTask"
        Effect    = "Allow"
        Action    = ["ecs:RunTask"]
        Resource  = ["${local.arn}:ecs:${var.account.region}:${var.account.id}:task-definition/${local.runner_name}:*"]
        Condition = { ArnEquals = { "ecs:cluster" = each.value.cluster_arn } }
      },
      {
        Sid       = "TagTheTask"
        Effect    = "Allow"
        Action    = ["ecs:TagResource"]
        Resource  = ["${local.arn}:ecs:${var.account.region}:${var.account.id}:task/${local.runner_cluster}/*"]
        Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
      },
      {
        Sid       = "GiveTheTaskItsRoles"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [aws_iam_role.execution[each.key].arn, aws_iam_role.task[each.key].arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
      {
        Sid      = "TellWhatDidNotStart"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [aws_sqs_queue.failures[each.key].arn]
      },
      {
        Sid      = "UseTheKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [local.key_arn]
      },
    ]
  })
  role = aws_iam_role.scheduler[each.key].id
}
