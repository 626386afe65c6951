# Ids and ARNs that are yet to be made may be given: they are values in here, and never keys.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "what_is_not_known_yet_may_be_given" {
  command = plan

  module {
    source = "./tests/unknown"
  }

  assert {
    condition     = output.bucket_name == "signalcraft-terraform-state-123456789012-eu-central-1"
    error_message = "What is made, and how it is called, must not wait for an apply."
  }
}
