# DATABASE/NAME/SCHEMA.LEDGER, as in the block
terraform import signalcraft_migration.app signalcraft/signalcraft/signalcraft.app
