# What all environments share. Nothing is asked of an account.

mock_provider "aws" {
  override_during = plan # a bucket of states that was applied could not be cleaned up, which is the point of it
  source          = "../modules/service/tests/mocks"
}

variables {
  account_id = "123456789012"
  domain     = "example.com"
  repository = "example/signalcraft"
}

run "each_root_has_a_state_and_a_pair_of_roles_of_its_own" {
  command = plan

  variables {
    replica_region = null
  }

  assert {
    condition = toset(keys(output.backend_files)) == toset([
      "shared/account", "dev/delivery", "dev/infrastructure", "production/delivery", "production/infrastructure", "staging/delivery", "staging/infrastructure",
    ])
    error_message = "There must be a backend for each root, and for no other."
  }

  assert {
    condition     = length(distinct([for file in values(output.backend_files) : regex("key +=.*", file)])) == 7
    error_message = "No two roots may share a state."
  }

  assert {
    condition = alltrue([
      for file in values(output.backend_files) : can(regex("use_lockfile = true", file)) && can(regex("encrypt +=.*true", file)) && can(regex("kms_key_id", file))
    ])
    error_message = "Each backend locks by file and encrypts with the key."
  }

  assert {
    condition     = toset(keys(output.role_arns)) == toset(concat(["images"], [for key in keys(output.backend_files) : key if key != "shared/account"]))
    error_message = "Each root has its roles, and images have one."
  }

  assert {
    condition     = { for name, zone in output.zones : name => zone.domain } == { dev = "dev.example.com", production = "example.com", staging = "staging.example.com" }
    error_message = "Production has the domain, the others a zone below it."
  }

  assert {
    condition     = toset(keys(output.repository_urls)) == toset(["api", "cli", "web"])
    error_message = "There are three images."
  }
}

run "bad_input_is_refused" {
  command = plan

  variables {
    account_id     = "12345"
    domain         = "Example.com."
    replica_region = "eu-central-1"
    repository     = "example/*"
  }

  expect_failures = [var.account_id, var.domain, var.replica_region, var.repository]
}
