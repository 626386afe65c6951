# What is refused, each by a sentence that says what would be valid.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account    = { id = "123456789012", region = "eu-central-1" }
  cidr_block = "10.40.0.0/16"
  name       = "signalcraft-production"
  zones = {
    eu-central-1a = { index = 0 }
    eu-central-1b = { index = 1 }
  }
}

run "account_number_is_twelve_digits" {
  command = plan

  variables {
    account = { id = "12345", region = "eu-central-1" }
  }

  expect_failures = [var.account]
}

run "region_is_a_region" {
  command = plan

  variables {
    account = { id = "123456789012", region = "Frankfurt" }
    zones = { Frankfurta = { index = 0 }, Frankfurtb = { index = 1 } }
  }

  expect_failures = [var.account]
}

run "thresholds_are_not_negative" {
  command = plan

  variables {
    alarms = { nat_packets_dropped = -1 }
  }

  expect_failures = [var.alarms]
}

run "range_is_a_range" {
  command = plan

  variables {
    cidr_block = "10.40.0.0"
  }

  expect_failures = [var.cidr_block]
}

run "range_begins_where_its_mask_says" {
  command = plan

  variables {
    cidr_block = "10.40.1.0/16"
  }

  expect_failures = [var.cidr_block]
}

run "range_is_no_larger_than_aws_makes" {
  command = plan

  variables {
    cidr_block = "10.0.0.0/8"
  }

  expect_failures = [var.cidr_block]
}

run "range_is_private" {
  command = plan

  variables {
    cidr_block = "8.8.0.0/16"
  }

  expect_failures = [var.cidr_block]
}

run "a_small_range_needs_other_tiers" {
  command = plan

  variables {
    cidr_block = "10.40.0.0/22"
  }

  expect_failures = [var.tiers]
}

run "a_key_is_made_or_given_not_both" {
  command = plan

  variables {
    encryption = { create_key = true, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }
  }

  expect_failures = [var.encryption]
}

run "a_key_is_made_or_given_not_neither" {
  command = plan

  variables {
    encryption = { create_key = false }
  }

  expect_failures = [var.encryption]
}

run "gateway_endpoints_are_two" {
  command = plan

  variables {
    endpoints = { gateway = ["sqs"] }
  }

  expect_failures = [var.endpoints]
}

run "interface_endpoints_have_short_names" {
  command = plan

  variables {
    endpoints = { interface = ["com.amazonaws.eu-central-1.kms"] }
  }

  expect_failures = [var.endpoints]
}

run "flow_logs_have_two_destinations" {
  command = plan

  variables {
    flow_logs = { destination = "firehose" }
  }

  expect_failures = [var.flow_logs]
}

run "a_bucket_goes_with_s3" {
  command = plan

  variables {
    flow_logs = { bucket_arn = "arn:aws:s3:::logs" }
  }

  expect_failures = [var.flow_logs]
}

run "s3_goes_with_a_bucket" {
  command = plan

  variables {
    flow_logs = { destination = "s3" }
  }

  expect_failures = [var.flow_logs]
}

run "flow_logs_have_two_intervals" {
  command = plan

  variables {
    flow_logs = { interval_seconds = 300 }
  }

  expect_failures = [var.flow_logs]
}

run "retention_is_one_that_exists" {
  command = plan

  variables {
    flow_logs = { retention_days = 100 }
  }

  expect_failures = [var.flow_logs]
}

run "traffic_is_a_word_of_aws" {
  command = plan

  variables {
    flow_logs = { traffic = "DENY" }
  }

  expect_failures = [var.flow_logs]
}

run "name_is_within_limits" {
  command = plan

  variables {
    name = "signalcraft-production-of-the-whole-company"
  }

  expect_failures = [var.name]
}

run "name_has_no_capitals" {
  command = plan

  variables {
    name = "SignalCraft"
  }

  expect_failures = [var.name]
}

run "nat_is_one_of_three" {
  command = plan

  variables {
    nat = { mode = "instance" }
  }

  expect_failures = [var.nat]
}

run "a_single_gateway_has_a_zone" {
  command = plan

  variables {
    nat = { mode = "single" }
  }

  expect_failures = [var.nat]
}

run "a_single_gateway_lies_in_a_zone_that_is_there" {
  command = plan

  variables {
    nat = { mode = "single", zone = "eu-central-1c" }
  }

  expect_failures = [var.nat]
}

run "a_zone_goes_with_a_single_gateway" {
  command = plan

  variables {
    nat = { mode = "per_zone", zone = "eu-central-1a" }
  }

  expect_failures = [var.nat]
}

run "addresses_are_for_gateways_that_exist" {
  command = plan

  variables {
    nat = { allocation_ids = { eu-central-1c = "eipalloc-0a1b2c3d4e5f60718" } }
  }

  expect_failures = [var.nat]
}

run "block_on_public_access_is_a_word_of_aws" {
  command = plan

  variables {
    region_block_public_access = "block"
  }

  expect_failures = [var.region_block_public_access]
}

run "reserved_ranges_are_ranges" {
  command = plan

  variables {
    reserved_cidr_blocks = { office = "the office" }
  }

  expect_failures = [var.reserved_cidr_blocks]
}

run "ports_are_ports" {
  command = plan

  variables {
    security_groups = { application = { ports = { api = 80800 } } }
  }

  expect_failures = [var.security_groups]
}

run "a_source_is_one_peer" {
  command = plan

  variables {
    security_groups = { load_balancer = { sources = { both = { cidr_ipv4 = "10.0.0.0/8", cidr_ipv6 = "::/0" } } } }
  }

  expect_failures = [var.security_groups]
}

run "a_source_is_a_range" {
  command = plan

  variables {
    security_groups = { load_balancer = { sources = { all = { cidr_ipv4 = "everybody" } } } }
  }

  expect_failures = [var.security_groups]
}

run "a_rule_belongs_to_a_group_that_exists" {
  command = plan

  variables {
    security_groups = { additional_rules = { x = { cidr_ipv4 = "10.0.0.0/8", description = "x", direction = "ingress", from_port = 22, group = "bastion" } } }
  }

  expect_failures = [var.security_groups]
}

run "a_rule_has_a_direction" {
  command = plan

  variables {
    security_groups = { additional_rules = { x = { cidr_ipv4 = "10.0.0.0/8", description = "x", direction = "in", from_port = 22, group = "application" } } }
  }

  expect_failures = [var.security_groups]
}

run "a_rule_has_one_peer" {
  command = plan

  variables {
    security_groups = { additional_rules = { x = { description = "x", direction = "ingress", from_port = 22, group = "application" } } }
  }

  expect_failures = [var.security_groups]
}

run "a_rule_is_not_for_every_protocol" {
  command = plan

  variables {
    security_groups = { additional_rules = { x = { cidr_ipv4 = "10.0.0.0/8", description = "x", direction = "ingress", from_port = 0, group = "application", protocol = "-1" } } }
  }

  expect_failures = [var.security_groups]
}

run "the_database_is_not_open_to_the_world" {
  command = plan

  variables {
    security_groups = { additional_rules = { x = { cidr_ipv4 = "0.0.0.0/0", description = "x", direction = "ingress", from_port = 5432, group = "database" } } }
  }

  expect_failures = [var.security_groups]
}

run "redis_is_not_open_to_the_world" {
  command = plan

  variables {
    security_groups = { additional_rules = { x = { cidr_ipv6 = "::/0", description = "x", direction = "ingress", from_port = 6379, group = "redis" } } }
  }

  expect_failures = [var.security_groups]
}

run "one_zone_is_too_few" {
  command = plan

  variables {
    zones = { eu-central-1a = { index = 0 } }
  }

  expect_failures = [var.zones]
}

run "a_zone_lies_in_the_region" {
  command = plan

  variables {
    zones = { eu-central-1a = { index = 0 }, eu-west-1b = { index = 1 } }
  }

  expect_failures = [var.zones]
}

run "a_local_zone_is_no_zone" {
  command = plan

  variables {
    zones = { eu-central-1a = { index = 0 }, eu-central-1-ham-1a = { index = 1 } }
  }

  expect_failures = [var.zones]
}

run "two_zones_have_two_indexes" {
  command = plan

  variables {
    zones = { eu-central-1a = { index = 0 }, eu-central-1b = { index = 0 } }
  }

  expect_failures = [var.zones]
}

run "an_index_is_a_small_whole_number" {
  command = plan

  variables {
    zones = { eu-central-1a = { index = 0 }, eu-central-1b = { index = 1.5 } }
  }

  expect_failures = [var.zones]
}

run "tiers_that_overlap_are_refused" {
  command = plan

  variables {
    tiers = { public = { first = 0, newbits = 8 } }
  }

  expect_failures = [aws_vpc.this]
}

run "an_index_that_reaches_into_the_next_tier_is_refused" {
  command = plan

  variables {
    zones = { eu-central-1a = { index = 0 }, eu-central-1b = { index = 9 } }
  }

  expect_failures = [aws_vpc.this]
}

run "a_tier_that_does_not_fit_is_refused" {
  command = plan

  variables {
    tiers = { data = { first = 255, newbits = 8 } }
  }

  expect_failures = [aws_vpc.this]
}

run "a_reserved_range_that_overlaps_is_refused" {
  command = plan

  variables {
    reserved_cidr_blocks = { peer = "10.40.200.0/24" }
  }

  expect_failures = [aws_vpc.this]
}

run "a_reserved_range_around_it_is_refused" {
  command = plan

  variables {
    reserved_cidr_blocks = { company = "10.0.0.0/8" }
  }

  expect_failures = [aws_vpc.this]
}

run "without_nat_a_missing_door_is_told" {
  command = plan

  variables {
    endpoints = { interface = ["kms"] }
    nat = { mode = "none" }
  }

  expect_failures = [check.tasks_can_start_without_nat]
}
