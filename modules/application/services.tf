# ECS services. Each is born with no task. From the first release on, what runs, how much of it, behind which target group
# and with which deployment configuration is the business of releases and of scaling, and no plan speaks of it again.

resource "aws_ecs_service" "this" {
  for_each = local.ecs_services

  availability_zone_rebalancing      = "ENABLED"
  cluster                            = aws_ecs_cluster.this.arn
  deployment_maximum_percent         = var.services[each.value.key].deployment.maximum_percent
  deployment_minimum_healthy_percent = var.services[each.value.key].deployment.minimum_healthy_percent
  desired_count                      = 0
  enable_ecs_managed_tags            = true
  enable_execute_command             = var.services[each.value.key].exec
  force_new_deployment               = true # without it a changed mix of capacity would replace the service, an outage
  health_check_grace_period_seconds  = var.services[each.value.key].load_balancer == null ? null : var.services[each.value.key].load_balancer.health_check_seconds
  name                               = each.key
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  scheduling_strategy                = "REPLICA"
  task_definition                    = aws_ecs_task_definition.this[each.value.key].arn
  wait_for_steady_state              = false

  dynamic "alarms" {
    for_each = length(var.services[each.value.key].deployment.alarm_names) > 0 ? [var.services[each.value.key].deployment.alarm_names] : []

    content {
      alarm_names = alarms.value
      enable      = true
      rollback    = true
    }
  }

  dynamic "capacity_provider_strategy" {
    for_each = { for provider, share in { FARGATE = var.services[each.value.key].capacity.on_demand, FARGATE_SPOT = var.services[each.value.key].capacity.spot } : provider => share if share.weight > 0 || share.base > 0 }

    content {
      base              = capacity_provider_strategy.value.base
      capacity_provider = capacity_provider_strategy.key
      weight            = capacity_provider_strategy.value.weight
    }
  }

  # Only for deployments that ECS rolls: for the others it has no circuit breaker, and hooks and alarms stand for it.
  dynamic "deployment_circuit_breaker" {
    for_each = contains(keys(local.native), each.value.key) || !var.services[each.value.key].deployment.circuit_breaker ? [] : [true]

    content {
      enable   = true
      rollback = true
    }
  }

  deployment_configuration {
    strategy = contains(keys(local.native), each.value.key) ? upper(var.services[each.value.key].deployment.strategy) : "ROLLING"
  }

  deployment_controller {
    type = "ECS"
  }

  dynamic "load_balancer" {
    for_each = var.services[each.value.key].load_balancer == null ? [] : [var.services[each.value.key].load_balancer]

    content {
      container_name   = coalesce(load_balancer.value.container, local.main_container[each.value.key])
      container_port   = load_balancer.value.port
      target_group_arn = each.value.colour == "green" ? load_balancer.value.traffic.target_groups.green.arn : load_balancer.value.traffic.target_groups.blue.arn

      dynamic "advanced_configuration" {
        for_each = contains(keys(local.native), each.value.key) ? [load_balancer.value.traffic] : []

        content {
          alternate_target_group_arn = advanced_configuration.value.target_groups.green.arn
          production_listener_rule   = advanced_configuration.value.rule_arn
          role_arn                   = aws_iam_role.infrastructure[0].arn
          test_listener_rule         = advanced_configuration.value.test_rule_arn
        }
      }
    }
  }

  network_configuration {
    assign_public_ip = var.network.assign_public_ip
    security_groups  = coalesce(var.services[each.value.key].security_group_ids, var.network.security_group_ids)
    subnets          = values(var.network.subnet_ids)
  }

  dynamic "service_connect_configuration" {
    for_each = var.services[each.value.key].service_connect == null ? [] : [var.services[each.value.key].service_connect]

    content {
      enabled   = true
      namespace = local.namespace_arn

      log_configuration {
        log_driver = "awslogs"
        options    = merge(local.awslogs[each.value.key].options, { awslogs-stream-prefix = "${each.value.key}-proxy" })
      }

      dynamic "service" {
        for_each = service_connect_configuration.value.port_name == null ? [] : [service_connect_configuration.value]

        content {
          discovery_name = coalesce(service.value.discovery_name, each.key)
          port_name      = service.value.port_name

          client_alias {
            dns_name = coalesce(service.value.dns_name, each.value.key)
            port     = service.value.port
          }

          dynamic "timeout" {
            for_each = service.value.idle_timeout_seconds == null && service.value.request_timeout_seconds == null ? [] : [service.value]

            content {
              idle_timeout_seconds        = timeout.value.idle_timeout_seconds
              per_request_timeout_seconds = timeout.value.request_timeout_seconds
            }
          }
        }
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}", Service = each.value.key })

  # A service that starts before its roles may do anything fails its first tasks.
  depends_on = [
    aws_cloudwatch_log_group.service,
    aws_ecs_cluster_capacity_providers.this,
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
    aws_iam_role_policy_attachment.infrastructure,
  ]

  lifecycle {
    ignore_changes = [deployment_configuration, desired_count, load_balancer, task_definition]
  }
}
