# The rules of listeners. A service has one rule: the one whose weights a release shifts. It is made here, with everything
# on blue, and from then on its action belongs to releases. Only a service with authentication, which can but roll, has a
# rule that Terraform owns whole: to ignore a login that was added later would be to leave a door open.

resource "aws_lb_listener_rule" "released" {
  for_each = { for key, service in var.services : key => service if service.authenticate == null }

  listener_arn = aws_lb_listener.main.arn
  priority     = each.value.route.priority

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.blue[each.key].arn
        weight = 100
      }

      dynamic "target_group" {
        for_each = contains(keys(local.paired), each.key) ? [aws_lb_target_group.green[each.key].arn] : []

        content {
          arn    = target_group.value
          weight = 0
        }
      }

      stickiness {
        duration = 3600
        enabled  = false
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.route.hosts) > 0 ? [each.value.route.hosts] : []

    content {
      host_header {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.route.paths) > 0 ? [each.value.route.paths] : []

    content {
      path_pattern {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.route.methods) > 0 ? [each.value.route.methods] : []

    content {
      http_request_method {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.route.source_cidrs) > 0 ? [each.value.route.source_cidrs] : []

    content {
      source_ip {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.route.headers

    content {
      http_header {
        http_header_name = condition.key
        values           = condition.value
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })

  lifecycle {
    ignore_changes = [action]

    # The action is ignored, so a rule would hold on to a target group that is being replaced.
    replace_triggered_by = [aws_lb_target_group.blue[each.key].arn]
  }
}

resource "aws_lb_listener_rule" "test" {
  for_each = local.paired

  listener_arn = aws_lb_listener.test[0].arn
  priority     = each.value.route.priority

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.blue[each.key].arn
        weight = 100
      }

      target_group {
        arn    = aws_lb_target_group.green[each.key].arn
        weight = 0
      }

      stickiness {
        duration = 3600
        enabled  = false
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.route.hosts) > 0 ? [each.value.route.hosts] : []

    content {
      host_header {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.route.paths) > 0 ? [each.value.route.paths] : []

    content {
      path_pattern {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.route.methods) > 0 ? [each.value.route.methods] : []

    content {
      http_request_method {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(concat(each.value.route.source_cidrs, var.test_listener.allowed_cidrs)) > 0 ? [concat(each.value.route.source_cidrs, var.test_listener.allowed_cidrs)] : []

    content {
      source_ip {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.route.headers

    content {
      http_header {
        http_header_name = condition.key
        values           = condition.value
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}-test" })

  lifecycle {
    ignore_changes       = [action]
    replace_triggered_by = [aws_lb_target_group.blue[each.key].arn, aws_lb_target_group.green[each.key].arn]
  }
}

locals {
  # Rules whose action is Terraform's: those of `rules`, and routes of services behind a login. One shape for both; keys
  # cannot meet, as a slash is in neither's.
  owned_rules = merge(
    { for key, rule in var.rules : "rule/${key}" => {
      authenticate = rule.authenticate
      forward      = rule.forward
      headers      = rule.headers
      hosts        = rule.hosts
      methods      = rule.methods
      paths        = rule.paths
      priority     = rule.priority
      redirect     = rule.redirect
      response     = rule.response
      source_cidrs = rule.source_cidrs
    } },
    { for key, service in var.services : "service/${key}" => {
      authenticate = service.authenticate
      forward      = key
      headers      = service.route.headers
      hosts        = service.route.hosts
      methods      = service.route.methods
      paths        = service.route.paths
      priority     = service.route.priority
      redirect     = null
      response     = null
      source_cidrs = service.route.source_cidrs
    } if service.authenticate != null },
  )
}

resource "aws_lb_listener_rule" "owned" {
  for_each = local.owned_rules

  listener_arn = aws_lb_listener.main.arn
  priority     = each.value.priority

  dynamic "action" {
    for_each = each.value.authenticate == null ? [] : [for kind in ["cognito", "jwt", "oidc"] : kind if var.authentication[each.value.authenticate][kind] != null]

    content {
      order = 1
      type  = action.value == "jwt" ? "jwt-validation" : "authenticate-${action.value}"

      dynamic "authenticate_cognito" {
        for_each = action.value == "cognito" ? [var.authentication[each.value.authenticate].cognito] : []

        content {
          on_unauthenticated_request = "authenticate"
          scope                      = authenticate_cognito.value.scope
          session_timeout            = authenticate_cognito.value.session_seconds
          user_pool_arn              = authenticate_cognito.value.user_pool_arn
          user_pool_client_id        = authenticate_cognito.value.client_id
          user_pool_domain           = authenticate_cognito.value.domain
        }
      }

      dynamic "authenticate_oidc" {
        for_each = action.value == "oidc" ? [var.authentication[each.value.authenticate].oidc] : []

        content {
          authorization_endpoint     = authenticate_oidc.value.authorization_endpoint
          client_id                  = authenticate_oidc.value.client_id
          client_secret              = var.oidc_client_secrets[each.value.authenticate]
          issuer                     = authenticate_oidc.value.issuer
          on_unauthenticated_request = "authenticate"
          scope                      = authenticate_oidc.value.scope
          session_timeout            = authenticate_oidc.value.session_seconds
          token_endpoint             = authenticate_oidc.value.token_endpoint
          user_info_endpoint         = authenticate_oidc.value.user_info_endpoint
        }
      }

      dynamic "jwt_validation" {
        for_each = action.value == "jwt" ? [var.authentication[each.value.authenticate].jwt] : []

        content {
          issuer        = jwt_validation.value.issuer
          jwks_endpoint = jwt_validation.value.jwks_endpoint

          dynamic "additional_claim" {
            for_each = jwt_validation.value.claims

            content {
              format = additional_claim.value.format
              name   = additional_claim.key
              values = additional_claim.value.values
            }
          }
        }
      }
    }
  }

  action {
    order            = each.value.authenticate == null ? 1 : 2
    target_group_arn = each.value.forward == null ? null : aws_lb_target_group.blue[each.value.forward].arn
    type             = each.value.forward != null ? "forward" : (each.value.redirect != null ? "redirect" : "fixed-response")

    dynamic "fixed_response" {
      for_each = each.value.response == null ? [] : [each.value.response]

      content {
        content_type = fixed_response.value.content_type
        message_body = fixed_response.value.body
        status_code  = tostring(fixed_response.value.status)
      }
    }

    dynamic "redirect" {
      for_each = each.value.redirect == null ? [] : [each.value.redirect]

      content {
        host        = redirect.value.host
        path        = redirect.value.path
        port        = "#{port}"
        protocol    = "#{protocol}"
        query       = redirect.value.query
        status_code = redirect.value.status
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.hosts) > 0 ? [each.value.hosts] : []

    content {
      host_header {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.paths) > 0 ? [each.value.paths] : []

    content {
      path_pattern {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.methods) > 0 ? [each.value.methods] : []

    content {
      http_request_method {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.source_cidrs) > 0 ? [each.value.source_cidrs] : []

    content {
      source_ip {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.headers

    content {
      http_header {
        http_header_name = condition.key
        values           = condition.value
      }
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${replace(each.key, "/", "-")}" })
}
