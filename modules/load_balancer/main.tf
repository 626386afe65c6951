# The load balancer and its listeners. What shifts traffic, the rules, is in rules.tf.

locals {
  tags = merge(var.tags, { Component = "load_balancer" })

  # Services whose releases shift weights between two target groups.
  paired = { for key, service in var.services : key => service if service.strategy != "rolling" }
}

resource "aws_lb" "this" {
  client_keep_alive                           = var.balancer.client_keep_alive
  desync_mitigation_mode                      = var.balancer.strict_desync ? "strictest" : "defensive"
  drop_invalid_header_fields                  = true
  enable_cross_zone_load_balancing            = true
  enable_deletion_protection                  = var.deletion_protection
  enable_http2                                = true
  enable_tls_version_and_cipher_suite_headers = var.balancer.tls_version_headers
  enable_waf_fail_open                        = var.balancer.waf_fail_open
  enable_xff_client_port                      = var.balancer.x_forwarded_for_with_port
  enable_zonal_shift                          = var.balancer.zonal_shift
  idle_timeout                                = var.balancer.idle_timeout
  internal                                    = var.balancer.internal
  ip_address_type                             = var.balancer.ip_address_type
  load_balancer_type                          = "application"
  name                                        = var.name
  preserve_host_header                        = var.balancer.preserve_host_header
  security_groups                             = var.network.security_group_ids
  subnets                                     = values(var.network.subnet_ids)
  xff_header_processing_mode                  = var.balancer.x_forwarded_for

  dynamic "access_logs" {
    for_each = var.access_logs.enabled ? [true] : []

    content {
      bucket  = local.log_bucket
      enabled = true
      prefix  = var.access_logs.prefix
    }
  }

  dynamic "connection_logs" {
    for_each = var.access_logs.enabled && var.access_logs.connection ? [true] : []

    content {
      bucket  = local.log_bucket
      enabled = true
      prefix  = "${var.access_logs.prefix}-connections"
    }
  }

  dynamic "health_check_logs" {
    for_each = var.access_logs.enabled && var.access_logs.health_checks ? [true] : []

    content {
      bucket  = local.log_bucket
      enabled = true
      prefix  = "${var.access_logs.prefix}-health-checks"
    }
  }

  dynamic "minimum_load_balancer_capacity" {
    for_each = var.balancer.capacity_units == null ? [] : [var.balancer.capacity_units]

    content {
      capacity_units = minimum_load_balancer_capacity.value
    }
  }

  tags = merge(local.tags, { Name = var.name })

  # Elastic Load Balancing tries to write to the bucket before it accepts it.
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "main" {
  certificate_arn   = var.https.certificate_arn
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = var.tls_policy

  routing_http_response_access_control_allow_credentials_header_value = var.headers.access_control_allow_credentials
  routing_http_response_access_control_allow_headers_header_value     = var.headers.access_control_allow_headers
  routing_http_response_access_control_allow_methods_header_value     = var.headers.access_control_allow_methods
  routing_http_response_access_control_allow_origin_header_value      = var.headers.access_control_allow_origin
  routing_http_response_access_control_expose_headers_header_value    = var.headers.access_control_expose_headers
  routing_http_response_access_control_max_age_header_value           = var.headers.access_control_max_age
  routing_http_response_content_security_policy_header_value          = var.headers.content_security_policy
  routing_http_response_server_enabled                                = var.headers.server
  routing_http_response_strict_transport_security_header_value        = var.headers.strict_transport_security
  routing_http_response_x_content_type_options_header_value           = var.headers.x_content_type_options
  routing_http_response_x_frame_options_header_value                  = var.headers.x_frame_options

  # What no rule wants gets no service: a host name that nobody routes is nobody's.
  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "not found"
      status_code  = "404"
    }
  }

  dynamic "mutual_authentication" {
    for_each = var.https.mutual_tls == null ? [] : [var.https.mutual_tls]

    content {
      advertise_trust_store_ca_names   = mutual_authentication.value.mode == "verify" ? (mutual_authentication.value.advertise_ca_names ? "on" : "off") : null
      ignore_client_certificate_expiry = mutual_authentication.value.mode == "verify" ? mutual_authentication.value.ignore_expiry : null
      mode                             = mutual_authentication.value.mode
      trust_store_arn                  = mutual_authentication.value.trust_store_arn
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-main" })
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-redirect" })
}

# Where a release is tried before anybody else sees it. It exists as long as a service has a pair.
resource "aws_lb_listener" "test" {
  count = length(local.paired) > 0 ? 1 : 0

  certificate_arn   = var.https.certificate_arn
  load_balancer_arn = aws_lb.this.arn
  port              = var.test_listener.port
  protocol          = "HTTPS"
  ssl_policy        = var.tls_policy

  routing_http_response_server_enabled = var.headers.server

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "not found"
      status_code  = "404"
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-test" })
}

resource "aws_lb_listener_certificate" "main" {
  for_each = var.https.additional_certificate_arns

  certificate_arn = each.value
  listener_arn    = aws_lb_listener.main.arn
}

resource "aws_lb_listener_certificate" "test" {
  for_each = length(local.paired) > 0 ? var.https.additional_certificate_arns : {}

  certificate_arn = each.value
  listener_arn    = aws_lb_listener.test[0].arn
}
