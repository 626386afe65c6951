# DATABASE/NAME/SCHEMA.LEDGER, where DATABASE is the identifier of an RDS instance, "cluster:" and that of an
# Aurora cluster, or HOST:PORT. Adopts the ledger; nothing is run.
import {
  to = signalcraft_migration.app
  id = "signalcraft/signalcraft/signalcraft.app"
}
