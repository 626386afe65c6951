# The world after a release that nobody told Terraform of: api runs a clone of the template, five times, behind green.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  groups = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_ecs_service" "this" {
  for_each = { api = true }

  availability_zone_rebalancing      = "ENABLED"
  cluster                            = "arn:aws:ecs:eu-central-1:123456789012:cluster/signalcraft-test"
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100
  desired_count                      = 5
  enable_ecs_managed_tags            = true
  enable_execute_command             = false
  force_new_deployment               = true
  health_check_grace_period_seconds  = 60
  name                               = "api"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  scheduling_strategy                = "REPLICA"
  task_definition                    = "arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-test-api-release:7"
  wait_for_steady_state              = false

  capacity_provider_strategy {
    base              = 0
    capacity_provider = "FARGATE"
    weight            = 1
  }

  deployment_configuration {
    bake_time_in_minutes = "10"
    strategy             = "CANARY"

    canary_configuration {
      canary_bake_time_in_minutes = "5"
      canary_percent              = 10
    }
  }

  deployment_controller {
    type = "ECS"
  }

  load_balancer {
    container_name   = "api"
    container_port   = 8080
    target_group_arn = "${local.groups}/green/2"

    advanced_configuration {
      alternate_target_group_arn = "${local.groups}/blue/1"
      production_listener_rule   = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/r"
      role_arn                   = "arn:aws:iam::123456789012:role/signalcraft-test"
    }
  }

  network_configuration {
    assign_public_ip = false
    security_groups  = ["sg-1"]
    subnets          = ["subnet-a", "subnet-b"]
  }

  tags = { Component = "application", Name = "signalcraft-test-api", Service = "api" }
}
