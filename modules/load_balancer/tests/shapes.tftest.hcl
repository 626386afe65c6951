# The smallest and the fullest shape.

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
  services = { api = { route = { priority = 100, paths = ["/*"] } } }
}

run "a_small_environment_opts_down_by_name" {
  command = apply

  variables {
    environment         = "dev"
    deletion_protection = false
    access_logs         = { retention_days = 14, force_destroy = true }
    alarms              = { enabled = false }
    waf                 = { enabled = false }
  }

  assert {
    condition     = aws_lb.this.enable_deletion_protection == false && length(aws_wafv2_web_acl.this) == 0 && length(aws_kms_key.this) == 0 && length(aws_cloudwatch_log_group.waf) == 0
    error_message = "What was switched off is there."
  }

  assert {
    condition     = output.alarm_names == {} && output.web_acl_arn == null && output.key_arn == null && aws_s3_bucket.logs[0].force_destroy && output.access_log_bucket == "signalcraft-test-lb-logs-123456789012"
    error_message = "Outputs speak of what is not there."
  }
}

run "no_log_at_all" {
  command = plan

  variables {
    access_logs = { enabled = false }
    waf         = { log = false }
  }

  assert {
    condition     = length(aws_s3_bucket.logs) == 0 && length(aws_lb.this.access_logs) == 0 && output.access_log_bucket == null && length(aws_wafv2_web_acl.this) == 1 && length(aws_wafv2_web_acl_logging_configuration.this) == 0 && length(aws_kms_key.this) == 0
    error_message = "Something still logs."
  }
}

run "a_bucket_and_a_key_of_somebody_else" {
  command = plan

  variables {
    access_logs = { create_bucket = false, bucket = "central-logs" }
    encryption  = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/theirs" }
  }

  assert {
    condition     = length(aws_s3_bucket.logs) == 0 && length(aws_s3_bucket_policy.logs) == 0 && aws_lb.this.access_logs[0].bucket == "central-logs" && output.access_log_bucket == "central-logs"
    error_message = "The given bucket is not used, or one was made beside it."
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_cloudwatch_log_group.waf[0].kms_key_id == "arn:aws:kms:eu-central-1:123456789012:key/theirs" && output.key_arn == aws_cloudwatch_log_group.waf[0].kms_key_id
    error_message = "The given key is not used, or one was made beside it."
  }
}

run "production_in_full" {
  command = apply

  variables {
    access_logs         = { connection = true, health_checks = true }
    balancer            = { capacity_units = 100, strict_desync = true, ip_address_type = "dualstack", client_keep_alive = 600 }
    headers             = { content_security_policy = "default-src 'self'", x_frame_options = "", access_control_allow_origin = "https://example.com" }
    tls_policy          = "ELBSecurityPolicy-TLS13-1-3-2021-06"
    oidc_client_secrets = { partners = "not a secret in a test" }
    test_listener       = { allowed_cidrs = ["10.0.0.0/16"], port = 9443 }
    alarms              = { error_percent = 2, overrides = { web = { latency_seconds = 3 } } }

    https = {
      additional_certificate_arns = { other = "arn:aws:acm:eu-central-1:123456789012:certificate/other" }
      certificate_arn             = "arn:aws:acm:eu-central-1:123456789012:certificate/6a7b8c9d"
      mutual_tls                  = { trust_store_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:truststore/t/1" }
    }

    authentication = {
      staff    = { cognito = { client_id = "c", domain = "d", user_pool_arn = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/p" } }
      machines = { jwt = { issuer = "https://issuer.example.com", jwks_endpoint = "https://issuer.example.com/keys", claims = { scope = { format = "space-separated-values", values = ["alerts"] } } } }
      partners = { oidc = {
        accept_secret_in_state = true
        authorization_endpoint = "https://login.example.com/authorize"
        client_id              = "client"
        issuer                 = "https://login.example.com"
        token_endpoint         = "https://login.example.com/token"
        user_info_endpoint     = "https://login.example.com/me"
      } }
    }

    services = {
      admin    = { authenticate = "staff", stickiness = { seconds = 60 }, route = { priority = 10, hosts = ["admin.example.com"] } }
      partners = { authenticate = "partners", route = { priority = 11, hosts = ["partners.example.com"] } }
      api      = { strategy = "blue_green", route = { priority = 100, hosts = ["api.example.com"], headers = { "x-stage" = ["live"] }, methods = ["GET", "POST"] } }
      web      = { strategy = "alb_weighted", algorithm = "least_outstanding_requests", route = { priority = 200, hosts = ["www.example.com"], source_cidrs = ["192.0.2.0/24"] } }
    }

    rules = {
      hooks  = { priority = 20, forward = "admin", authenticate = "machines", paths = ["/hooks/*"] }
      old    = { priority = 300, hosts = ["old.example.com"], redirect = { host = "www.example.com" } }
      robots = { priority = 30, paths = ["/robots.txt"], response = { status = 200, body = "no" } }
    }

    waf = {
      additional_groups = { AWSManagedRulesSQLiRuleSet = { priority = 100 } }
      blocked_cidrs     = ["192.0.2.0/24"]
      count_only        = { AWSManagedRulesCommonRuleSet = ["SizeRestrictions_BODY"], AWSManagedRulesSQLiRuleSet = ["SQLi_BODY"] }
      log_allowed       = true
      rate_limit        = 100
    }
  }

  assert {
    condition     = [for action in aws_lb_listener_rule.owned["service/admin"].action : action.type] == ["authenticate-cognito", "forward"] && [for action in aws_lb_listener_rule.owned["service/partners"].action : action.type] == ["authenticate-oidc", "forward"] && [for action in aws_lb_listener_rule.owned["rule/hooks"].action : action.type] == ["jwt-validation", "forward"]
    error_message = "A login does not come before its service."
  }

  assert {
    condition     = keys(aws_lb_listener_rule.released) == ["api", "web"] && output.traffic["admin"].rule_arn == aws_lb_listener_rule.owned["service/admin"].arn
    error_message = "A rule with a login is one whose action Terraform ignores."
  }

  assert {
    condition     = aws_lb_listener_rule.owned["rule/old"].action[0].redirect[0].host == "www.example.com" && aws_lb_listener_rule.owned["rule/old"].action[0].redirect[0].path == "/#{path}" && aws_lb_listener_rule.owned["rule/robots"].action[0].fixed_response[0].status_code == "200"
    error_message = "A rule of the caller does something else."
  }

  assert {
    condition     = toset(flatten([for c in aws_lb_listener_rule.test["web"].condition : [for s in c.source_ip : tolist(s.values)]])) == toset(["10.0.0.0/16", "192.0.2.0/24"])
    error_message = "Anybody may ask the test listener."
  }

  assert {
    condition     = length(aws_lb_listener_rule.released["api"].condition) == 3 && length(aws_lb_listener_rule.released["web"].condition) == 2
    error_message = "A condition of a route is missing."
  }

  assert {
    condition     = aws_lb_listener.main.mutual_authentication[0].mode == "verify" && aws_lb_listener.main.mutual_authentication[0].advertise_trust_store_ca_names == "off" && keys(aws_lb_listener_certificate.main) == ["other"] && keys(aws_lb_listener_certificate.test) == ["other"]
    error_message = "Certificates of clients or more certificates are not used."
  }

  assert {
    condition     = aws_lb_listener.main.routing_http_response_content_security_policy_header_value == "default-src 'self'" && aws_lb_listener.main.routing_http_response_access_control_allow_origin_header_value == "https://example.com" && aws_lb_listener.main.routing_http_response_x_frame_options_header_value == "" && aws_lb_listener.main.ssl_policy == "ELBSecurityPolicy-TLS13-1-3-2021-06" && aws_lb_listener.test[0].port == 9443
    error_message = "Headers, policy or port are not those that were asked for."
  }

  assert {
    condition     = aws_lb.this.desync_mitigation_mode == "strictest" && aws_lb.this.minimum_load_balancer_capacity[0].capacity_units == 100 && aws_lb.this.connection_logs[0].prefix == "alb-connections" && aws_lb.this.health_check_logs[0].prefix == "alb-health-checks" && length(jsondecode(aws_s3_bucket_policy.logs[0].policy).Statement[0].Resource) == 3
    error_message = "Capacity, desync mode or the further logs are not there."
  }

  assert {
    condition     = length(aws_wafv2_web_acl.this[0].rule) == 7 && length(aws_wafv2_web_acl_logging_configuration.this[0].logging_filter) == 0 && aws_wafv2_ip_set.blocked[0].addresses == toset(["192.0.2.0/24"])
    error_message = "The web ACL does not have the further rules, or does not log all."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this[0].rule : join(" ", rule.statement[0].managed_rule_group_statement[0].rule_action_override[*].name) if rule.name == "AWSManagedRulesCommonRuleSet"]) == "SizeRestrictions_BODY" && one([for rule in aws_wafv2_web_acl.this[0].rule : join(" ", rule.statement[0].managed_rule_group_statement[0].rule_action_override[*].name) if rule.name == "AWSManagedRulesSQLiRuleSet"]) == "SQLi_BODY"
    error_message = "A rule that should only count blocks."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.latency["web"].threshold == 3 && aws_cloudwatch_metric_alarm.latency["api"].threshold == 1 && aws_cloudwatch_metric_alarm.error_rate["web"].threshold == 2
    error_message = "A threshold of one service moved those of others."
  }

  assert {
    condition     = aws_lb_target_group.blue["admin"].stickiness[0].enabled && aws_lb_target_group.blue["admin"].stickiness[0].cookie_duration == 60 && aws_lb_target_group.green["web"].stickiness[0].enabled == false && aws_lb_target_group.green["web"].load_balancing_algorithm_type == "least_outstanding_requests"
    error_message = "Stickiness or the algorithm is not what was asked for."
  }
}

run "the_first_plan_needs_nothing_that_other_modules_have_yet_to_make" {
  command   = plan
  state_key = "not_yet"

  module {
    source = "./tests/not_yet"
  }

  assert {
    condition     = can(regex("^signalcraft-test-api-[0-9a-f]{6}-g$", output.names))
    error_message = "What is known from the caller's words is not known in the plan."
  }
}
