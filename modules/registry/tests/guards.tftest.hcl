# What is refused, each by a sentence that says what would be valid.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account      = { id = "123456789012", region = "eu-central-1" }
  name         = "signalcraft"
  repositories = { api = {} }
}

run "bad_input_1" {
  command = plan

  variables {
    # an account has twelve digits
    access = { pull_accounts = { staging = "12345" } }

    # a key is made or given, not both
    encryption = { create_key = true, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }

    # somebody must be told
    findings = { enabled = true }

    # a prefix is not a path
    pull_through = { "Public/" = { upstream_url = "public.ecr.aws" } }

    # a region is a region
    replication = { destinations = { ireland = { region = "Ireland" } } }

    # one at least
    repositories = {}

    # two kinds
    scanning = { type = "DEEP" }
  }

  expect_failures = [
    var.access,
    var.encryption,
    var.findings,
    var.pull_through,
    var.replication,
    var.repositories,
    var.scanning,
  ]
}

run "bad_input_2" {
  command = plan

  variables {
    # a role is given by its ARN
    access = { push_roles = { pipeline = "pipeline" } }

    # AWS waits 7 to 30 days
    encryption = { deletion_window_days = 1 }

    # severities are words of AWS
    findings = { severities = ["SEVERE"] }

    # a host, no address
    pull_through = { ecr-public = { upstream_url = "https://public.ecr.aws" } }

    # an account has twelve digits
    replication = { destinations = { ireland = { region = "eu-west-1", account_id = "ours" } } }

    # a key is written in small letters
    repositories = { API = {} }
  }

  expect_failures = [
    var.access,
    var.encryption,
    var.findings,
    var.pull_through,
    var.replication,
    var.repositories,
  ]
}

run "bad_input_3" {
  command = plan

  variables {
    # nobody could push
    access = { exclusive_push = true }

    # Docker Hub wants to know who asks
    pull_through = { docker-hub = { upstream_url = "registry-1.docker.io" } }

    # it would copy to itself
    replication = { destinations = { here = { region = "eu-central-1" } } }

    # a name is in small letters
    repositories = { api = { name = "SignalCraft/API" } }
  }

  expect_failures = [
    var.access,
    var.pull_through,
    var.replication,
    var.repositories,
  ]
}

run "bad_input_4" {
  command = plan

  variables {
    # ECR reads no other secret
    pull_through = { docker-hub = { upstream_url = "registry-1.docker.io", credential_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hub-AbCdEf" } }

    # the same twice
    replication = { destinations = { one = { region = "eu-west-1" }, two = { region = "eu-west-1", account_id = "123456789012" } } }

    # the same name twice
    repositories = { api = {}, other = { name = "signalcraft-api" } }
  }

  expect_failures = [
    var.pull_through,
    var.replication,
    var.repositories,
  ]
}

run "bad_input_5" {
  command = plan

  variables {
    # a year at most
    pull_through = { ecr-public = { upstream_url = "public.ecr.aws", days = 400 } }

    # AWS has 25 at most
    replication = { destinations = { for number in range(26) : "account-${number}" => { region = "eu-west-1", account_id = tostring(100000000000 + number) } } }

    # every tag would be mutable
    repositories = { api = { mutable_tags = ["*"] } }
  }

  expect_failures = [
    var.pull_through,
    var.replication,
    var.repositories,
  ]
}

# by themselves, because what is asked of others depends on them
run "an_account_has_twelve_digits_and_names_are_of_small_letters" {
  command = plan

  variables {
    account = { id = "12345", region = "eu-central-1" }
    name    = "SignalCraft"
  }

  expect_failures = [var.account, var.name]
}

run "a_zone_is_no_region" {
  command = plan

  variables {
    account = { id = "123456789012", region = "eu-central-1a" }
  }

  expect_failures = [var.account]
}

run "an_image_is_kept" {
  command = plan

  variables {
    repositories = { api = { keep_images = 0 } }
  }

  expect_failures = [var.repositories]
}
