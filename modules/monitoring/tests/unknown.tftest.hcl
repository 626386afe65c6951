# The first plan of an environment, when nothing that is watched exists yet.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "what_other_modules_will_make_can_be_watched_in_the_first_plan" {
  command = plan
  module {
    source = "./tests/unknown"
  }

  assert {
    condition     = toset(keys(output.topic_arns)) == toset(["critical", "warning", "info"])
    error_message = "keys are known in the plan, whatever the values will be"
  }
}
