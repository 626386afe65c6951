# A target group for each service, and a second one where releases shift weights between two. The colours only tell them
# apart: which one serves is known to the rule, and changes with every release.

locals {
  # At most 32 characters: what fits of the name, the whole key, six characters that stand for all that would force a
  # replacement (so that the new group can be made before the old one goes), and the colour.
  target_group_stem = { for key, service in var.services : key => join("-", [
    trimsuffix(substr(var.name, 0, 22 - length(key)), "-"),
    key,
    substr(sha256(join("/", [var.name, key, service.protocol, service.protocol_version])), 0, 6),
  ]) }
}

resource "aws_lb_target_group" "blue" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; tasks take HTTP from its security group only, inside of the VPC. A service with its own certificate sets protocol = "HTTPS".
  for_each = var.services

  deregistration_delay          = tostring(each.value.deregistration_delay)
  load_balancing_algorithm_type = each.value.algorithm
  name                          = "${local.target_group_stem[each.key]}-b"
  port                          = each.value.protocol == "HTTPS" ? 443 : 80 # ECS registers each task with its own port
  protocol                      = each.value.protocol
  protocol_version              = each.value.protocol_version
  slow_start                    = each.value.slow_start
  target_type                   = "ip"
  vpc_id                        = var.network.vpc_id

  health_check {
    enabled             = true
    healthy_threshold   = each.value.health_check.healthy_threshold
    interval            = each.value.health_check.interval
    matcher             = each.value.health_check.matcher
    path                = each.value.health_check.path
    port                = "traffic-port"
    protocol            = each.value.protocol
    timeout             = each.value.health_check.timeout
    unhealthy_threshold = each.value.health_check.unhealthy_threshold
  }

  stickiness {
    cookie_duration = each.value.stickiness == null ? 86400 : each.value.stickiness.seconds
    cookie_name     = each.value.stickiness == null ? null : each.value.stickiness.cookie_name
    enabled         = each.value.stickiness != null
    type            = each.value.stickiness == null ? "lb_cookie" : (each.value.stickiness.cookie_name == null ? "lb_cookie" : "app_cookie")
  }

  tags = merge(local.tags, { Name = "${local.target_group_stem[each.key]}-b" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "green" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; tasks take HTTP from its security group only, inside of the VPC. A service with its own certificate sets protocol = "HTTPS".
  for_each = local.paired

  deregistration_delay          = tostring(each.value.deregistration_delay)
  load_balancing_algorithm_type = each.value.algorithm
  name                          = "${local.target_group_stem[each.key]}-g"
  port                          = each.value.protocol == "HTTPS" ? 443 : 80
  protocol                      = each.value.protocol
  protocol_version              = each.value.protocol_version
  slow_start                    = each.value.slow_start
  target_type                   = "ip"
  vpc_id                        = var.network.vpc_id

  health_check {
    enabled             = true
    healthy_threshold   = each.value.health_check.healthy_threshold
    interval            = each.value.health_check.interval
    matcher             = each.value.health_check.matcher
    path                = each.value.health_check.path
    port                = "traffic-port"
    protocol            = each.value.protocol
    timeout             = each.value.health_check.timeout
    unhealthy_threshold = each.value.health_check.unhealthy_threshold
  }

  # Never sticky: a cookie outranks weights.
  stickiness {
    cookie_duration = 86400
    enabled         = false
    type            = "lb_cookie"
  }

  tags = merge(local.tags, { Name = "${local.target_group_stem[each.key]}-g" })

  lifecycle {
    create_before_destroy = true
  }
}
