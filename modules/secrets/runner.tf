# What rotates: a task with our CLI, started by a schedule. No Lambda: the same image, the same code and the same log as
# on an engineer's terminal. What does not start, or ends with an error, lies in a queue that an alarm watches.

locals {
  # "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2" => the repository's ARN
  image = try(regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.[^/]+/(?P<repository>[^:@]+)", var.runner.image), null)

  # one object for all that counts on the runner
  runners = { for name in ["runner"] : name => var.runner if var.runner != null }

  runner_cluster = var.runner == null ? "" : try(split("/", var.runner.cluster_arn)[1], "")
  services = distinct(flatten([
    for rotation in values(local.rotated) : [for service in sort(rotation.services) : service]
  ]))

  # minutes past the hour spread the rotations of a day, by a number that follows from the name
  schedules = {
    for key, rotation in local.rotated : "rotate/${key}" => {
      command = concat(
        ["secrets", "rotate", "--secret", "${var.name}/${key}", "--strategy", rotation.strategy, "--older-than", "${rotation.every_days}d"],
        length(var.secrets[key].keys) > 0 ? ["--keys", join(",", sort(var.secrets[key].keys))] : [],
        flatten([for service in sort(rotation.services) : ["--restart", "${local.runner_cluster}/${service}"]]),
        rotation.arguments, ["--json"],
      )
      description = "Rotates ${var.name}/${key} when it is ${rotation.every_days} days old"
      expression  = "cron(${parseint(substr(sha256(key), 0, 6), 16) % 60} ${var.runner.schedule_hour} * * ? *)"
    }
  }
  audits = {
    for name in ["audit"] : name => {
      command = concat(
        ["secrets", "audit"],
        flatten([for key, secret in local.aged : ["--secret", "${var.name}/${key}=${secret.rotation.every_days}d"]]),
        ["--json"],
      )
      description = "Tells the ages of the secrets of ${var.name}"
      expression  = "cron(0 ${(try(var.runner.schedule_hour, 0) + 2) % 24} * * ? *)"
    } if length(local.aged) > 0
  }
}

resource "aws_cloudwatch_log_group" "runner" {
  for_each = local.runners

  kms_key_id        = local.key_arn
  name              = local.log_group_name
  retention_in_days = each.value.retention_days

  tags = merge(local.tags, { Name = local.log_group_name })
}

resource "aws_ecs_task_definition" "runner" {
  for_each = local.runners

  container_definitions = jsonencode([{
    command                = ["secrets", "audit", "--json"]
    environment            = [{ name = "AWS_REGION", value = var.account.region }]
    essential              = true
    image                  = each.value.image
    linuxParameters        = { capabilities = { drop = ["ALL"] }, initProcessEnabled = true }
    name                   = "signalcraft"
    privileged             = false
    readonlyRootFilesystem = true
    user                   = "1000:1000"
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.runner[each.key].name
        awslogs-region        = var.account.region
        awslogs-stream-prefix = "secrets"
      }
    }
  }])
  cpu                      = 256
  execution_role_arn       = aws_iam_role.execution[each.key].arn
  family                   = local.runner_name
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  task_role_arn            = aws_iam_role.task[each.key].arn

  runtime_platform {
    cpu_architecture        = each.value.architecture
    operating_system_family = "LINUX"
  }

  tags = merge(local.tags, { Name = local.runner_name })
}

# --- schedules

resource "aws_scheduler_schedule_group" "this" {
  for_each = local.runners

  name = local.runner_name

  tags = merge(local.tags, { Name = local.runner_name })
}

resource "aws_scheduler_schedule" "this" {
  for_each = merge(local.schedules, local.audits)

  description                  = each.value.description
  group_name                   = aws_scheduler_schedule_group.this["runner"].name
  kms_key_arn                  = local.key_arn
  name                         = replace(each.key, "/", "-")
  schedule_expression          = each.value.expression
  schedule_expression_timezone = var.runner.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn = var.runner.cluster_arn
    input = jsonencode({
      containerOverrides = [{ command = each.value.command, name = "signalcraft" }]
    })
    role_arn = aws_iam_role.scheduler["runner"].arn

    dead_letter_config {
      arn = aws_sqs_queue.failures["runner"].arn
    }

    ecs_parameters {
      enable_ecs_managed_tags = true
      group                   = local.runner_name
      launch_type             = "FARGATE"
      platform_version        = "LATEST"
      propagate_tags          = "TASK_DEFINITION"
      task_count              = 1
      task_definition_arn     = aws_ecs_task_definition.runner["runner"].arn

      network_configuration {
        assign_public_ip = false
        security_groups  = var.runner.security_group_ids
        subnets          = var.runner.subnet_ids
      }
    }

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 5
    }
  }
}

# --- what failed

resource "aws_sqs_queue" "failures" {
  for_each = local.runners

  kms_data_key_reuse_period_seconds = 3600
  kms_master_key_id                 = local.key_arn
  message_retention_seconds         = 1209600 # fourteen days, the longest there is
  name                              = "${local.runner_name}-failures"

  tags = merge(local.tags, { Name = "${local.runner_name}-failures" })
}

resource "aws_sqs_queue_policy" "failures" {
  for_each = local.runners

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "EventsOfFailedTasks"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.failures[each.key].arn
        Condition = { ArnEquals = { "aws:SourceArn" = "${local.arn}:events:${var.account.region}:${var.account.id}:rule/${local.runner_name}-failed" } }
      },
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = ["sqs:*"]
        Resource  = aws_sqs_queue.failures[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
  queue_url = aws_sqs_queue.failures[each.key].url
}

# A task that ended with an error, or never began.
resource "aws_cloudwatch_event_rule" "failed" {
  for_each = local.runners

  description = "Rotations and audits of ${var.name} that failed"
  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn = [each.value.cluster_arn]
      group      = [local.runner_name]
      lastStatus = ["STOPPED"]
      "$or" = [
        { containers = { exitCode = [{ anything-but = [0] }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
  name = "${local.runner_name}-failed"

  tags = merge(local.tags, { Name = "${local.runner_name}-failed" })
}

resource "aws_cloudwatch_event_target" "failed" {
  for_each = local.runners

  arn       = aws_sqs_queue.failures[each.key].arn
  rule      = aws_cloudwatch_event_rule.failed[each.key].name
  target_id = "failures"
}
