variable "reader_secret_arn" {
  description = "ARN of the secret of a role that may read the ledger."
  type        = string
}

data "signalcraft_migration_status" "app" {
  directory = "${path.module}/migrations"
  ledger    = { name = "app" }

  database = {
    rds_instance = "signalcraft"
    name         = "signalcraft"
    secret_arn   = var.reader_secret_arn
  }
}

check "schema_is_current" {
  assert {
    condition     = data.signalcraft_migration_status.app.valid
    error_message = "Files and ledger do not agree: ${jsonencode(data.signalcraft_migration_status.app.findings)}"
  }
}

output "pending" {
  description = "Versions that the next apply would run."
  value       = data.signalcraft_migration_status.app.pending
}
