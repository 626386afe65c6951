# The world after a release that nobody told Terraform of: all traffic of api is on green, and a test rule points there too.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  groups = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb_listener_rule" "released" {
  for_each = { api = true }

  listener_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/signalcraft/50dc6c495c0c9188/f2f7dc8efc522ab2"
  priority     = 100

  action {
    type = "forward"

    forward {
      target_group {
        arn    = "${local.groups}/blue/1"
        weight = 0
      }

      target_group {
        arn    = "${local.groups}/green/2"
        weight = 100
      }
    }
  }

  condition {
    host_header {
      values = ["api.example.com"]
    }
  }

  tags = { Component = "load_balancer", Name = "signalcraft-test-api" }
}

resource "aws_lb_listener_rule" "test" {
  for_each = { api = true }

  listener_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/signalcraft/50dc6c495c0c9188/f2f7dc8efc522ab2"
  priority     = 100

  action {
    target_group_arn = "${local.groups}/green/2"
    type             = "forward"
  }

  condition {
    host_header {
      values = ["api.example.com"]
    }
  }

  tags = { Component = "load_balancer", Name = "signalcraft-test-api-test" }
}
