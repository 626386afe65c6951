# What is refused, each by a sentence that says what would be valid.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account = { id = "123456789012", region = "eu-central-1" }
  name    = "signalcraft-production"
  zones   = { main = { domain = "signalcraft.example" } }
}

run "bad_input_1" {
  command = plan

  variables {
    # topics elsewhere
    alarm_topics = { critical = "arn:aws:sns:eu-central-1:123456789012:critical" }

    # a minute at least
    alarms = { unhealthy_minutes = 0 }

    # names in small letters
    certificates = { a = { domain = "Signalcraft.example" } }

    # children are checks
    combined_health_checks = { all = { children = ["nobody"] } }

    # a number that CloudWatch knows
    query_logging = { retention_days = 100 }
  }

  expect_failures = [var.alarm_topics, var.alarms, var.certificates, var.combined_health_checks, var.query_logging]
}

run "bad_input_2" {
  command = plan

  variables {
    # 64 letters at most
    certificates = { a = { domain = "a-name-that-is-longer-than-a-common-name-may-be.signalcraft.example" } }

    # values or an alias
    records = { a = { zone = "main" } }
  }

  expect_failures = [var.certificates, var.records]
}

run "bad_input_3" {
  command = plan

  variables {
    # an algorithm that ACM knows
    certificates = { a = { domain = "signalcraft.example", key_algorithm = "DSA" } }

    # a type that Route 53 knows
    records = { a = { zone = "main", type = "SPF", values = ["v=spf1 -all"] } }
  }

  expect_failures = [var.certificates, var.records]
}

run "bad_input_4" {
  command = plan

  variables {
    # a name that is in no zone here
    certificates = { a = { domain = "example.org" } }

    # the domain itself is no CNAME
    records = { a = { zone = "main", type = "CNAME", values = ["example.org"] } }
  }

  expect_failures = [var.certificates, var.records]
}

run "bad_input_5" {
  command = plan

  variables {
    # Route 53 asks no UDP
    health_checks = { a = { host = "a.example", protocol = "UDP" } }

    # one at least
    zones = {}
  }

  expect_failures = [var.health_checks, var.zones]
}

run "bad_input_6" {
  command = plan

  variables {
    # 10 or 30 seconds
    health_checks = { a = { host = "a.example", interval = 60 } }

    # a key is written in small letters
    zones = { Main = { domain = "signalcraft.example" } }
  }

  expect_failures = [var.health_checks, var.zones]
}

run "bad_input_7" {
  command = plan

  variables {
    # a path begins with a slash
    health_checks = { a = { host = "a.example", path = "health" } }

    # without a dot at its end
    zones = { main = { domain = "signalcraft.example." } }
  }

  expect_failures = [var.health_checks, var.zones]
}

run "bad_input_8" {
  command = plan

  variables {
    # TCP has no port of its own
    health_checks = { a = { host = "a.example", protocol = "TCP" } }

    # an existing zone has an id
    zones = { main = { domain = "signalcraft.example", create = false } }
  }

  expect_failures = [var.health_checks, var.zones]
}

run "bad_input_9" {
  command = plan

  variables {
    # three regions at least
    health_checks = { a = { host = "a.example", regions = ["eu-west-1"] } }

    # a parent's domain is the end of the zone's
    zones = { main = { domain = "signalcraft.example" }, other = { domain = "example.org", parent = "main" } }
  }

  expect_failures = [var.health_checks, var.zones]
}

run "bad_input_10" {
  command = plan

  variables {
    # a severity, or none
    health_checks = { a = { host = "a.example", alarm = "loud" } }
  }

  expect_failures = [var.health_checks]
}

run "bad_input_11" {
  command = plan

  variables {
    # one way of choosing
    records = { a = { zone = "main", values = ["192.0.2.1"], weight = 1, failover = "SECONDARY" } }

    # twelve digits
    account = { id = "12345", region = "eu-central-1" }

    # small letters
    name = "SignalCraft"
  }

  expect_failures = [var.account, var.name, var.records]
}

run "bad_input_12" {
  command = plan

  variables {
    # a weight of 255 at most
    records = { a = { zone = "main", values = ["192.0.2.1"], weight = 300 } }

    # a zone is no region
    account = { id = "123456789012", region = "eu-central-1a" }
  }

  expect_failures = [var.account, var.records]
}

run "a_primary_that_never_fails_over" {
  command = plan

  variables {
    records = { a = { zone = "main", values = ["192.0.2.1"], failover = "PRIMARY" } }
  }

  expect_failures = [var.records]
}

run "a_health_check_that_is_not_there" {
  command = plan

  variables {
    records = { a = { zone = "main", values = ["192.0.2.1"], health_check = "nobody" } }
  }

  expect_failures = [var.records]
}

run "a_record_that_lives_longer_than_a_week" {
  command = plan

  variables {
    records = { a = { zone = "main", values = ["192.0.2.1"], ttl = 700000 } }
  }

  expect_failures = [var.records]
}

run "two_records_that_do_not_choose" {
  command = plan

  variables {
    records = { a = { zone = "main", values = ["192.0.2.1"] }, b = { zone = "main", values = ["192.0.2.2"] } }
  }

  expect_failures = [var.records]
}

run "more_children_than_there_are" {
  command = plan

  variables {
    health_checks          = { a = { host = "a.example" } }
    combined_health_checks = { all = { children = ["a"], threshold = 2 } }
  }

  expect_failures = [var.combined_health_checks]
}

run "a_combined_check_with_the_key_of_another" {
  command = plan

  variables {
    health_checks          = { a = { host = "a.example" } }
    combined_health_checks = { a = { children = ["a"] } }
  }

  expect_failures = [var.combined_health_checks]
}

run "a_combined_check_with_an_unknown_severity" {
  command = plan

  variables {
    health_checks          = { a = { host = "a.example" } }
    combined_health_checks = { all = { children = ["a"], alarm = "loud" } }
  }

  expect_failures = [var.combined_health_checks]
}

run "a_record_in_a_zone_that_is_not_there" {
  command = plan

  variables {
    records = { a = { zone = "other", values = ["192.0.2.1"] } }
  }

  expect_failures = [var.records]
}

run "a_record_with_a_space_in_its_name" {
  command = plan

  variables {
    records = { a = { zone = "main", name = "A b", values = ["192.0.2.1"] } }
  }

  expect_failures = [var.records]
}
