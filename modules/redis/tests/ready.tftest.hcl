# Applied in memory, with computed values unknown until then, as in an account.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_basic_example_is_applied" {
  module {
    source = "./examples/basic"
  }

  variables {
    redis_password = "a-password-for-tests"
  }

  assert {
    condition     = output.redis.endpoint == "master.signalcraft-test.abcdef.euw1.cache.amazonaws.com" && output.redis.port == 6379 && output.redis.secret_arn != null
    error_message = "The outputs are what services ask for."
  }
}

run "the_complete_example_is_applied" {
  module {
    source = "./examples/complete"
  }

  variables {
    reporting_password = "a-password-for-tests"
  }

  assert {
    condition     = output.redis.endpoint == "clustercfg.signalcraft-test.abcdef.euw1.cache.amazonaws.com" && toset(keys(output.redis.connect_arns)) == toset(["application"]) && toset(keys(output.redis.secret_arns)) == toset(["reports"])
    error_message = "Tokens for services, a secret for reports, and topics whose ARNs were unknown."
  }

  assert {
    condition     = contains(keys(output.redis.alarm_names), "replication_lag_0003_003") && !contains(keys(output.redis.alarm_names), "host_cpu_0001_001")
    error_message = "Nine nodes are watched."
  }
}
