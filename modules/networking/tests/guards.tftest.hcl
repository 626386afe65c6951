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

run "bad_input_1" {
  command = plan

  variables {
    # account number is twelve digits
    account = { id = "12345", region = "eu-central-1" }

    # thresholds are not negative
    alarms = { nat_packets_dropped = -1 }

    # range is a range
    cidr_block = "10.40.0.0"

    # a key is made or given not both
    encryption = { create_key = true, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }

    # gateway endpoints are two
    endpoints = { gateway = ["sqs"] }

    # flow logs have two destinations
    flow_logs = { destination = "firehose" }

    # name is within limits
    name = "signalcraft-production-of-the-whole-company"

    # block on public access is a word of aws
    region_block_public_access = "block"

    # reserved ranges are ranges
    reserved_cidr_blocks = { office = "the office" }

    # ports are ports
    security_groups = { application = { ports = { api = 80800 } } }
  }

  expect_failures = [
    var.account,
    var.alarms,
    var.cidr_block,
    var.encryption,
    var.endpoints,
    var.flow_logs,
    var.name,
    var.region_block_public_access,
    var.reserved_cidr_blocks,
    var.security_groups,
  ]
}

run "region_is_a_region" {
  command = plan

  variables {
    account = { id = "123456789012", region = "Frankfurt" }
    zones   = { Frankfurta = { index = 0 }, Frankfurtb = { index = 1 } }
  }

  expect_failures = [var.account]
}

run "bad_input_2" {
  command = plan

  variables {
    # range begins where its mask says
    cidr_block = "10.40.1.0/16"

    # a key is made or given not neither
    encryption = { create_key = false }

    # interface endpoints have short names
    endpoints = { interface = ["com.amazonaws.eu-central-1.kms"] }

    # a bucket goes with s3
    flow_logs = { bucket_arn = "arn:aws:s3:::logs" }

    # name has no capitals
    name = "SignalCraft"

    # nat is one of three
    nat = { mode = "instance" }

    # a source is one peer
    security_groups = { load_balancer = { sources = { both = { cidr_ipv4 = "10.0.0.0/8", cidr_ipv6 = "::/0" } } } }
  }

  expect_failures = [
    var.cidr_block,
    var.encryption,
    var.endpoints,
    var.flow_logs,
    var.name,
    var.nat,
    var.security_groups,
  ]
}

run "bad_input_3" {
  command = plan

  variables {
    # range is no larger than aws makes
    cidr_block = "10.0.0.0/8"

    # s3 goes with a bucket
    flow_logs = { destination = "s3" }

    # a single gateway has a zone
    nat = { mode = "single" }

    # a source is a range
    security_groups = { load_balancer = { sources = { all = { cidr_ipv4 = "everybody" } } } }
  }

  expect_failures = [
    var.cidr_block,
    var.flow_logs,
    var.nat,
    var.security_groups,
  ]
}

run "bad_input_4" {
  command = plan

  variables {
    # range is private
    cidr_block = "8.8.0.0/16"

    # flow logs have two intervals
    flow_logs = { interval_seconds = 300 }

    # a single gateway lies in a zone that is there
    nat = { mode = "single", zone = "eu-central-1c" }

    # a rule belongs to a group that exists
    security_groups = { additional_rules = { x = { cidr_ipv4 = "10.0.0.0/8", description = "x", direction = "ingress", from_port = 22, group = "bastion" } } }
  }

  expect_failures = [
    var.cidr_block,
    var.flow_logs,
    var.nat,
    var.security_groups,
  ]
}

run "a_small_range_needs_other_tiers" {
  command = plan

  variables {
    cidr_block = "10.40.0.0/22"
  }

  expect_failures = [var.tiers]
}

run "bad_input_5" {
  command = plan

  variables {
    # retention is one that exists
    flow_logs = { retention_days = 100 }

    # a zone goes with a single gateway
    nat = { mode = "per_zone", zone = "eu-central-1a" }

    # a rule has a direction
    security_groups = { additional_rules = { x = { cidr_ipv4 = "10.0.0.0/8", description = "x", direction = "in", from_port = 22, group = "application" } } }
  }

  expect_failures = [
    var.flow_logs,
    var.nat,
    var.security_groups,
  ]
}

run "bad_input_6" {
  command = plan

  variables {
    # traffic is a word of aws
    flow_logs = { traffic = "DENY" }

    # addresses are for gateways that exist
    nat = { allocation_ids = { eu-central-1c = "eipalloc-0a1b2c3d4e5f60718" } }

    # a rule has one peer
    security_groups = { additional_rules = { x = { description = "x", direction = "ingress", from_port = 22, group = "application" } } }
  }

  expect_failures = [
    var.flow_logs,
    var.nat,
    var.security_groups,
  ]
}

run "bad_input_7" {
  command = plan

  variables {
    # a rule is not for every protocol
    security_groups = { additional_rules = { x = { cidr_ipv4 = "10.0.0.0/8", description = "x", direction = "ingress", from_port = 0, group = "application", protocol = "-1" } } }

    # one zone is too few
    zones = { eu-central-1a = { index = 0 } }
  }

  expect_failures = [
    var.security_groups,
    var.zones,
  ]
}

run "bad_input_8" {
  command = plan

  variables {
    # the database is not open to the world
    security_groups = { additional_rules = { x = { cidr_ipv4 = "0.0.0.0/0", description = "x", direction = "ingress", from_port = 5432, group = "database" } } }

    # a zone lies in the region
    zones = { eu-central-1a = { index = 0 }, eu-west-1b = { index = 1 } }
  }

  expect_failures = [
    var.security_groups,
    var.zones,
  ]
}

run "bad_input_9" {
  command = plan

  variables {
    # redis is not open to the world
    security_groups = { additional_rules = { x = { cidr_ipv6 = "::/0", description = "x", direction = "ingress", from_port = 6379, group = "redis" } } }

    # a local zone is no zone
    zones = { eu-central-1a = { index = 0 }, eu-central-1-ham-1a = { index = 1 } }
  }

  expect_failures = [
    var.security_groups,
    var.zones,
  ]
}

run "bad_input_10" {
  command = plan

  variables {
    # two zones have two indexes
    zones = { eu-central-1a = { index = 0 }, eu-central-1b = { index = 0 } }
  }

  expect_failures = [var.zones]
}

run "bad_input_11" {
  command = plan

  variables {
    # an index is a small whole number
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
    nat       = { mode = "none" }
  }

  expect_failures = [check.tasks_can_start_without_nat]
}
