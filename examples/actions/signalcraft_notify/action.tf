action "signalcraft_notify" "migrated" {
  config {
    to      = ["ops"]
    title   = "The schema is at version ${signalcraft_migration.app.current_version}"
    service = "api"
    links   = [{ text = "runbook", href = "https://example.com/runbooks/migrations" }]
  }
}

resource "signalcraft_migration" "app" {
  directory = "${path.module}/migrations"
  ledger    = { name = "app" }

  database = {
    rds_instance = "signalcraft"
    name         = "signalcraft"
    secret_arn   = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:signalcraft/owner"
  }

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.signalcraft_notify.migrated]
    }
  }
}
