# The cluster, its capacity and its namespace. Services are in services.tf, what they run in task_definitions.tf.

locals {
  tags = merge(var.tags, { Component = "application" })

  # What becomes an ECS service. With the strategy alb_weighted there are two behind one rule, and they take turns.
  running = { for key, service in var.services : key => service if service.run_as_service }
  ecs_services = merge(
    { for key, service in local.running : key => { key = key, colour = "blue" } },
    { for key, service in local.running : "${key}-green" => { key = key, colour = "green" } if service.deployment.strategy == "alb_weighted" },
  )

  # Strategies that ECS carries out itself, between two target groups.
  native = { for key, service in local.running : key => service if contains(["blue_green", "canary", "linear"], service.deployment.strategy) }

  # Services with traffic that could be shifted.
  shiftable = { for key, service in local.running : key => service if service.load_balancer != null || try(service.service_connect.port, null) != null }

  exec = anytrue([for service in values(var.services) : service.exec])

  # The container that is the service's own.
  main_container = { for key, service in var.services : key => coalesce(service.main_container, contains(keys(service.containers), key) ? key : keys(service.containers)[0]) }

  namespace_arn = var.service_connect.enabled ? (var.service_connect.create_namespace ? one(aws_service_discovery_http_namespace.this[*].arn) : var.service_connect.namespace_arn) : null
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  configuration {
    dynamic "execute_command_configuration" {
      for_each = local.exec ? [true] : []

      content {
        kms_key_id = local.key_arn
        logging    = "OVERRIDE"

        log_configuration {
          cloud_watch_encryption_enabled = true
          cloud_watch_log_group_name     = aws_cloudwatch_log_group.exec[0].name
        }
      }
    }

    dynamic "managed_storage_configuration" {
      for_each = var.cluster.encrypt_ephemeral_storage ? [true] : []

      content {
        fargate_ephemeral_storage_kms_key_id = local.key_arn
      }
    }
  }

  setting {
    name  = "containerInsights"
    value = var.container_insights
  }

  tags = merge(local.tags, { Name = var.name })
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  cluster_name       = aws_ecs_cluster.this.name

  default_capacity_provider_strategy {
    base              = 0
    capacity_provider = "FARGATE"
    weight            = 1
  }
}

resource "aws_service_discovery_http_namespace" "this" {
  count = var.service_connect.enabled && var.service_connect.create_namespace ? 1 : 0

  description = "Services of ${var.name} find each other here"
  name        = var.name

  tags = merge(local.tags, { Name = var.name })
}
