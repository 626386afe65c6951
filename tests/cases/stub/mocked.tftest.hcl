mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  # a function of the provider is not mocked, and wants an ARN
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/a/1" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::000000000000:role/a" }
  }

  mock_resource "aws_db_instance" {
    defaults = { master_user_secret = [{ kms_key_id = "", secret_arn = "arn", secret_status = "active" }] }
  }

  mock_resource "aws_acm_certificate" {
    override_during = plan
    defaults        = { domain_validation_options = [] }
  }
}

run "names_follow_the_variable" {
  command = plan

  variables {
    name = "other"
  }

  assert {
    condition     = aws_ecs_service.main.name == "other"
    error_message = "the service has another name"
  }
}
