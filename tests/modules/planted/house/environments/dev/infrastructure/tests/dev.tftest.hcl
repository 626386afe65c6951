mock_provider "aws" {
  source = "../../../modules/vault/tests/mocks"
}

run "has_a_vault" {
  command = apply

  assert {
    condition     = startswith(output.key_arn, "arn:aws:kms:")
    error_message = "There is no vault."
  }
}
