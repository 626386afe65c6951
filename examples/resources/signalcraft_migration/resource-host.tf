# With a host that RDS does not know, and a write-only password (Terraform 1.11 or later)
variable "password" {
  description = "Password of `migrator`."
  ephemeral   = true
  sensitive   = true
  type        = string
}

resource "signalcraft_migration" "local" {
  directory = "${path.module}/migrations"

  database = {
    host                = "db.internal"
    port                = 5432
    name                = "signalcraft"
    username            = "migrator"
    password_wo         = var.password
    password_wo_version = 1
    ca_bundle           = file("${path.module}/ca.pem")
  }

  timeouts {
    create = "1h"
    update = "1h"
  }
}
