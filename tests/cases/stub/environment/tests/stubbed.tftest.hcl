run "plan" {
  command = plan

  assert {
    condition     = length(aws_route53_record.validation) == 2
    error_message = "one record for each name of the certificate"
  }
}

run "apply" {
  assert {
    condition     = startswith(aws_lb.main.arn, "arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/")
    error_message = aws_lb.main.arn
  }

  assert {
    condition     = jsondecode(aws_iam_policy.service.policy).Statement[0].Sid == "DenyPlain"
    error_message = aws_iam_policy.service.policy
  }
}

run "change" {
  variables {
    desired_count = 3
  }

  assert {
    condition     = aws_ecs_service.main.desired_count == 3 && aws_ecs_service.main.id == run.apply.service_id
    error_message = "the same service, changed"
  }
}
