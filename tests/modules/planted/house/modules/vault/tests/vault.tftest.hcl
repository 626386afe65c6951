mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name    = "small"
  account = { id = "111122223333", region = "eu-central-1" }
  network = { vpc_id = "vpc-1" }
}

run "encrypts" {
  command = apply

  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key does not rotate."
  }

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == output.key_arn
    error_message = "The queue is not encrypted with the key."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.this) == 0
    error_message = "Somebody reaches the vault."
  }
}

run "opens_to_those_named" {
  command = plan

  variables {
    network = { vpc_id = "vpc-1", cidrs = { office = "192.0.2.0/24" } }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["office"].cidr_ipv4 == "192.0.2.0/24"
    error_message = "The office does not reach the vault."
  }
}

run "refuses_a_long_name" {
  command = plan

  variables {
    name = "longer-than-twenty-letters"
  }

  expect_failures = [var.name]
}
