# What a release finds, and what a plan leaves alone after it.

mock_provider "aws" {
  source = "./tests/mocks"

  override_resource {
    target = aws_lb_target_group.blue
    values = {
      arn        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1"
      arn_suffix = "targetgroup/blue/1"
    }
  }

  override_resource {
    target = aws_lb_target_group.green
    values = {
      arn        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/green/2"
      arn_suffix = "targetgroup/green/2"
    }
  }
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
  services = { api = { strategy = "canary", route = { priority = 100, hosts = ["api.example.com"] } } }
}

run "a_pair_is_born_with_everything_on_blue" {
  command = apply

  assert {
    condition     = { for g in aws_lb_listener_rule.released["api"].action[0].forward[0].target_group : reverse(split("/", g.arn))[1] => g.weight } == { blue = 100, green = 0 }
    error_message = "The production rule does not have both target groups, with all traffic on blue."
  }

  assert {
    condition     = { for g in aws_lb_listener_rule.test["api"].action[0].forward[0].target_group : reverse(split("/", g.arn))[1] => g.weight } == { blue = 100, green = 0 }
    error_message = "The test rule does not have both target groups, with all traffic on blue."
  }

  assert {
    condition     = aws_lb_listener_rule.released["api"].priority == 100 && aws_lb_listener_rule.released["api"].action[0].forward[0].stickiness[0].enabled == false
    error_message = "The rule is sticky, or has another priority."
  }

  assert {
    condition     = aws_lb_listener.test[0].port == 8443 && aws_lb_listener.test[0].protocol == "HTTPS" && aws_lb_listener.test[0].ssl_policy == aws_lb_listener.main.ssl_policy
    error_message = "There is no test listener with the same TLS."
  }

  assert {
    condition     = one([for q in aws_cloudwatch_metric_alarm.error_rate["api"].metric_query : q.expression if q.id == "share"]) == "IF(FILL(requests_blue, 0) + FILL(requests_green, 0) >= 20, 100 * (FILL(errors_blue, 0) + FILL(errors_green, 0)) / (FILL(requests_blue, 0) + FILL(requests_green, 0)), 0)" && length(aws_cloudwatch_metric_alarm.error_rate["api"].metric_query) == 5
    error_message = "The error rate does not see both colours."
  }
}

run "traffic_has_what_a_weighted_release_needs" {
  command = apply

  variables {
    services = {
      api = { strategy = "canary", route = { priority = 100, hosts = ["api.example.com"] } }
      web = { strategy = "alb_weighted", route = { priority = 200, paths = ["/*"] } }
      old = { route = { priority = 300, hosts = ["old.example.com"] } }
    }
  }

  assert {
    condition = output.traffic["web"] == {
      listener_arn             = aws_lb_listener.main.arn
      load_balancer_arn        = aws_lb.this.arn
      load_balancer_arn_suffix = "app/signalcraft/50dc6c495c0c9188"
      priority                 = 200
      rule_arn                 = aws_lb_listener_rule.released["web"].arn
      strategy                 = "alb_weighted"
      test_listener_arn        = aws_lb_listener.test[0].arn
      test_port                = 8443
      test_rule_arn            = aws_lb_listener_rule.test["web"].arn
      target_groups = {
        blue  = { arn = aws_lb_target_group.blue["web"].arn, arn_suffix = "targetgroup/blue/1", name = aws_lb_target_group.blue["web"].name }
        green = { arn = aws_lb_target_group.green["web"].arn, arn_suffix = "targetgroup/green/2", name = aws_lb_target_group.green["web"].name }
      }
    }
    error_message = "traffic has another shape than releases read."
  }

  assert {
    condition     = keys(output.traffic) == ["api", "old", "web"] && output.traffic["old"].target_groups.green == null && keys(aws_lb_target_group.green) == ["api", "web"]
    error_message = "Pairs are not exactly where a strategy needs them."
  }
}

run "a_release_happened_elsewhere" {
  command   = apply
  state_key = "after_release"

  module {
    source = "./tests/after_release"
  }
}

run "weights_that_a_release_shifted_stay" {
  command   = plan
  state_key = "after_release"

  assert {
    condition     = { for g in aws_lb_listener_rule.released["api"].action[0].forward[0].target_group : reverse(split("/", g.arn))[1] => g.weight } == { blue = 0, green = 100 }
    error_message = "The plan would send traffic back to blue."
  }

  assert {
    condition     = endswith(aws_lb_listener_rule.test["api"].action[0].target_group_arn, "green/2")
    error_message = "The plan would take the test rule from a release."
  }
}

run "names_of_target_groups_fit_and_differ" {
  command = plan

  variables {
    name = "signalcraft-production-frankfurt"
    services = {
      api              = { strategy = "canary", route = { priority = 1, paths = ["/a"] } }
      sixteen-letters1 = { strategy = "linear", route = { priority = 2, paths = ["/b"] } }
      sixteen-letters2 = { strategy = "blue_green", protocol_version = "GRPC", route = { priority = 3, paths = ["/c"] } }
    }
  }

  assert {
    condition     = alltrue([for g in concat(values(aws_lb_target_group.blue), values(aws_lb_target_group.green)) : length(g.name) <= 32 && can(regex("^[a-z0-9][a-z0-9-]*[a-z0-9]$", g.name))])
    error_message = "A target group's name has more than 32 characters, or others than AWS takes."
  }

  assert {
    condition     = length(distinct([for g in concat(values(aws_lb_target_group.blue), values(aws_lb_target_group.green)) : g.name])) == 6
    error_message = "Two target groups have one name."
  }

  assert {
    condition     = startswith(aws_lb_target_group.blue["api"].name, "signalcraft-product-api-")
    error_message = "The name of a target group does not say whose it is."
  }
}

run "a_changed_protocol_gives_a_new_name_so_that_the_new_group_can_stand_beside_the_old" {
  command = plan

  variables {
    services = { api = { strategy = "canary", protocol = "HTTPS", route = { priority = 100, hosts = ["api.example.com"] } } }
  }

  assert {
    condition     = aws_lb_target_group.blue["api"].name != run.a_pair_is_born_with_everything_on_blue.traffic["api"].target_groups.blue.name && aws_lb_target_group.blue["api"].port == 443 && aws_lb_target_group.blue["api"].health_check[0].protocol == "HTTPS"
    error_message = "The replaced target group would have the name of the one that it replaces."
  }
}
