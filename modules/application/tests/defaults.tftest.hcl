# What one gets without asking.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name    = "signalcraft-test"
  account = { id = "123456789012", region = "eu-central-1" }
  network = {
    subnet_ids         = { a = "subnet-a", b = "subnet-b" }
    security_group_ids = ["sg-1"]
  }
  services = {
    api = {
      containers = { api = { image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-api:unreleased" } }
    }
  }
}

# Applied once: the runs after it plan on what is there, so that ids are known.
run "a_service_is_born_with_no_task_and_can_be_trusted_with_any" {
  command = apply

  assert {
    condition = alltrue([
      aws_ecs_service.this["api"].desired_count == 0,
      aws_ecs_service.this["api"].name == "api",
      aws_ecs_service.this["api"].wait_for_steady_state == false,
      aws_ecs_service.this["api"].force_new_deployment == true,
      aws_ecs_service.this["api"].enable_execute_command == false,
      aws_ecs_service.this["api"].availability_zone_rebalancing == "ENABLED",
      aws_ecs_service.this["api"].deployment_minimum_healthy_percent == 100,
      aws_ecs_service.this["api"].deployment_maximum_percent == 200,
      aws_ecs_service.this["api"].deployment_circuit_breaker[0].enable,
      aws_ecs_service.this["api"].deployment_circuit_breaker[0].rollback,
      aws_ecs_service.this["api"].deployment_configuration[0].strategy == "ROLLING",
      aws_ecs_service.this["api"].network_configuration[0].assign_public_ip == false,
      aws_ecs_service.this["api"].network_configuration[0].subnets == toset(["subnet-a", "subnet-b"]),
      one(aws_ecs_service.this["api"].capacity_provider_strategy).capacity_provider == "FARGATE",
      length(aws_ecs_service.this["api"].load_balancer) == 0,
      length(aws_ecs_service.this["api"].alarms) == 0,
    ])
    error_message = "The service's defaults moved."
  }

  assert {
    condition     = length(aws_iam_role.infrastructure) == 0 && output.infrastructure_role_arn == null && length(aws_appautoscaling_target.this) == 0 && output.namespace_arn == null
    error_message = "There is more than a service that rolls needs."
  }

  assert {
    condition     = one(aws_ecs_cluster.this.setting).value == "enhanced" && aws_ecs_cluster.this.configuration[0].managed_storage_configuration[0].fargate_ephemeral_storage_kms_key_id == aws_kms_key.this[0].arn && length(aws_ecs_cluster.this.configuration[0].execute_command_configuration) == 0
    error_message = "The cluster does not measure, does not encrypt disks, or has sessions that nobody asked for."
  }

  assert {
    condition     = aws_cloudwatch_log_group.service["api"].name == "/ecs/signalcraft-test/api" && aws_cloudwatch_log_group.service["api"].kms_key_id == aws_kms_key.this[0].arn && aws_cloudwatch_log_group.service["api"].retention_in_days == 365 && aws_kms_key.this[0].enable_key_rotation
    error_message = "Logs are not encrypted with the module's key, or not kept for a year."
  }

  assert {
    condition     = output.task_definitions == { api = aws_ecs_task_definition.this["api"].arn } && output.release_families == { api = "signalcraft-test-api-release" } && output.cluster_name == "signalcraft-test" && output.log_group_names == { api = "/ecs/signalcraft-test/api" }
    error_message = "Outputs say something else than releases read."
  }

  assert {
    condition     = output.services == { api = { container = "api", green_name = null, log_group_name = "/ecs/signalcraft-test/api", name = "api", port = null, strategy = "rolling" } }
    error_message = "services has another shape than releases read."
  }
}

run "the_template_is_kept_when_it_is_replaced" {
  command = plan

  assert {
    condition = alltrue([
      aws_ecs_task_definition.this["api"].skip_destroy == true,
      aws_ecs_task_definition.this["api"].family == "signalcraft-test-api",
      aws_ecs_task_definition.this["api"].network_mode == "awsvpc",
      aws_ecs_task_definition.this["api"].cpu == "256",
      aws_ecs_task_definition.this["api"].memory == "512",
      aws_ecs_task_definition.this["api"].runtime_platform[0].cpu_architecture == "ARM64",
      aws_ecs_task_definition.this["api"].requires_compatibilities == toset(["FARGATE"]),
    ])
    error_message = "The template's defaults moved."
  }
}

run "a_container_is_rendered_as_ecs_gives_it_back" {
  command = plan

  assert {
    condition = aws_ecs_task_definition.this["api"].container_definitions == jsonencode([{
      cpu         = 0
      environment = []
      essential   = true
      image       = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-api:unreleased"
      linuxParameters = {
        capabilities       = { add = [], drop = ["ALL"] }
        devices            = []
        initProcessEnabled = true
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/ecs/signalcraft-test/api"
          awslogs-region        = "eu-central-1"
          awslogs-stream-prefix = "api"
          max-buffer-size       = "25m"
          mode                  = "non-blocking"
        }
      }
      mountPoints            = []
      name                   = "api"
      portMappings           = []
      readonlyRootFilesystem = true
      stopTimeout            = 30
      systemControls         = []
      ulimits                = [{ hardLimit = 65536, name = "nofile", softLimit = 65536 }]
      user                   = "1000"
      versionConsistency     = "enabled"
      volumesFrom            = []
    }])
    error_message = "The container has a null, lacks a default, or is not locked down: read-only root, no root user, no capabilities."
  }
}

run "roles_may_do_nothing_but_what_their_service_needs" {
  command = plan

  variables {
    services = {
      api = {
        containers = {
          api = {
            image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            secrets = [
              { name = "URL", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:database-a1b2c3:url::" },
              { name = "USER", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:database-a1b2c3:user::" },
              { name = "FLAG", valueFrom = "arn:aws:ssm:eu-central-1:123456789012:parameter/flag" },
            ]
          }
        }
        secret_key_arns = { database = "arn:aws:kms:eu-central-1:123456789012:key/secrets" }
        task_role_statements = {
          Attachments = { actions = ["s3:PutObject", "s3:GetObject"], resources = ["arn:aws:s3:::attachments/*"], conditions = { StringEquals = { "s3:ExistingObjectTag/kind" = ["attachment"] } } }
        }
      }
      web = { containers = { web = { image = "public.ecr.aws/nginx/nginx:1.29" } } }
    }
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.execution["api"].policy).Statement == [
      { Sid = "Logs", Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/signalcraft-test/api:*"] },
      { Sid = "Images", Effect = "Allow", Action = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = ["arn:aws:ecr:eu-central-1:123456789012:repository/signalcraft-api"] },
      { Sid = "RegistryLogin", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      { Sid = "Secrets", Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:database-a1b2c3"] },
      { Sid = "Parameters", Effect = "Allow", Action = ["ssm:GetParameters"], Resource = ["arn:aws:ssm:eu-central-1:123456789012:parameter/flag"] },
      { Sid = "SecretKeys", Effect = "Allow", Action = ["kms:Decrypt"], Resource = ["arn:aws:kms:eu-central-1:123456789012:key/secrets"], Condition = { StringEquals = { "kms:ViaService" = ["secretsmanager.eu-central-1.amazonaws.com", "ssm.eu-central-1.amazonaws.com"] } } },
    ]
    error_message = "The execution role of api may do more or less than pull its image, read its secrets and write its log."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.execution["web"].policy).Statement[*].Sid == ["Logs"]
    error_message = "A service without secrets and with a public image may do more than write its log."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.task["api"].policy).Statement == [{ Sid = "Attachments", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = ["arn:aws:s3:::attachments/*"], Condition = { StringEquals = { "s3:ExistingObjectTag/kind" = ["attachment"] } } }] && keys(aws_iam_role_policy.task) == ["api"]
    error_message = "The task role has other statements than the caller's, or web has any."
  }

  assert {
    condition     = alltrue([for role in concat(values(aws_iam_role.execution), values(aws_iam_role.task)) : jsondecode(role.assume_role_policy).Statement[0].Condition == { ArnLike = { "aws:SourceArn" = "arn:aws:ecs:eu-central-1:123456789012:*" }, StringEquals = { "aws:SourceAccount" = "123456789012" } }])
    error_message = "A role trusts tasks of other accounts."
  }

  assert {
    condition     = length(distinct([for role in concat(values(aws_iam_role.execution), values(aws_iam_role.task)) : role.name])) == 4
    error_message = "Two services or two purposes share a role."
  }
}

run "no_alarm_fires_for_a_service_at_zero" {
  command = plan

  variables {
    alarm_topics = { critical = "arn:aws:sns:eu-central-1:123456789012:critical", warning = "arn:aws:sns:eu-central-1:123456789012:warning" }
    alarms       = { overrides = { api = { cpu_percent = 70 } } }
  }

  assert {
    condition     = keys(output.alarm_names) == ["api/cpu", "api/down", "api/memory", "api/tasks_missing"] && output.alarm_names["api/down"] == "signalcraft-test-api-down" && keys(output.alarm_arns) == keys(output.alarm_names)
    error_message = "Alarms are missing, or have other names."
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.cpu["api"].threshold == 70,
      aws_cloudwatch_metric_alarm.memory["api"].threshold == 90,
      aws_cloudwatch_metric_alarm.cpu["api"].alarm_actions == toset([var.alarm_topics.warning]),
      aws_cloudwatch_metric_alarm.down["api"].alarm_actions == toset([var.alarm_topics.critical]),
      aws_cloudwatch_metric_alarm.tasks_missing["api"].evaluation_periods == 15,
      aws_cloudwatch_metric_alarm.cpu["api"].treat_missing_data == "notBreaching",
      aws_cloudwatch_metric_alarm.memory["api"].treat_missing_data == "notBreaching",
      aws_cloudwatch_metric_alarm.down["api"].treat_missing_data == "notBreaching",
      aws_cloudwatch_metric_alarm.tasks_missing["api"].treat_missing_data == "notBreaching",
    ])
    error_message = "An alarm has another threshold, speaks to somebody else, or fires on missing data."
  }

  assert {
    condition     = one([for q in aws_cloudwatch_metric_alarm.down["api"].metric_query : q.expression if q.id == "down"]) == "IF(desired > 0, IF(running < 1, 1, 0), 0)"
    error_message = "A service that nobody wants to run counts as down."
  }
}
