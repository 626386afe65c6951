# What a container's attributes become.

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

run "environment_and_secrets_come_in_the_shape_of_ecs_and_go_out_sorted" {
  command = apply

  variables {
    services = {
      api = {
        main_container = "app"
        containers = {
          app = {
            image          = "app:1.8.2"
            command        = ["serve", "--port", "8080"]
            entry_point    = ["/app"]
            cpu            = 128
            memory         = 256
            dependencies   = { setup = "SUCCESS" }
            environment    = [{ name = "B", value = "2" }, { name = "A", value = "1" }]
            secrets        = [{ name = "Z", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:z-a1b2c3" }, { name = "C", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:c-a1b2c3:key::" }]
            health_check   = { command = ["CMD", "/app", "health"] }
            labels         = { team = "alerts" }
            ports          = { http = { port = 8080, app_protocol = "http" }, metrics = { port = 9090 } }
            user           = "2000:2000"
            writable_paths = { "/tmp" = { tmpfs_mib = 64 }, "/var/cache" = {} }
          }
          setup = { image = "app:1.8.2", essential = false, memory_reservation = 64, working_directory = "/app", read_only_root = false }
        }
      }
    }
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[*].name == ["app", "setup"] && output.services["api"].container == "app"
    error_message = "Containers are not sorted by name, or another one counts as the service's own."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].environment == [{ name = "A", value = "1" }, { name = "B", value = "2" }] && jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].secrets[*].name == ["C", "Z"]
    error_message = "The order of the caller's list would be a difference in the plan."
  }

  assert {
    condition = { for key, value in jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0] : key => value if contains(["command", "entryPoint", "cpu", "memory", "dependsOn", "healthCheck", "dockerLabels", "portMappings", "user", "mountPoints", "linuxParameters"], key) } == {
      command      = ["serve", "--port", "8080"]
      cpu          = 128
      dependsOn    = [{ condition = "SUCCESS", containerName = "setup" }]
      dockerLabels = { team = "alerts" }
      entryPoint   = ["/app"]
      healthCheck  = { command = ["CMD", "/app", "health"], interval = 30, retries = 3, startPeriod = 30, timeout = 5 }
      linuxParameters = {
        capabilities       = { add = [], drop = ["ALL"] }
        devices            = []
        initProcessEnabled = true
        tmpfs              = [{ containerPath = "/tmp", mountOptions = ["mode=1777", "nodev", "nosuid"], size = 64 }]
      }
      memory       = 256
      mountPoints  = [{ containerPath = "/var/cache", readOnly = false, sourceVolume = "app-var-cache" }]
      portMappings = [{ appProtocol = "http", containerPort = 8080, hostPort = 8080, name = "http", protocol = "tcp" }, { containerPort = 9090, hostPort = 9090, name = "metrics", protocol = "tcp" }]
      user         = "2000:2000"
    }
    error_message = "An attribute of the container became something else."
  }

  assert {
    condition     = [for volume in aws_ecs_task_definition.this["api"].volume : volume.name] == ["app-var-cache"]
    error_message = "The volume of a writable path is missing."
  }

  assert {
    condition     = !strcontains(aws_ecs_task_definition.this["api"].container_definitions, "null")
    error_message = "A null was rendered, which ECS does not give back."
  }
}

run "sidecars_come_with_the_rights_that_they_need" {
  command = plan

  variables {
    services = {
      api = {
        containers = { api = { image = "app:1.8.2", environment = [{ name = "LOG_LEVEL", value = "info" }] } }
        firelens   = {}
        tracing    = {}
      }
      own = {
        containers = { own = { image = "app:1.8.2", environment = [{ name = "OTEL_EXPORTER_OTLP_ENDPOINT", value = "http://elsewhere:4318" }] } }
        firelens   = { options = { Name = "datadog" } }
        tracing    = { configuration = "receivers: {}" }
      }
    }
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[*].name == ["api", "log-router", "otel-collector"] && jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[*].essential == [true, true, false]
    error_message = "Sidecars are missing, or a lost trace would be an outage."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].logConfiguration == { logDriver = "awsfirelens", options = { Name = "cloudwatch_logs", auto_create_group = "false", log_group_name = "/ecs/signalcraft-test/api", log_stream_prefix = "api/", region = "eu-central-1" } } && jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[1].logConfiguration.logDriver == "awslogs"
    error_message = "The service does not log through the router, or the router logs through itself."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].environment[*].name == ["LOG_LEVEL", "OTEL_EXPORTER_OTLP_ENDPOINT"] && one(yamldecode(jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[2].environment[0].value).service.pipelines.traces.exporters) == "awsxray"
    error_message = "The service does not know where its traces go, or they go elsewhere."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["own"].container_definitions)[0].environment == [{ name = "OTEL_EXPORTER_OTLP_ENDPOINT", value = "http://elsewhere:4318" }] && jsondecode(aws_ecs_task_definition.this["own"].container_definitions)[0].logConfiguration.options == { Name = "datadog" } && jsondecode(aws_ecs_task_definition.this["own"].container_definitions)[2].environment[0].value == "receivers: {}"
    error_message = "What the caller wrote was overruled."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.task["api"].policy).Statement[*].Sid == ["Logs", "Tracing"] && jsondecode(aws_iam_role_policy.task["api"].policy).Statement[0].Resource == ["arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/signalcraft-test/api:*"]
    error_message = "The task role lacks what sidecars need, or has more."
  }
}

run "exec_is_logged_encrypted_and_finds_room_to_write" {
  command = apply

  variables {
    services = { api = { exec = true, containers = { api = { image = "app:1.8.2" } } } }
  }

  assert {
    condition     = aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].logging == "OVERRIDE" && aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].kms_key_id == aws_kms_key.this[0].arn && aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].log_configuration[0].cloud_watch_encryption_enabled && aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].log_configuration[0].cloud_watch_log_group_name == aws_cloudwatch_log_group.exec[0].name && aws_cloudwatch_log_group.exec[0].kms_key_id == aws_kms_key.this[0].arn
    error_message = "Sessions are not logged, or not encrypted."
  }

  assert {
    condition     = aws_ecs_service.this["api"].enable_execute_command && jsondecode(aws_iam_role_policy.task["api"].policy).Statement[*].Sid == ["Exec", "ExecLog", "ExecLogDescribe", "ExecKey"]
    error_message = "ECS Exec is not on, or its agent may not speak."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].mountPoints[*].containerPath == ["/var/lib/amazon", "/var/log/amazon"] && jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].readonlyRootFilesystem
    error_message = "The agent of ECS Exec cannot write, or the root is writable for it."
  }
}

run "a_task_without_a_service" {
  command = plan

  variables {
    services = { migrate = { run_as_service = false, containers = { signalcraft = { image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.4.0" } } } }
    alarms   = { enabled = true }
  }

  assert {
    condition     = length(aws_ecs_service.this) == 0 && keys(aws_ecs_task_definition.this) == ["migrate"] && keys(aws_iam_role.execution) == ["migrate"] && output.services == {} && output.alarm_names == {}
    error_message = "A task that is only run now and then became a service, or has no definition."
  }
}
