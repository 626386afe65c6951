# What the demonstration applies: `make demo` copies this folder and runs the real Terraform on it.

terraform {
  required_providers {
    signalcraft = {
      source = "signalcraft/signalcraft"
    }
  }
}

provider "signalcraft" {}

variable "ca_bundle" {
  description = "Authority that signed the database's certificate; on RDS the built-in ones are right."
  type        = string
}

variable "secret_arn" {
  description = "Secret with username and password of the tables' owner."
  type        = string
}

resource "signalcraft_migration" "app" {
  directory = "${path.module}/migrations"
  database = {
    rds_instance = "signalcraft"
    name         = "signalcraft"
    secret_arn   = var.secret_arn
    ca_bundle    = file(var.ca_bundle)
  }
}

output "current_version" {
  description = "The newest migration that is applied."
  value       = signalcraft_migration.app.current_version
}
