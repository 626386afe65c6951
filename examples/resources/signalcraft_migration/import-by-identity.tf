import {
  to = signalcraft_migration.app
  identity = {
    rds_instance  = "signalcraft"
    database      = "signalcraft"
    ledger_schema = "signalcraft"
    ledger_name   = "app"
  }
}
