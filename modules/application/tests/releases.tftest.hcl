# What a release finds, and what a plan leaves alone after it.

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
      containers = { api = { image = "app:unreleased", ports = { http = { port = 8080 } } } }
      deployment = { strategy = "canary", alarm_names = ["signalcraft-test-api-5xx"] }
      load_balancer = {
        port = 8080
        traffic = {
          load_balancer_arn_suffix = "app/signalcraft/1"
          rule_arn                 = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/r"
          test_rule_arn            = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/t"
          target_groups = {
            blue  = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1", arn_suffix = "targetgroup/blue/1" }
            green = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/green/2", arn_suffix = "targetgroup/green/2" }
          }
        }
      }
      autoscaling = { min = 2, max = 10, requests_per_target = 500 }
    }
    web = {
      containers = { web = { image = "web:unreleased", ports = { http = { port = 3000 } } } }
      deployment = { strategy = "alb_weighted" }
      load_balancer = {
        port = 3000
        traffic = {
          load_balancer_arn_suffix = "app/signalcraft/1"
          rule_arn                 = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/r"
          test_rule_arn            = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/t"
          target_groups = {
            blue  = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1", arn_suffix = "targetgroup/blue/1" }
            green = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/green/2", arn_suffix = "targetgroup/green/2" }
          }
        }
      }
      autoscaling = { min = 2, max = 10, requests_per_target = 500 }
    }
    worker = { containers = { worker = { image = "app:unreleased" } } }
  }
}

run "native_strategies_carry_what_ecs_needs" {
  command = apply

  assert {
    condition = alltrue([
      aws_ecs_service.this["api"].deployment_configuration[0].strategy == "CANARY",
      length(aws_ecs_service.this["api"].deployment_circuit_breaker) == 0,
      one(aws_ecs_service.this["api"].load_balancer).target_group_arn == var.services["api"].load_balancer.traffic.target_groups.blue.arn,
      one(aws_ecs_service.this["api"].load_balancer).container_name == "api",
      one(aws_ecs_service.this["api"].load_balancer).container_port == 8080,
      one(aws_ecs_service.this["api"].load_balancer).advanced_configuration[0].alternate_target_group_arn == var.services["api"].load_balancer.traffic.target_groups.green.arn,
      one(aws_ecs_service.this["api"].load_balancer).advanced_configuration[0].production_listener_rule == var.services["api"].load_balancer.traffic.rule_arn,
      one(aws_ecs_service.this["api"].load_balancer).advanced_configuration[0].test_listener_rule == var.services["api"].load_balancer.traffic.test_rule_arn,
      one(aws_ecs_service.this["api"].load_balancer).advanced_configuration[0].role_arn == aws_iam_role.infrastructure[0].arn,
      aws_ecs_service.this["api"].alarms[0].alarm_names == toset(["signalcraft-test-api-5xx"]),
      aws_ecs_service.this["api"].alarms[0].rollback,
      aws_ecs_service.this["api"].health_check_grace_period_seconds == 60,
    ])
    error_message = "ECS could not shift traffic of api."
  }

  assert {
    condition     = aws_iam_role_policy_attachment.infrastructure[0].policy_arn == "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers" && jsondecode(aws_iam_role.infrastructure[0].assume_role_policy).Statement[0].Principal.Service == "ecs.amazonaws.com" && output.infrastructure_role_arn == aws_iam_role.infrastructure[0].arn
    error_message = "ECS has no role with which it may change rules."
  }
}

run "a_weighted_strategy_has_two_services_that_take_turns" {
  command = plan

  assert {
    condition     = keys(aws_ecs_service.this) == ["api", "web", "web-green", "worker"] && output.services["web"].name == "web" && output.services["web"].green_name == "web-green"
    error_message = "There is no second service behind the rule of web, or api has one."
  }

  assert {
    condition     = one(aws_ecs_service.this["web"].load_balancer).target_group_arn == var.services["api"].load_balancer.traffic.target_groups.blue.arn && one(aws_ecs_service.this["web-green"].load_balancer).target_group_arn == var.services["api"].load_balancer.traffic.target_groups.green.arn && aws_ecs_service.this["web-green"].task_definition == aws_ecs_service.this["web"].task_definition
    error_message = "Both services of web are behind one target group."
  }

  assert {
    condition     = alltrue([for name in ["web", "web-green"] : aws_ecs_service.this[name].deployment_configuration[0].strategy == "ROLLING" && length(one(aws_ecs_service.this[name].load_balancer).advanced_configuration) == 0 && aws_ecs_service.this[name].desired_count == 0])
    error_message = "ECS would shift traffic of web itself."
  }

  assert {
    condition     = [for name in ["web", "web-green"] : aws_appautoscaling_policy.requests[name].target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].resource_label] == ["app/signalcraft/1/targetgroup/blue/1", "app/signalcraft/1/targetgroup/green/2"]
    error_message = "A colour of web scales by the requests of the other."
  }
}

run "scaling_sees_the_colour_that_serves" {
  command = plan

  assert {
    condition     = one([for m in aws_appautoscaling_policy.requests["api"].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : m.expression if m.return_data]) == "MAX([FILL(blue, 0), FILL(green, 0)])" && length(aws_appautoscaling_policy.requests["api"].target_tracking_scaling_policy_configuration[0].predefined_metric_specification) == 0
    error_message = "After a release api would scale by the target group that was emptied."
  }
}

run "the_role_that_shifts_traffic_outlives_the_strategy" {
  command = plan

  variables {
    services = {
      api = {
        containers    = { api = { image = "app:unreleased", ports = { http = { port = 8080 } } } }
        load_balancer = { port = 8080, traffic = var.services.api.load_balancer.traffic }
      }
    }
  }

  assert {
    condition     = output.infrastructure_role_arn == run.native_strategies_carry_what_ecs_needs.infrastructure_role_arn
    error_message = "api rolls from now on, and the role that its ECS service still names is gone."
  }
}

run "a_release_happened_elsewhere" {
  command   = apply
  state_key = "after_release"

  module {
    source = "./tests/after_release"
  }
}

run "what_a_release_changed_stays" {
  command   = plan
  state_key = "after_release"

  # And the template has changed since then, as has everything else that a release owns.
  variables {
    services = {
      api = {
        cpu           = 512
        memory        = 1024
        containers    = { api = { image = "app:unreleased", ports = { http = { port = 8080 } }, environment = [{ name = "NEW", value = "yes" }] } }
        deployment    = { strategy = "blue_green" }
        load_balancer = { port = 8080, traffic = var.services.api.load_balancer.traffic }
      }
    }
  }

  assert {
    condition = alltrue([
      aws_ecs_service.this["api"].desired_count == 5,
      aws_ecs_service.this["api"].task_definition == "arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-test-api-release:7",
      endswith(one(aws_ecs_service.this["api"].load_balancer).target_group_arn, "green/2"),
      aws_ecs_service.this["api"].deployment_configuration[0].strategy == "CANARY",
      aws_ecs_service.this["api"].deployment_configuration[0].canary_configuration[0].canary_percent == 10,
    ])
    error_message = "A plan would undo a release."
  }
}
