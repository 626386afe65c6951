# What AWS would compute, in its own forms, so that what is built from it can be compared.

mock_resource "aws_elasticache_replication_group" {
  defaults = {
    arn                            = "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:signalcraft-test"
    configuration_endpoint_address = "clustercfg.signalcraft-test.abcdef.euw1.cache.amazonaws.com"
    id                             = "signalcraft-test"
    primary_endpoint_address       = "master.signalcraft-test.abcdef.euw1.cache.amazonaws.com"
    reader_endpoint_address        = "replica.signalcraft-test.abcdef.euw1.cache.amazonaws.com"
  }
}

mock_resource "aws_elasticache_user" {
  defaults = {
    arn = "arn:aws:elasticache:eu-west-1:111122223333:user:signalcraft-test-application"
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
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:signalcraft-test/redis/application-AbCdEf"
  }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = {
    arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:signalcraft-test-redis"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws:sns:eu-west-1:111122223333:signalcraft-test"
  }
}
