# What the mocked provider computes, where a test looks at it or the provider's own checks would refuse eight letters.

mock_resource "aws_vpc" {
  defaults = {
    arn                    = "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0a1b2c3d4e5f60718"
    default_route_table_id = "rtb-0a1b2c3d4e5f60718"
    id                     = "vpc-0a1b2c3d4e5f60718"
    ipv6_cidr_block        = "2001:db8:1234:5600::/56"
  }
}

mock_resource "aws_kms_key" {
  defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:mocked" }
}

mock_resource "aws_nat_gateway" {
  defaults = { public_ip = "203.0.113.10" }
}
