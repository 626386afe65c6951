# The examples, applied.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_basic_example_applies" {
  module {
    source = "./examples/basic"
  }

  assert {
    condition     = output.selection_tags["standard"] == { Backup = "standard" }
    error_message = "a resource that carries Backup = standard is in plan standard"
  }
}

run "the_complete_example_applies" {
  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.vault_names == { home = "signalcraft-production", ireland = "signalcraft-production-ireland" }
    error_message = "there is a vault at home and one in the other region; the other account's is its own"
  }
  assert {
    condition     = module.backup.restore_testing_plan_name == "signalcraft_production_restores" && length(module.backup.alarm_names) == 6
    error_message = "restores are tested, and copies and restores ring, too"
  }
}
