# With plans that never connect, up to one version, and a finding that is right where it is
resource "signalcraft_migration" "reviewed" {
  directory      = "${path.module}/migrations"
  plan           = "offline"
  target_version = "0042"

  database = {
    rds_instance = "signalcraft"
    name         = "signalcraft"
    secret_arn   = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:signalcraft/owner"
  }

  lint = {
    level       = "warn"
    start_after = "0030"

    allow = [{
      rule   = "foreign-key-locks-parent"
      file   = "0041_escalations.up.sql"
      reason = "alerts has a few hundred rows"
    }]
  }
}
