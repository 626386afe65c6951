# Scaling. Bounds and targets are Terraform's; the count is not: it starts at zero, a release brings it up, scaling moves it.
# A service at zero has no load, so that no policy wakes it before its first release.

locals {
  scaled = { for name, ecs in local.ecs_services : name => merge(ecs, { autoscaling = var.services[ecs.key].autoscaling }) if var.services[ecs.key].autoscaling != null }

  scaled_by_cpu      = { for name, ecs in local.scaled : name => ecs if ecs.autoscaling.cpu_percent > 0 }
  scaled_by_memory   = { for name, ecs in local.scaled : name => ecs if coalesce(ecs.autoscaling.memory_percent, 0) > 0 }
  scaled_by_requests = { for name, ecs in local.scaled : name => ecs if ecs.autoscaling.requests_per_target != null }
  scaled_by_backlog  = { for name, ecs in local.scaled : name => ecs if ecs.autoscaling.backlog != null }

  schedules = merge([for name, ecs in local.scaled : { for key, schedule in ecs.autoscaling.schedules : "${name}/${key}" => merge(schedule, { service = name, name = key }) }]...)
}

resource "aws_appautoscaling_target" "this" {
  for_each = local.scaled

  max_capacity       = each.value.autoscaling.max
  min_capacity       = each.value.autoscaling.min
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this[each.key].name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_appautoscaling_policy" "cpu" {
  for_each = local.scaled_by_cpu

  name               = "${var.name}-${each.key}-cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace

  target_tracking_scaling_policy_configuration {
    scale_in_cooldown  = each.value.autoscaling.scale_in_cooldown
    scale_out_cooldown = each.value.autoscaling.scale_out_cooldown
    target_value       = each.value.autoscaling.cpu_percent

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "memory" {
  for_each = local.scaled_by_memory

  name               = "${var.name}-${each.key}-memory"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace

  target_tracking_scaling_policy_configuration {
    scale_in_cooldown  = each.value.autoscaling.scale_in_cooldown
    scale_out_cooldown = each.value.autoscaling.scale_out_cooldown
    target_value       = each.value.autoscaling.memory_percent

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

# Requests of each target. Where ECS alternates between two target groups, AWS' ready metric would go on looking at the one
# that serves no longer; so the busier of both is looked at.
resource "aws_appautoscaling_policy" "requests" {
  for_each = local.scaled_by_requests

  name               = "${var.name}-${each.key}-requests"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace

  target_tracking_scaling_policy_configuration {
    scale_in_cooldown  = each.value.autoscaling.scale_in_cooldown
    scale_out_cooldown = each.value.autoscaling.scale_out_cooldown
    target_value       = each.value.autoscaling.requests_per_target

    dynamic "predefined_metric_specification" {
      for_each = contains(keys(local.native), each.value.key) ? [] : [var.services[each.value.key].load_balancer.traffic]

      content {
        predefined_metric_type = "ALBRequestCountPerTarget"
        resource_label         = "${predefined_metric_specification.value.load_balancer_arn_suffix}/${each.value.colour == "green" ? predefined_metric_specification.value.target_groups.green.arn_suffix : predefined_metric_specification.value.target_groups.blue.arn_suffix}"
      }
    }

    dynamic "customized_metric_specification" {
      for_each = contains(keys(local.native), each.value.key) ? [var.services[each.value.key].load_balancer.traffic] : []

      content {
        metrics {
          expression  = "MAX([FILL(blue, 0), FILL(green, 0)])"
          id          = "busier"
          label       = "requests of a target in a minute"
          return_data = true
        }

        dynamic "metrics" {
          for_each = { blue = customized_metric_specification.value.target_groups.blue.arn_suffix, green = customized_metric_specification.value.target_groups.green.arn_suffix }

          content {
            id          = metrics.key
            return_data = false

            metric_stat {
              stat = "Sum"

              metric {
                metric_name = "RequestCountPerTarget"
                namespace   = "AWS/ApplicationELB"

                dimensions {
                  name  = "TargetGroup"
                  value = metrics.value
                }
              }
            }
          }
        }
      }
    }
  }
}

# What waits in a queue, for each task that is running. With none running it is zero, not infinite: the first release says
# when work begins.
resource "aws_appautoscaling_policy" "backlog" {
  for_each = local.scaled_by_backlog

  name               = "${var.name}-${each.key}-backlog"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace

  target_tracking_scaling_policy_configuration {
    scale_in_cooldown  = each.value.autoscaling.scale_in_cooldown
    scale_out_cooldown = each.value.autoscaling.scale_out_cooldown
    target_value       = each.value.autoscaling.backlog.per_task

    customized_metric_specification {
      metrics {
        expression  = "IF(running > 0, waiting / running, 0)"
        id          = "backlog"
        label       = "waiting work of each running task"
        return_data = true
      }

      metrics {
        id          = "waiting"
        return_data = false

        metric_stat {
          stat = each.value.autoscaling.backlog.statistic

          metric {
            metric_name = each.value.autoscaling.backlog.metric_name
            namespace   = each.value.autoscaling.backlog.namespace

            dynamic "dimensions" {
              for_each = each.value.autoscaling.backlog.dimensions

              content {
                name  = dimensions.key
                value = dimensions.value
              }
            }
          }
        }
      }

      metrics {
        id          = "running"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            metric_name = "RunningTaskCount"
            namespace   = "ECS/ContainerInsights"

            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.this.name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.this[each.key].name
            }
          }
        }
      }
    }
  }
}

resource "aws_appautoscaling_scheduled_action" "this" {
  for_each = local.schedules

  name               = "${var.name}-${each.value.service}-${each.value.name}"
  resource_id        = aws_appautoscaling_target.this[each.value.service].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.value.service].scalable_dimension
  schedule           = each.value.schedule
  service_namespace  = aws_appautoscaling_target.this[each.value.service].service_namespace
  start_time         = each.value.start
  timezone           = each.value.timezone

  scalable_target_action {
    max_capacity = tostring(each.value.max)
    min_capacity = tostring(each.value.min)
  }
}
