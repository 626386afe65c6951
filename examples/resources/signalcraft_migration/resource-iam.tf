# With an RDS IAM token instead of a password, on an Aurora cluster
resource "signalcraft_migration" "orders" {
  directory = "${path.module}/migrations"
  ledger    = { name = "orders" }

  database = {
    rds_cluster = "signalcraft"
    name        = "signalcraft"
    iam_auth    = true
    username    = "migrator"
    role        = "signalcraft_owner"
  }
}
