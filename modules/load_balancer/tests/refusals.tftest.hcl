# Bad input, and the sentence that refuses it. Each line is one validation; a run holds as many as can
# be seen to fail side by side.

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

run "refuses_bad_input_01" {
  command = plan

  variables {
    # a bucket that is not named
    access_logs = { create_bucket = false }

    # an account without twelve digits
    account = { id = "1234", region = "eu-central-1" }

    # an address type that is none
    balancer = { ip_address_type = "ipv6" }

    # two keys
    encryption = { key_arn = "arn:aws:kms:eu-central-1:123456789012:key/k" }

    # a transport security that is none
    headers = { strict_transport_security = "always" }

    # a certificate that is no arn
    https = { certificate_arn = "example.com" }

    # a name beyond the limit
    name = "signalcraft-production-frankfurt-1"

    # one zone
    network = { vpc_id = "vpc-1", subnet_ids = { a = "subnet-a" }, security_group_ids = ["sg-1"] }

    # a service key beyond the limit
    services = { seventeen-letters = { route = { priority = 100, paths = ["/*"] } } }

    # tls 1 0
    tls_policy = "ELBSecurityPolicy-2016-08"
  }

  expect_failures = [var.access_logs, var.account, var.balancer, var.encryption, var.headers, var.https, var.name, var.network, var.services, var.tls_policy]
}

run "refuses_bad_input_02" {
  command = plan

  variables {
    # a bucket with a bad name
    access_logs = { bucket = "Not_A_Bucket" }

    # a region that is none
    account = { id = "123456789012", region = "Frankfurt" }

    # a forwarded for that is none
    balancer = { x_forwarded_for = "trust" }

    # no key
    encryption = { create_key = false }

    # a content type option that is none
    headers = { x_content_type_options = "sniff" }

    # certificates of clients verified by nothing
    https = { certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/c", mutual_tls = { mode = "verify" } }

    # a name that aws keeps
    name = "internal-signalcraft"

    # no security group
    network = { vpc_id = "vpc-1", subnet_ids = { a = "subnet-a", b = "subnet-b" }, security_group_ids = [] }

    # a strategy that is none
    services = { api = { strategy = "bluegreen", route = { priority = 100, paths = ["/*"] } } }
  }

  expect_failures = [var.access_logs, var.account, var.balancer, var.encryption, var.headers, var.https, var.name, var.network, var.services]
}

run "refuses_bad_input_03" {
  command = plan

  variables {
    # a prefix with a slash
    access_logs = { prefix = "/alb" }

    # a partition that is none
    account = { id = "123456789012", region = "eu-central-1", partition = "gcp" }

    # an idle timeout of hours
    balancer = { idle_timeout = 7200 }

    # a frame option that is none
    headers = { x_frame_options = "ALLOW-FROM https://example.com" }

    # a service without a route
    services = { api = { route = { priority = 100 } } }
  }

  expect_failures = [var.access_logs, var.account, var.balancer, var.headers, var.services]
}

run "refuses_bad_input_04" {
  command = plan

  variables {
    # a retention of nothing
    access_logs = { retention_days = 0 }

    # credentials for every origin
    headers = { access_control_allow_origin = "*", access_control_allow_credentials = "true" }

    # a service with an unknown login
    services = { api = { authenticate = "staff", route = { priority = 100, paths = ["/*"] } } }

    # a rate limit below what waf takes
    waf = { rate_limit = 5 }
  }

  expect_failures = [var.access_logs, var.headers, var.services, var.waf]
}

run "refuses_bad_input_05" {
  command = plan

  variables {
    # a login on a rule that releases own
    services       = { api = { strategy = "canary", authenticate = "staff", route = { priority = 100, paths = ["/*"] } } }
    authentication = { staff = { jwt = { issuer = "i", jwks_endpoint = "j" } } }

    # a blocked address that is no cidr
    waf = { blocked_cidrs = ["192.0.2.1"] }
  }

  expect_failures = [var.services, var.waf]
}

run "refuses_bad_input_06" {
  command = plan

  variables {
    # a cookie that outranks weights
    services = { api = { strategy = "alb_weighted", stickiness = {}, route = { priority = 100, paths = ["/*"] } } }

    # a group among our own
    waf = { additional_groups = { AWSManagedRulesSQLiRuleSet = { priority = 20 } } }
  }

  expect_failures = [var.services, var.waf]
}

run "refuses_bad_input_07" {
  command = plan

  variables {
    # a protocol that is none
    services = { api = { protocol = "TCP", route = { priority = 100, paths = ["/*"] } } }

    # an exception for an unknown group
    waf = { count_only = { AWSManagedRulesSQLiRuleSet = ["SQLi_BODY"] } }
  }

  expect_failures = [var.services, var.waf]
}

run "refuses_bad_input_08" {
  command = plan

  variables {
    # an algorithm that is none
    services = { api = { algorithm = "random", route = { priority = 100, paths = ["/*"] } } }

    # a retention that cloudwatch does not have
    waf = { retention_days = 100 }
  }

  expect_failures = [var.services, var.waf]
}

run "refuses_bad_input_09" {
  command = plan

  variables {
    # a slow start too short
    services = { api = { slow_start = 10, route = { priority = 100, paths = ["/*"] } } }

    # a redacted header in capitals
    waf = { redacted_headers = ["Authorization"] }
  }

  expect_failures = [var.services, var.waf]
}

run "refuses_bad_input_10" {
  command = plan

  variables {
    # a deregistration of hours
    services = { api = { deregistration_delay = 7200, route = { priority = 100, paths = ["/*"] } } }

    # no web acl in production
    waf = { enabled = false }
  }

  expect_failures = [var.services, var.waf]
}

run "refuses_bad_input_11" {
  command = plan

  variables {
    # a health check longer than its interval
    services = { api = { health_check = { interval = 5, timeout = 6 }, route = { priority = 100, paths = ["/*"] } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_12" {
  command = plan

  variables {
    # a source that is no cidr
    services = { api = { route = { priority = 100, source_cidrs = ["10.0.0.0"] } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_13" {
  command = plan

  variables {
    # alarms of an unknown service key
    alarms = { overrides = { wbe = { error_percent = 1 } } }

    # a rule that does two things
    rules = { r = { priority = 1, paths = ["/"], forward = "api", redirect = {} } }

    # a test listener on the main port
    test_listener = { port = 443 }
  }

  expect_failures = [var.alarms, var.rules, var.test_listener]
}

run "refuses_bad_input_14" {
  command = plan

  variables {
    # an error share above all
    alarms = { error_percent = 101 }

    # a rule to an unknown service key
    rules = { r = { priority = 1, paths = ["/"], forward = "wbe" } }

    # a tester that is no cidr
    test_listener = { allowed_cidrs = ["everybody"] }
  }

  expect_failures = [var.alarms, var.rules, var.test_listener]
}

run "refuses_bad_input_15" {
  command = plan

  variables {
    # a second rule to a service with a pair
    services = { api = { strategy = "canary", route = { priority = 100, paths = ["/*"] } } }
    rules    = { r = { priority = 1, paths = ["/"], forward = "api" } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_16" {
  command = plan

  variables {
    # a rule with an unknown login
    rules = { r = { priority = 1, paths = ["/"], forward = "api", authenticate = "staff" } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_17" {
  command = plan

  variables {
    # a rule without a condition
    rules = { r = { priority = 1, forward = "api" } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_18" {
  command = plan

  variables {
    # a rule with six values
    rules = { r = { priority = 1, forward = "api", paths = ["/1", "/2", "/3", "/4", "/5", "/6"] } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_19" {
  command = plan

  variables {
    # an answer that http does not have
    rules = { r = { priority = 1, paths = ["/"], response = { status = 600 } } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_20" {
  command = plan

  variables {
    # a redirect that http does not have
    rules = { r = { priority = 1, paths = ["/"], redirect = { status = "HTTP_307" } } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_21" {
  command = plan

  variables {
    # two rules with one priority
    rules = { r = { priority = 100, paths = ["/"], forward = "api" } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_22" {
  command = plan

  variables {
    # a priority of nothing
    services = { api = { route = { priority = 0, paths = ["/*"] } } }
  }

  expect_failures = [var.rules]
}

run "refuses_bad_input_23" {
  command = plan

  variables {
    # two kinds of login in one
    authentication = { staff = { cognito = { client_id = "c", domain = "d", user_pool_arn = "a" }, jwt = { issuer = "i", jwks_endpoint = "j" } } }
  }

  expect_failures = [var.authentication]
}

run "refuses_bad_input_24" {
  command = plan

  variables {
    # a client secret in the state by accident
    authentication      = { p = { oidc = { authorization_endpoint = "https://a", client_id = "c", issuer = "https://a", token_endpoint = "https://a", user_info_endpoint = "https://a" } } }
    oidc_client_secrets = { p = "s" }
  }

  expect_failures = [var.authentication]
}

run "refuses_bad_input_25" {
  command = plan

  variables {
    # a login without tls
    authentication      = { p = { oidc = { accept_secret_in_state = true, authorization_endpoint = "http://a", client_id = "c", issuer = "https://a", token_endpoint = "https://a", user_info_endpoint = "https://a" } } }
    oidc_client_secrets = { p = "s" }
  }

  expect_failures = [var.authentication]
}

run "refuses_bad_input_26" {
  command = plan

  variables {
    # a login without its secret
    authentication = { p = { oidc = { accept_secret_in_state = true, authorization_endpoint = "https://a", client_id = "c", issuer = "https://a", token_endpoint = "https://a", user_info_endpoint = "https://a" } } }

    # more testers than a rule takes
    services      = { api = { strategy = "canary", route = { priority = 100, paths = ["/*"] } } }
    test_listener = { allowed_cidrs = ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16", "10.4.0.0/16"] }
  }

  expect_failures = [var.oidc_client_secrets, var.test_listener]
}
