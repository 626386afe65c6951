variable "ca_bundle" {
  default     = null
  description = "PEM text of the authority that signed the database's certificate. Null: those of RDS and Amazon."
  type        = string
}

variable "owner_secret_arn" {
  description = "Secret with the `username` and `password` of the role that owns the tables."
  type        = string
}

resource "signalcraft_migration" "app" {
  directory = "${path.module}/migrations"
  ledger    = { name = "app" }

  database = {
    rds_instance = "signalcraft"
    name         = "signalcraft"
    secret_arn   = var.owner_secret_arn
    ca_bundle    = var.ca_bundle
  }

  lint = {
    level      = "error"
    pg_version = "17"
  }

  locks = {
    lock_timeout      = "2s"
    statement_timeout = "15m"
  }
}

output "current_version" {
  description = "The newest migration that is applied."
  value       = signalcraft_migration.app.current_version
}
