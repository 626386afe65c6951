# The first plan of an environment, when topics, keys and roles do not exist yet.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "what_other_modules_will_make_can_be_given_in_the_first_plan" {
  command = plan
  module {
    source = "./tests/unknown"
  }

  assert {
    condition     = output.vault_names == { home = "signalcraft-staging", ireland = "signalcraft-staging-ireland" }
    error_message = "names are known in the plan, whatever ARNs will be"
  }
}
