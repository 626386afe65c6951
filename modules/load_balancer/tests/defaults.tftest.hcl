# What one gets without asking.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name    = "signalcraft-test"
  account = { id = "123456789012", region = "eu-central-1" }
  https   = { certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/6a7b8c9d" }
  network = {
    vpc_id             = "vpc-1"
    subnet_ids         = { a = "subnet-a", b = "subnet-b" }
    security_group_ids = ["sg-1"]
  }
  services = { api = { route = { priority = 100, hosts = ["api.example.com"] } } }
}

# Applied once: the runs after it plan on what is there, so that ids are known.
run "the_balancer_is_hard_to_delete_and_takes_no_malformed_request" {
  command = apply

  assert {
    condition = alltrue([
      aws_lb.this.enable_deletion_protection == true,
      aws_lb.this.drop_invalid_header_fields == true,
      aws_lb.this.desync_mitigation_mode == "defensive",
      aws_lb.this.enable_zonal_shift == true,
      aws_lb.this.enable_waf_fail_open == false,
      aws_lb.this.internal == false,
      aws_lb.this.idle_timeout == 60,
      aws_lb.this.name == "signalcraft-test",
      aws_lb.this.subnets == toset(["subnet-a", "subnet-b"]),
      aws_lb.this.security_groups == toset(["sg-1"]),
    ])
    error_message = "The load balancer's defaults moved."
  }

  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].bucket == "signalcraft-test-lb-logs-123456789012" && aws_lb.this.access_logs[0].prefix == "alb"
    error_message = "Access is not logged to the module's bucket."
  }

  assert {
    condition     = aws_lb.this.tags.Component == "load_balancer" && aws_lb.this.tags.Name == "signalcraft-test"
    error_message = "Tags are not those of the house."
  }
}

run "plain_http_gets_a_redirect_and_https_begins_at_tls_1_2" {
  command = plan

  assert {
    condition     = aws_lb_listener.main.protocol == "HTTPS" && aws_lb_listener.main.port == 443 && aws_lb_listener.main.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06" && aws_lb_listener.main.certificate_arn == var.https.certificate_arn
    error_message = "The main listener is not HTTPS with the strict policy."
  }

  assert {
    condition     = aws_lb_listener.redirect.port == 80 && aws_lb_listener.redirect.default_action[0].type == "redirect" && aws_lb_listener.redirect.default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.redirect.default_action[0].redirect[0].port == "443" && aws_lb_listener.redirect.default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "Port 80 does not send everybody to HTTPS."
  }

  assert {
    condition     = aws_lb_listener.main.default_action[0].type == "fixed-response" && aws_lb_listener.main.default_action[0].fixed_response[0].status_code == "404"
    error_message = "A host name that nobody routes reaches a service."
  }

  assert {
    condition = alltrue([
      aws_lb_listener.main.routing_http_response_strict_transport_security_header_value == "max-age=31536000; includeSubDomains",
      aws_lb_listener.main.routing_http_response_x_content_type_options_header_value == "nosniff",
      aws_lb_listener.main.routing_http_response_x_frame_options_header_value == "DENY",
      aws_lb_listener.main.routing_http_response_server_enabled == false,
    ])
    error_message = "A security header is missing."
  }
}

run "the_web_acl_stands_in_front_and_logs_what_it_blocks_without_secrets" {
  command = plan

  assert {
    condition = [for rule in sort([for rule in aws_wafv2_web_acl.this[0].rule : format("%03d %s", rule.priority, rule.name)]) : rule] == [
      "010 AWSManagedRulesAmazonIpReputationList",
      "020 AWSManagedRulesAnonymousIpList",
      "025 AWSManagedRulesKnownBadInputsRuleSet",
      "030 AWSManagedRulesCommonRuleSet",
      "050 rate-limit",
    ]
    error_message = "The web ACL does not have the five rules in their order."
  }

  assert {
    condition     = alltrue(flatten([for rule in aws_wafv2_web_acl.this[0].rule : [for o in rule.override_action : length(o.none) == 1 && length(o.count) == 0]]))
    error_message = "A managed group only counts."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this[0].rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "rate-limit"]) == 2000
    error_message = "Nobody limits how often an address asks."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this[0].rule : join(" ", rule.statement[0].managed_rule_group_statement[0].rule_action_override[*].name) if rule.name == "AWSManagedRulesAnonymousIpList"]) == "HostingProviderIPList"
    error_message = "Servers that send alerts would be blocked for standing at a hosting provider."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.this[0].resource_arn == aws_lb.this.arn && aws_wafv2_web_acl_association.this[0].web_acl_arn == aws_wafv2_web_acl.this[0].arn
    error_message = "The web ACL is not in front of the load balancer."
  }

  assert {
    condition     = aws_wafv2_web_acl_logging_configuration.this[0].log_destination_configs == toset(["arn:aws:logs:eu-central-1:123456789012:log-group:aws-waf-logs-signalcraft-test"]) && aws_wafv2_web_acl_logging_configuration.this[0].logging_filter[0].default_behavior == "DROP"
    error_message = "The web ACL does not log, or logs what it let through."
  }

  assert {
    condition     = flatten(aws_wafv2_web_acl_logging_configuration.this[0].redacted_fields[*].single_header[*].name) == ["authorization", "cookie"] && length(flatten(aws_wafv2_web_acl_logging_configuration.this[0].redacted_fields[*].query_string)) == 1
    error_message = "The web ACL's log would hold tokens, cookies or queries."
  }

  assert {
    condition     = aws_cloudwatch_log_group.waf[0].kms_key_id == aws_kms_key.this[0].arn && aws_cloudwatch_log_group.waf[0].retention_in_days == 365 && aws_kms_key.this[0].enable_key_rotation == true
    error_message = "The web ACL's log is not encrypted with the module's key, or not kept for a year."
  }
}

run "the_log_bucket_is_private_and_written_by_load_balancers_of_this_account_only" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.logs[0].block_public_acls,
      aws_s3_bucket_public_access_block.logs[0].block_public_policy,
      aws_s3_bucket_public_access_block.logs[0].ignore_public_acls,
      aws_s3_bucket_public_access_block.logs[0].restrict_public_buckets,
      aws_s3_bucket_ownership_controls.logs[0].rule[0].object_ownership == "BucketOwnerEnforced",
      aws_s3_bucket_versioning.logs[0].versioning_configuration[0].status == "Enabled",
      aws_s3_bucket_lifecycle_configuration.logs[0].rule[0].expiration[0].days == 365,
      aws_s3_bucket.logs[0].force_destroy == false,
      one(one(aws_s3_bucket_server_side_encryption_configuration.logs[0].rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256",
    ])
    error_message = "The log bucket is not closed, versioned, encrypted and kept for a year."
  }

  assert {
    condition     = { for s in jsondecode(aws_s3_bucket_policy.logs[0].policy).Statement : s.Sid => s }.LoadBalancersOfThisAccount.Resource == ["arn:aws:s3:::signalcraft-test-lb-logs-123456789012/alb/AWSLogs/123456789012/*"]
    error_message = "Others than this account's load balancers may write logs."
  }

  assert {
    condition     = { for s in jsondecode(aws_s3_bucket_policy.logs[0].policy).Statement : s.Sid => s }.OnlyByTls.Effect == "Deny"
    error_message = "The log bucket answers without TLS."
  }
}

run "a_service_that_rolls_has_one_target_group_and_no_test_listener" {
  command = plan

  assert {
    condition     = length(aws_lb_target_group.green) == 0 && length(aws_lb_listener.test) == 0 && length(aws_lb_listener_rule.test) == 0
    error_message = "A service that rolls has more than it needs."
  }

  assert {
    condition = alltrue([
      aws_lb_target_group.blue["api"].target_type == "ip",
      aws_lb_target_group.blue["api"].port == 80,
      aws_lb_target_group.blue["api"].vpc_id == "vpc-1",
      aws_lb_target_group.blue["api"].deregistration_delay == "30",
      aws_lb_target_group.blue["api"].health_check[0].path == "/health",
      aws_lb_target_group.blue["api"].health_check[0].matcher == "200",
      aws_lb_target_group.blue["api"].health_check[0].interval == 15,
      aws_lb_target_group.blue["api"].stickiness[0].enabled == false,
    ])
    error_message = "The target group's defaults moved."
  }

  assert {
    condition     = output.traffic["api"].target_groups.green == null && output.traffic["api"].test_rule_arn == null && output.traffic["api"].strategy == "rolling"
    error_message = "traffic speaks of a pair that is not there."
  }
}

run "each_alarm_says_what_missing_data_means" {
  command = plan

  variables {
    alarm_topics = { critical = "arn:aws:sns:eu-central-1:123456789012:critical", warning = "arn:aws:sns:eu-central-1:123456789012:warning" }
  }

  assert {
    condition = join(" ", keys(output.alarm_names)) == join(" ", [
      "api/5xx", "api/latency", "api/no_healthy_target", "api/unhealthy_target", "balancer_5xx", "blocked_requests", "rejected_connections",
    ]) && output.alarm_names["api/5xx"] == "signalcraft-test-api-5xx" && keys(output.alarm_arns) == keys(output.alarm_names)
    error_message = "Alarms are missing, or have other names."
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.error_rate["api"].threshold == 5,
      aws_cloudwatch_metric_alarm.error_rate["api"].treat_missing_data == "notBreaching",
      aws_cloudwatch_metric_alarm.error_rate["api"].alarm_actions == toset([var.alarm_topics.critical]),
      aws_cloudwatch_metric_alarm.latency["api"].threshold == 1,
      aws_cloudwatch_metric_alarm.latency["api"].alarm_actions == toset([var.alarm_topics.warning]),
      aws_cloudwatch_metric_alarm.no_healthy_target["api"].treat_missing_data == "notBreaching",
      aws_cloudwatch_metric_alarm.no_healthy_target["api"].comparison_operator == "LessThanThreshold",
      aws_cloudwatch_metric_alarm.balancer_5xx[0].alarm_actions == toset([var.alarm_topics.critical]),
      length(aws_cloudwatch_metric_alarm.blocked_requests[0].alarm_actions) == 0,
      aws_cloudwatch_metric_alarm.blocked_requests[0].dimensions == tomap({ Region = "eu-central-1", Rule = "ALL", WebACL = "signalcraft-test" }),
    ])
    error_message = "An alarm has another threshold, or speaks to somebody else."
  }

  assert {
    condition     = one([for q in aws_cloudwatch_metric_alarm.error_rate["api"].metric_query : q.expression if q.id == "share"]) == "IF(FILL(requests_blue, 0) >= 20, 100 * (FILL(errors_blue, 0)) / (FILL(requests_blue, 0)), 0)"
    error_message = "The error rate is computed in another way."
  }
}
