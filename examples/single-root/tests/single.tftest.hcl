# All in one root: the first plan of an empty account, in which nothing is known yet, and what it says of the schema.

mock_provider "aws" {
  source = "../../environments/modules/service/tests/mocks"
}

variables {
  account_id  = "123456789012"
  seed_values = { sentry-dsn = "https://key@sentry.example.com/1", session-key = "0123456789abcdef0123456789abcdef" }
}

run "the_first_plan_names_the_migrations_of_a_database_that_is_not_there_yet" {
  command = plan

  assert {
    condition     = join(",", [for step in module.delivery.planned_steps : tonumber(step.version)]) == "1,2,3" && tonumber(output.current_version) == 3
    error_message = "Migrations are planned from their files before there is a database."
  }

  assert {
    condition     = output.web_url == "https://staging.example.com"
    error_message = "The service answers on its domain."
  }
}
