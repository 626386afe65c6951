# The smallest and the fullest shape.

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

run "a_small_environment_opts_down_by_name" {
  command = apply

  variables {
    environment        = "dev"
    allow_latest       = true
    alarms             = { enabled = false }
    cluster            = { encrypt_ephemeral_storage = false }
    container_insights = "disabled"
    logs               = { retention_days = 14, prefix = "/dev" }
    network            = { assign_public_ip = true, subnet_ids = { a = "subnet-a" }, security_group_ids = ["sg-1"] }
    services = {
      api = {
        architecture = "X86_64"
        capacity     = { on_demand = { weight = 0 }, spot = { weight = 1 } }
        containers   = { api = { image = "app" }, proxy = { image = "proxy:latest", user = "101" } }
        deployment   = { minimum_healthy_percent = 0, circuit_breaker = false }
      }
    }
  }

  assert {
    condition     = output.alarm_names == {} && length(aws_ecs_cluster.this.configuration[0].managed_storage_configuration) == 0 && one(aws_ecs_cluster.this.setting).value == "disabled" && aws_cloudwatch_log_group.service["api"].retention_in_days == 14 && output.log_group_names["api"] == "/dev/api"
    error_message = "What was switched off is there."
  }

  assert {
    condition     = one(aws_ecs_service.this["api"].capacity_provider_strategy).capacity_provider == "FARGATE_SPOT" && aws_ecs_service.this["api"].network_configuration[0].assign_public_ip && aws_ecs_service.this["api"].deployment_minimum_healthy_percent == 0 && length(aws_ecs_service.this["api"].deployment_circuit_breaker) == 0 && aws_ecs_task_definition.this["api"].runtime_platform[0].cpu_architecture == "X86_64"
    error_message = "The service is not what dev asked for."
  }
}

run "groups_and_a_key_of_somebody_else" {
  command = plan

  variables {
    encryption = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/theirs" }
    logs       = { create_groups = false, prefix = "/central" }
    services   = { api = { containers = { api = { image = "app:1.8.2" } } } }
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.service) == 0 && output.log_group_names["api"] == "/central/api" && jsondecode(aws_iam_role_policy.execution["api"].policy).Statement[0].Resource == ["arn:aws:logs:eu-central-1:123456789012:log-group:/central/api:*"] && length(aws_kms_key.this) == 0 && output.key_arn == "arn:aws:kms:eu-central-1:123456789012:key/theirs"
    error_message = "What was given is not used, or something was made beside it."
  }
}

run "production_in_full" {
  command   = apply
  state_key = "production" # a service that is already there keeps the strategy of its first day

  variables {
    roles           = { path = "/signalcraft/", permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary" }
    service_connect = { enabled = true }
    services = {
      api = {
        cpu                   = 1024
        memory                = 4096
        ephemeral_storage_gib = 40
        containers            = { api = { image = "app:1.8.2", ports = { http = { port = 8080 } } } }
        security_group_ids    = ["sg-api"]
        service_connect       = { port_name = "http", port = 80, request_timeout_seconds = 30 }
        deployment            = { strategy = "blue_green" }
        autoscaling = {
          min            = 3
          max            = 30
          memory_percent = 70
          schedules      = { morning = { schedule = "cron(0 7 ? * MON-FRI *)", timezone = "Europe/Berlin", min = 6, max = 30 } }
        }
      }
      worker = {
        capacity        = { on_demand = { base = 1, weight = 1 }, spot = { weight = 4 } }
        containers      = { worker = { image = "app:1.8.2" } }
        service_connect = {}
        autoscaling = {
          min         = 1
          max         = 20
          cpu_percent = 0
          backlog     = { namespace = "SignalCraft", metric_name = "QueueLength", dimensions = { Queue = "alerts" }, per_task = 100 }
        }
      }
    }
  }

  assert {
    condition     = aws_service_discovery_http_namespace.this[0].name == "signalcraft-test" && aws_ecs_service.this["api"].service_connect_configuration[0].namespace == output.namespace_arn && aws_ecs_service.this["api"].service_connect_configuration[0].service[0].client_alias[0].dns_name == "api" && aws_ecs_service.this["api"].service_connect_configuration[0].service[0].client_alias[0].port == 80 && aws_ecs_service.this["api"].service_connect_configuration[0].service[0].timeout[0].per_request_timeout_seconds == 30 && length(aws_ecs_service.this["worker"].service_connect_configuration[0].service) == 0
    error_message = "Services do not find each other."
  }

  assert {
    condition     = aws_ecs_service.this["api"].deployment_configuration[0].strategy == "BLUE_GREEN" && length(aws_ecs_service.this["api"].load_balancer) == 0 && output.infrastructure_role_arn != null
    error_message = "Service Connect alone does not carry a blue/green strategy."
  }

  assert {
    condition     = { for share in aws_ecs_service.this["worker"].capacity_provider_strategy : share.capacity_provider => [share.base, share.weight] } == { FARGATE = [1, 1], FARGATE_SPOT = [0, 4] }
    error_message = "The mix of capacity is another."
  }

  assert {
    condition     = aws_appautoscaling_target.this["api"].min_capacity == 3 && aws_appautoscaling_target.this["api"].max_capacity == 30 && aws_appautoscaling_target.this["api"].resource_id == "service/signalcraft-test/api" && keys(aws_appautoscaling_policy.cpu) == ["api"] && keys(aws_appautoscaling_policy.memory) == ["api"] && keys(aws_appautoscaling_policy.backlog) == ["worker"]
    error_message = "Services do not scale by what was asked for."
  }

  assert {
    condition     = one([for m in aws_appautoscaling_policy.backlog["worker"].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : m.expression if m.return_data]) == "IF(running > 0, waiting / running, 0)" && aws_appautoscaling_policy.backlog["worker"].target_tracking_scaling_policy_configuration[0].target_value == 100
    error_message = "A backlog would wake a worker before its first release."
  }

  assert {
    condition     = aws_appautoscaling_scheduled_action.this["api/morning"].timezone == "Europe/Berlin" && aws_appautoscaling_scheduled_action.this["api/morning"].scalable_target_action[0].min_capacity == "6"
    error_message = "The schedule is another."
  }

  assert {
    condition     = alltrue([for role in concat(values(aws_iam_role.execution), values(aws_iam_role.task), aws_iam_role.infrastructure) : role.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary" && role.path == "/signalcraft/"])
    error_message = "A role is out of bounds."
  }

  assert {
    condition     = aws_ecs_task_definition.this["api"].ephemeral_storage[0].size_in_gib == 40 && aws_ecs_service.this["api"].network_configuration[0].security_groups == toset(["sg-api"]) && aws_ecs_service.this["worker"].network_configuration[0].security_groups == toset(["sg-1"])
    error_message = "Storage or security groups are others."
  }
}

run "the_longest_names_fit" {
  command = plan

  variables {
    name     = "signalcraft-productions-in-frankfurt"
    services = { sixteen-letters1 = { containers = { app = { image = "app:1.8.2" } } } }
  }

  assert {
    condition     = length(var.name) == 36 && alltrue([for role in concat(values(aws_iam_role.execution), values(aws_iam_role.task)) : length(role.name) <= 64])
    error_message = "A role's name has more than 64 characters."
  }
}

run "the_first_plan_needs_nothing_that_other_modules_have_yet_to_make" {
  command   = plan
  state_key = "not_yet"

  module {
    source = "./tests/not_yet"
  }

  assert {
    condition     = output.families == { api = "signalcraft-test-api-release" }
    error_message = "What is known from the caller's words is not known in the plan."
  }
}
