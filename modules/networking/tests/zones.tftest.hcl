# Zones come and go, and nothing else moves. Not mocked: the stub of hashicorp/aws knows which changes need a new
# resource, a mock does not. The credentials are none, so that the real provider would refuse and touch nothing.

provider "aws" {
  access_key                  = "none"
  region                      = "eu-central-1"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}

variables {
  account    = { id = "123456789012", region = "eu-central-1" }
  cidr_block = "10.20.0.0/16"
  name       = "signalcraft-staging"
}

run "two_zones_are_applied" {
  variables {
    zones = {
      eu-central-1b = { index = 0 }
      eu-central-1c = { index = 1 }
    }
  }

  assert {
    condition     = length(output.nat_public_ips) == 2 && length(output.subnet_ids.data) == 2
    error_message = "Two zones must have a NAT gateway and a data subnet each."
  }
}

# A replaced resource has an id that is not known in a plan; comparing it with the one that was applied would fail.
run "a_third_zone_moves_no_other" {
  command = plan

  variables {
    zones = {
      eu-central-1a = { index = 2 } # first in the alphabet, last in the plan of addresses
      eu-central-1b = { index = 0 }
      eu-central-1c = { index = 1 }
    }
  }

  assert {
    condition = alltrue(flatten([
      for tier, zones in run.two_zones_are_applied.subnet_ids : [for zone, id in zones : output.subnet_ids[tier][zone] == id]
    ]))
    error_message = "A subnet of a zone that was there before would be replaced."
  }

  assert {
    condition = alltrue(flatten([
      for tier, zones in run.two_zones_are_applied.subnet_cidr_blocks : [for zone, block in zones : output.subnet_cidr_blocks[tier][zone] == block]
    ]))
    error_message = "A range of a zone that was there before would move."
  }

  assert {
    condition     = alltrue([for zone, ip in run.two_zones_are_applied.nat_public_ips : output.nat_public_ips[zone] == ip])
    error_message = "A NAT gateway that was there before would be replaced, and with it an address that is in allow-lists."
  }

  assert {
    condition     = alltrue([for name, id in run.two_zones_are_applied.route_table_ids : output.route_table_ids[name] == id])
    error_message = "A route table that was there before would be replaced."
  }

  assert {
    condition     = alltrue([for service, id in run.two_zones_are_applied.endpoint_ids : output.endpoint_ids[service] == id])
    error_message = "An endpoint would be replaced; it gains a subnet, and that is all."
  }

  assert {
    condition     = output.vpc_id == run.two_zones_are_applied.vpc_id && output.security_group_ids == run.two_zones_are_applied.security_group_ids
    error_message = "The VPC or a security group would be replaced."
  }

  assert {
    condition     = length(output.subnet_cidr_blocks.private) == 3 && output.subnet_cidr_blocks.private["eu-central-1a"] == "10.20.32.0/20"
    error_message = "The new zone must have the range of its index."
  }

  assert {
    condition     = output.zones == ["eu-central-1b", "eu-central-1c", "eu-central-1a"]
    error_message = "Zones are told in the order of their indexes."
  }
}

run "swapping_a_zone_keeps_the_other" {
  command = plan

  variables {
    zones = {
      eu-central-1a = { index = 2 }
      eu-central-1c = { index = 1 }
    }
  }

  assert {
    condition = alltrue([
      for tier in ["data", "private", "public"] :
      output.subnet_ids[tier]["eu-central-1c"] == run.two_zones_are_applied.subnet_ids[tier]["eu-central-1c"]
    ])
    error_message = "Taking a zone away must leave the subnets of the other alone."
  }

  assert {
    condition     = output.nat_public_ips["eu-central-1c"] == run.two_zones_are_applied.nat_public_ips["eu-central-1c"]
    error_message = "Taking a zone away must leave the NAT gateway of the other alone."
  }
}
