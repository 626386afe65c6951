# What makes staging staging, and what no environment may lack. Nothing is asked of an account.

mock_provider "aws" {
  source = "../../modules/service/tests/mocks"
}

variables {
  account_id  = "123456789012"
  dns         = { domain = "staging.example.com", zone_id = "Z0123456789ABCDEFGHI" }
  seed_values = { sentry-dsn = "https://key@sentry.example.com/1", session-key = "0123456789abcdef0123456789abcdef" }
}

run "staging_is_as_the_table_says" {
  command = plan

  assert {
    condition = length(module.service.settings) > 0 && alltrue([
      for setting, value in module.service.settings : anytrue([
        for row in split("\n", file("../../../docs/guides/environments.md")) :
        trimspace(split("|", row)[3]) == (value == "null" ? "none" : "`${trimspace(value)}`") if startswith(row, "| `${setting}` |")
      ])
    ])
    error_message = "The table of differences in docs/guides/environments.md is not that of the code. Its column of staging must say: ${join(", ", [
      for setting, value in module.service.settings : "${setting} `${value}`" if !anytrue([
        for row in split("\n", file("../../../docs/guides/environments.md")) :
        trimspace(split("|", row)[3]) == (value == "null" ? "none" : "`${trimspace(value)}`") if startswith(row, "| `${setting}` |")
      ])
    ])}"
  }

  # a row whose setting is gone misleads, too
  assert {
    condition = alltrue([
      for row in split("\n", split("<!-- END DIFFERENCES -->", split("<!-- BEGIN DIFFERENCES -->", file("../../../docs/guides/environments.md"))[1])[0]) :
      contains(keys(module.service.settings), trim(trimspace(split("|", row)[1]), "`")) if startswith(row, "| `")
    ])
    error_message = "The table of differences in docs/guides/environments.md has a row that is no setting."
  }

  assert {
    condition = alltrue([
      for setting in ["services.api.strategy", "services.web.strategy", "services.worker.strategy", "database.multi_az", "protection.deletion"] :
      module.service.settings[setting] == { "services.api.strategy" = "\"canary\"", "services.web.strategy" = "\"alb_weighted\"", "services.worker.strategy" = "\"rolling\"", "database.multi_az" = "true", "protection.deletion" = "true" }[setting]
    ])
    error_message = "staging goes through every release as production does."
  }
}

run "staging_can_be_made" {
  command = apply

  assert {
    condition = (
      module.service.delivery_parameter_name == "/signalcraft-staging/delivery" &&
      jsondecode(jsonencode(module.service.delivery)).environment == "staging" &&
      module.service.delivery.database.resource_id == "db-ABCDEFGHIJKLMNOPQRSTUVWXY1" &&
      toset(keys(module.service.delivery.services)) == toset(["api", "web", "worker"])
    )
    error_message = "What delivery is told must be of staging, and complete."
  }

  assert {
    condition     = !can(regex("(?i)password\"|sentry\\.example|0123456789abcdef0123456789abcdef", jsonencode(module.service.delivery)))
    error_message = "What delivery is told must hold no secret."
  }
}

run "a_wrong_account_or_region_is_refused" {
  command = plan

  variables {
    account_id = "12345"
    region     = "Frankfurt"
  }

  expect_failures = [var.account_id, var.region]
}
