# What is refused, each by a sentence that says what would be valid.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account     = { id = "123456789012", region = "eu-central-1" }
  environment = "production"
  name        = "signalcraft-production"

  secrets = {
    database    = { class = "critical", description = "x", keys = ["password"], rotation = { every_days = 30 }, seed = true }
    session-key = { class = "important", description = "x", rotation = { every_days = 180 }, seed = true }
  }
}

run "bad_input_1" {
  command = plan

  variables {
    # account number is twelve digits
    account = { id = "12345", region = "eu-central-1" }

    # grace is some days
    alarms = { grace_days = 0 }

    # a key is made or given not both
    encryption = { create_key = true, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }

    # environment is one of four
    environment = "prod"

    # name is within limits
    name = "signalcraft-production-of-the-whole-company"

    # a reader is a role
    readers = { all = "*" }

    # an administrator is somebody
    roles = { administrator = { principal_arns = [] } }

    # an architecture is one of two
    runner = { cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/a", image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2", security_group_ids = ["sg-0a1b2c3d4e5f60718"], subnet_ids = ["subnet-0a1b2c3d4e5f60718"], architecture = "RISCV" }

    # a key is a name
    secrets = { Database = { class = "critical", description = "x", rotation = { every_days = 30 } } }
  }

  expect_failures = [
    var.account,
    var.alarms,
    var.encryption,
    var.environment,
    var.name,
    var.readers,
    var.roles,
    var.runner,
    var.secrets,
  ]
}

run "bad_input_2" {
  command = plan

  variables {
    # region is a region
    account = { id = "123456789012", region = "Frankfurt" }

    # a key is made or given not neither
    encryption = { create_key = false }

    # a reader has no wildcard
    readers = { all = "arn:aws:iam::123456789012:role/*" }

    # recovery is days of aws
    recovery_window_days = 3

    # an administrator is not everybody
    roles = { administrator = { principal_arns = ["*"] } }

    # an image is not latest
    runner = { cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/a", image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:latest", security_group_ids = ["sg-0a1b2c3d4e5f60718"], subnet_ids = ["subnet-0a1b2c3d4e5f60718"] }

    # a key does not look like an arn
    secrets = { stripe-secret = { class = "critical", description = "x", rotation = { every_days = 30 } } }
  }

  expect_failures = [
    var.account,
    var.encryption,
    var.readers,
    var.recovery_window_days,
    var.roles,
    var.runner,
    var.secrets,
  ]
}

run "a_pipeline_proves_who_it_is" {
  command = plan

  variables {
    roles = { pipeline = { repository = "example/signalcraft", environments = ["production"] } }
  }

  expect_failures = [var.github_oidc_provider_arn]
}

run "bad_input_3" {
  command = plan

  variables {
    # no recovery is for dev alone
    recovery_window_days = 0

    # a copy is elsewhere
    replicas = { eu-central-1 = {} }

    # an image has a tag
    runner = { cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/a", image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli", security_group_ids = ["sg-0a1b2c3d4e5f60718"], subnet_ids = ["subnet-0a1b2c3d4e5f60718"] }

    # a class is one of three
    secrets = { x-y = { class = "secret", description = "x", rotation = { every_days = 30 } } }
  }

  expect_failures = [
    var.recovery_window_days,
    var.replicas,
    var.runner,
    var.secrets,
  ]
}

run "bad_input_4" {
  command = plan

  variables {
    # a copy has a key made or given
    replicas = { eu-west-1 = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/given" } }

    # an hour is an hour
    runner = { cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/a", image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2", security_group_ids = ["sg-0a1b2c3d4e5f60718"], subnet_ids = ["subnet-0a1b2c3d4e5f60718"], schedule_hour = 24 }

    # a secret is described
    secrets = { x-y = { class = "critical", description = " ", rotation = { every_days = 30 } } }
  }

  expect_failures = [
    var.replicas,
    var.runner,
    var.secrets,
  ]
}

run "a_repository_is_one" {
  command = plan

  variables {
    github_oidc_provider_arn = "arn"
    roles                    = { pipeline = { repository = "example/*", environments = ["production"] } }
  }

  expect_failures = [var.roles]
}

run "a_repository_alone_is_no_pin" {
  command = plan

  variables {
    github_oidc_provider_arn = "arn"
    roles                    = { pipeline = { repository = "example/signalcraft" } }
  }

  expect_failures = [var.roles]
}

run "a_ref_has_no_wildcard" {
  command = plan

  variables {
    github_oidc_provider_arn = "arn"
    roles                    = { pipeline = { repository = "example/signalcraft", refs = ["refs/heads/*"] } }
  }

  expect_failures = [var.roles]
}

run "a_pipeline_reads_nothing_critical" {
  command = plan

  variables {
    github_oidc_provider_arn = "arn"
    roles                    = { pipeline = { repository = "example/signalcraft", environments = ["production"], read_classes = ["critical"] } }
  }

  expect_failures = [var.roles]
}

run "bad_input_5" {
  command = plan

  variables {
    # retention is one that exists
    runner = { cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/a", image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2", security_group_ids = ["sg-0a1b2c3d4e5f60718"], subnet_ids = ["subnet-0a1b2c3d4e5f60718"], retention_days = 100 }

    # a critical secret is rotated
    secrets = { x-y = { class = "critical", description = "x" } }
  }

  expect_failures = [
    var.runner,
    var.secrets,
  ]
}

run "bad_input_6" {
  command = plan

  variables {
    # an important secret is rotated
    secrets = { x-y = { class = "important", description = "x" } }
  }

  expect_failures = [var.secrets]
}

run "bad_input_7" {
  command = plan

  variables {
    # a critical secret is rotated each quarter
    secrets = { x-y = { class = "critical", description = "x", rotation = { every_days = 91 } } }
  }

  expect_failures = [var.secrets]
}

run "bad_input_8" {
  command = plan

  variables {
    # an important secret is rotated twice a year
    secrets = { x-y = { class = "important", description = "x", rotation = { every_days = 181 } } }
  }

  expect_failures = [var.secrets]
}

run "bad_input_9" {
  command = plan

  variables {
    # days are whole
    secrets = { x-y = { class = "critical", description = "x", rotation = { every_days = 1.5 } } }
  }

  expect_failures = [var.secrets]
}

run "bad_input_10" {
  command = plan

  variables {
    # a strategy is one of four
    secrets = { x-y = { class = "critical", description = "x", rotation = { every_days = 30, strategy = "lambda" } } }
  }

  expect_failures = [var.secrets]
}

run "bad_input_11" {
  command = plan

  variables {
    # manual runs nothing
    secrets = { x-y = { class = "critical", description = "x", rotation = { every_days = 30, services = ["api"], strategy = "manual" } } }
  }

  expect_failures = [var.secrets]
}

run "bad_input_12" {
  command = plan

  variables {
    # a value belongs to a secret
    seed_values = { other = "x" }
  }

  expect_failures = [var.seed_values]
}

run "bad_input_13" {
  command = plan

  variables {
    # a value is not empty
    seed_values = { session-key = "" }
  }

  expect_failures = [var.seed_values]
}

run "bad_input_14" {
  command = plan

  variables {
    # a value has the keys
    seed_values = { database = "{\"user\":\"a\"}" }
  }

  expect_failures = [var.seed_values]
}

run "bad_input_15" {
  command = plan

  variables {
    # a value with keys is json
    seed_values = { database = "plain" }
  }

  expect_failures = [var.seed_values]
}

run "somebody_can_read_it" {
  command = plan

  variables {
    roles   = { application = { enabled = false } }
    secrets = { database = { class = "non_critical", description = "x" } }
  }

  expect_failures = [aws_secretsmanager_secret_policy.this["database"]]
}
