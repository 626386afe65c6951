# What is refused, each by a sentence that says what would be valid.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account = { id = "123456789012", region = "eu-central-1" }
  name    = "signalcraft"

  environments = {
    dev = {
      states = ["infrastructure"]
      plan   = { github = { repository = "example/signalcraft", refs = ["refs/heads/main"] } }
      apply  = { github = { repository = "example/signalcraft", environments = ["dev"] } }
    }
  }
}

run "bad_input_1" {
  command = plan

  variables {
    # account number is twelve digits
    account = { id = "12345", region = "eu-central-1" }

    # a bucket has a name of s3
    bucket_name = "States_of_Example"

    # a key is made or given not both
    encryption = { create_key = true, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }

    # there is an environment
    environments = {}

    # versions outlive a weekend
    versions = { days = 1 }
  }

  expect_failures = [
    var.account,
    var.bucket_name,
    var.encryption,
    var.environments,
    var.versions,
  ]
}

run "bad_input_2" {
  command = plan

  variables {
    # region is a region
    account = { id = "123456789012", region = "Frankfurt" }

    # a key is made or given not neither
    encryption = { create_key = false }

    # an environment has a state
    environments = {
      dev = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = []
      }
    }

    # versions are counted as s3 counts
    versions = { keep = 500 }
  }

  expect_failures = [
    var.account,
    var.encryption,
    var.environments,
    var.versions,
  ]
}

run "bad_input_3" {
  command = plan

  variables {
    # a key is no alias
    encryption = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:alias/given" }

    # names become names of roles
    environments = {
      dev = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["Infrastructure"]
      }
    }

    # name has no capitals
    name = "SignalCraft"

    # a copy is elsewhere
    replication = { region = "eu-central-1" }

    # versions of locks are kept shortly
    versions = { lock_days = 365 }
  }

  expect_failures = [
    var.encryption,
    var.environments,
    var.name,
    var.replication,
    var.versions,
  ]
}

run "bad_input_4" {
  command = plan

  variables {
    # reads name states that are here
    environments = {
      dev = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        reads  = ["shared/registry"]
        states = ["infrastructure"]
      }
    }

    # a copy has a name of s3
    replication = { bucket_name = "Copy", region = "eu-west-1" }
  }

  expect_failures = [
    var.environments,
    var.replication,
  ]
}

run "bad_input_5" {
  command = plan

  variables {
    # somebody may take the role
    environments = {
      dev = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        plan   = {}
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_6" {
  command = plan

  variables {
    # a repository is one
    environments = {
      dev = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        plan   = { github = { repository = "example/*", pull_requests = true } }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_7" {
  command = plan

  variables {
    # a repository alone is no pin
    environments = {
      dev = {
        apply  = { github = { repository = "example/signalcraft" } }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_8" {
  command = plan

  variables {
    # a ref is whole
    environments = {
      dev = {
        apply  = { github = { repository = "example/signalcraft", refs = ["main"] } }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_9" {
  command = plan

  variables {
    # a ref has no wildcard
    environments = {
      dev = {
        apply  = { github = { repository = "example/signalcraft", refs = ["refs/heads/*"] } }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_10" {
  command = plan

  variables {
    # an environment of github has no wildcard
    environments = {
      dev = {
        apply  = { github = { repository = "example/signalcraft", environments = ["*"] } }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_11" {
  command = plan

  variables {
    # a principal is an arn
    environments = {
      dev = {
        apply  = { principal_arns = ["*"] }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_12" {
  command = plan

  variables {
    # a principal has no wildcard
    environments = {
      dev = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/*"] }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "bad_input_13" {
  command = plan

  variables {
    # a provider is made or given not both
    github_oidc = { provider_arn = "arn:aws:iam::123456789012:oidc-provider/given" }
  }

  expect_failures = [var.github_oidc]
}

run "bad_input_14" {
  command = plan

  variables {
    # a provider is there where github is trusted
    github_oidc = { create_provider = false }
  }

  expect_failures = [var.github_oidc]
}

run "the_bucket_name_is_within_limits" {
  command = plan

  variables {
    account = { id = "123456789012", region = "ap-southeast-1" }
    name    = "signalcraft-of-a-company"
  }

  expect_failures = [var.name]
}

run "an_environment_has_a_name_that_fits_into_a_role" {
  command = plan

  variables {
    environments = {
      a-name-of-twenty-eight-lette = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
  }

  expect_failures = [var.environments]
}

run "the_longest_names_fit_into_a_role" {
  command = plan

  variables {
    environments = {
      a-name-of-twenty-seven-lett = {
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
        states = ["infrastructure"]
      }
    }
    bucket_name = "states-of-example"
    name        = "a-name-of-twenty-four-le"
  }

  assert {
    condition     = alltrue([for role in values(aws_iam_role.this) : length(role.name) <= 64])
    error_message = "A role's name has at most 64 characters."
  }
}
