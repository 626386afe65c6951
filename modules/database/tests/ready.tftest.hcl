# Applied in memory, with computed values unknown until then, as in an account.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_basic_example_is_applied" {
  module {
    source = "./examples/basic"
  }

  assert {
    condition     = output.database.rds_instance == "signalcraft-production" && output.database.resource_id == "db-ABCDEFGHIJKLMNOPQRSTUVWXY1"
    error_message = "The outputs are what signalcraft_migration asks for."
  }

  assert {
    condition     = output.database.master_secret_arn == "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0f0f0f0f-AbCdEf" && output.database.owner_secret_arn != null && output.database.application_secret_arn != null
    error_message = "All three secrets are there."
  }
}

run "the_complete_example_is_applied" {
  module {
    source = "./examples/complete"
  }

  variables {
    master_password = "a-password-for-tests"
    user_passwords  = { application = "a-password-for-tests", reader = "another-password-here" }
  }

  assert {
    condition     = toset(keys(output.database.replica_endpoints)) == toset(["reports"]) && output.database.copies.region == "eu-central-1" && output.database.proxy_endpoint != null
    error_message = "Replica, copies and proxy are there, with topics whose ARNs were unknown."
  }

  assert {
    condition     = contains(keys(output.database.alarm_names), "replica_lag_reports")
    error_message = "The replica has its alarm."
  }
}
