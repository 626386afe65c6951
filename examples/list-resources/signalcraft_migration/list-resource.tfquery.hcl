list "signalcraft_migration" "all" {
  provider = signalcraft

  config {
    database = {
      rds_instance = "signalcraft"
      name         = "signalcraft"
      iam_auth     = true
      username     = "reader"
    }
  }
}
