ephemeral "signalcraft_database_token" "migrator" {
  rds_instance = "signalcraft"
  username     = "migrator"
}

# a write-only argument takes it: neither plan nor state has it
resource "signalcraft_migration" "app" {
  directory = "${path.module}/migrations"

  database = {
    host        = "signalcraft.abcdefghijkl.eu-west-1.rds.amazonaws.com"
    name        = "signalcraft"
    username    = "migrator"
    password_wo = ephemeral.signalcraft_database_token.migrator.token
  }
}
