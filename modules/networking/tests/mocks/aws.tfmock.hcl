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

# What a table would hold of which nobody said that it holds nothing.
mock_resource "aws_default_route_table" {
  defaults = {
    route = [{
      cidr_block                 = "0.0.0.0/0"
      core_network_arn           = ""
      destination_prefix_list_id = ""
      egress_only_gateway_id     = ""
      gateway_id                 = "igw-0a1b2c3d4e5f60718"
      instance_id                = ""
      ipv6_cidr_block            = ""
      nat_gateway_id             = ""
      network_interface_id       = ""
      transit_gateway_id         = ""
      vpc_endpoint_id            = ""
      vpc_peering_connection_id  = ""
    }]
  }
}
