# What AWS would compute, in its own forms, so that what is built from it can be compared.

mock_resource "aws_db_instance" {
  defaults = {
    address     = "signalcraft-test.abcdefghijkl.eu-west-1.rds.amazonaws.com"
    arn         = "arn:aws:rds:eu-west-1:111122223333:db:signalcraft-test"
    endpoint    = "signalcraft-test.abcdefghijkl.eu-west-1.rds.amazonaws.com:5432"
    resource_id = "db-ABCDEFGHIJKLMNOPQRSTUVWXY1"
    master_user_secret = [{
      kms_key_id    = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
      secret_arn    = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0f0f0f0f-AbCdEf"
      secret_status = "active"
    }]
  }
}

mock_resource "aws_db_parameter_group" {
  defaults = {
    arn  = "arn:aws:rds:eu-west-1:111122223333:pg:signalcraft-test-postgres17-1"
    name = "signalcraft-test-postgres17-1"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn    = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
    key_id = "11111111-2222-3333-4444-555555555555"
  }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = {
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:signalcraft-test/database/user-AbCdEf"
  }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::111122223333:role/signalcraft-test-database"
  }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = {
    arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:signalcraft-test-database"
  }
}

mock_resource "aws_db_instance_automated_backups_replication" {
  defaults = {
    id = "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-abcdefghijklmnopqrstuvwxyz"
  }
}

mock_resource "aws_db_proxy" {
  defaults = {
    endpoint = "signalcraft-test.proxy-abcdefghijkl.eu-west-1.rds.amazonaws.com"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws:sns:eu-west-1:111122223333:signalcraft-test"
  }
}
