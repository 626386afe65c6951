# What is delivered, by our provider itself, planned from files alone.

variables {
  environment = "dev"

  infrastructure = jsondecode("{\"cluster\": \"signalcraft-dev\", \"environment\": \"dev\", \"database\": {\"application_secret_arn\": \"arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft-dev/database/application-AbCdEf\", \"identifier\": \"signalcraft-dev\", \"master_secret_arn\": \"arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1\", \"name\": \"signalcraft\", \"owner_secret_arn\": \"arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft-dev/database/owner-AbCdEf\", \"resource_id\": \"db-ABCDEFGHIJKLMNOP\", \"usernames\": {\"owner\": \"signalcraft_owner\", \"application\": \"signalcraft_application\"}}, \"gates\": [\"signalcraft-dev-api-5xx\"], \"network\": {\"security_group_ids\": [\"sg-1\"], \"subnet_ids\": [\"subnet-1\"]}, \"services\": {\"worker\": {\"container\": \"worker\", \"repository\": \"signalcraft-api\", \"smoke_base_url\": null, \"strategy\": \"rolling\", \"task_definition\": \"arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-dev-worker:1\", \"traffic\": null}, \"api\": {\"container\": \"api\", \"repository\": \"signalcraft-api\", \"smoke_base_url\": \"https://api.dev.example.com\", \"strategy\": \"rolling\", \"task_definition\": \"arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-dev-api:1\", \"traffic\": null}, \"web\": {\"container\": \"web\", \"repository\": \"signalcraft-web\", \"smoke_base_url\": \"https://dev.example.com\", \"strategy\": \"rolling\", \"task_definition\": \"arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-dev-web:1\", \"traffic\": null}}}")

  migrations = {
    directory         = "../../migrations"
    lint_level        = "warn"
    lock_timeout      = "2s"
    plan              = "offline"
    statement_timeout = "15m"
  }
}

run "the_schema_belongs_to_the_database_that_was_handed_over" {
  command = plan

  assert {
    condition = (
      signalcraft_migration.app.database.rds_instance == "signalcraft-dev" &&
      signalcraft_migration.app.database.resource_id == "db-ABCDEFGHIJKLMNOP" &&
      endswith(signalcraft_migration.app.database.secret_arn, "database/owner-AbCdEf") &&
      coalesce(signalcraft_migration.app.database.sslmode, "verify-full") == "verify-full"
    )
    error_message = "Migrations run as the owner, on the database with this resource id, over verified TLS."
  }
}

run "another_environments_parameter_is_refused" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.infrastructure]
}

run "bad_input_is_refused" {
  command = plan

  variables {
    environment = "test"
    migrations = {
      directory         = "../../migrations"
      lint_level        = "warn"
      lock_timeout      = "2s"
      plan              = "sometimes"
      statement_timeout = "15m"
    }
  }

  expect_failures = [var.environment, var.migrations]
}
