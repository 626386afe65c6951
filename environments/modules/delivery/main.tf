# What is delivered, in order: the schema grows, the services are released, the schema shrinks, a backup is proved to
# restore. Each waits for the one before by what it refers to. Here is what the provider has today: the schema.

resource "signalcraft_migration" "app" {
  directory = var.migrations.directory
  ledger    = { name = "app" }
  plan      = var.migrations.plan

  database = {
    name         = var.infrastructure.database.name
    rds_instance = var.infrastructure.database.identifier
    resource_id  = var.infrastructure.database.resource_id # a replaced database is a new one: everything is pending again
    secret_arn   = var.infrastructure.database.owner_secret_arn
  }

  lint = {
    level      = var.migrations.lint_level
    pg_version = "17"
  }

  locks = {
    lock_timeout      = var.migrations.lock_timeout
    statement_timeout = var.migrations.statement_timeout
  }
}

# Releases come here: `requires` is signalcraft_migration.app.current_version, services are var.infrastructure.services
# (template, traffic and strategy of each), gates are var.infrastructure.gates. Then the verification of a backup.
