# What AWS would say of itself, in the forms that other modules accept.

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-1111-2222-3333-444444444444"
    domain_validation_options = [
      { domain_name = "example.com", resource_record_name = "_proof.example.com.", resource_record_type = "CNAME", resource_record_value = "proof.acm-validations.aws." },
      { domain_name = "api.example.com", resource_record_name = "_proof.api.example.com.", resource_record_type = "CNAME", resource_record_value = "proof.acm-validations.aws." },
      { domain_name = "dev.example.com", resource_record_name = "_proof.dev.example.com.", resource_record_type = "CNAME", resource_record_value = "proof.acm-validations.aws." },
      { domain_name = "api.dev.example.com", resource_record_name = "_proof.api.dev.example.com.", resource_record_type = "CNAME", resource_record_value = "proof.acm-validations.aws." },
      { domain_name = "staging.example.com", resource_record_name = "_proof.staging.example.com.", resource_record_type = "CNAME", resource_record_value = "proof.acm-validations.aws." },
      { domain_name = "api.staging.example.com", resource_record_name = "_proof.api.staging.example.com.", resource_record_type = "CNAME", resource_record_value = "proof.acm-validations.aws." },
    ]
  }
}

mock_resource "aws_acm_certificate_validation" {
  defaults = {
    certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-1111-2222-3333-444444444444"
  }
}

mock_resource "aws_backup_vault" {
  defaults = { arn = "arn:aws:backup:eu-central-1:123456789012:backup-vault:signalcraft" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:signalcraft" }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = { arn = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:signalcraft" }
}

mock_resource "aws_db_instance" {
  defaults = {
    address     = "signalcraft.abcdefghijkl.eu-central-1.rds.amazonaws.com"
    arn         = "arn:aws:rds:eu-central-1:123456789012:db:signalcraft"
    endpoint    = "signalcraft.abcdefghijkl.eu-central-1.rds.amazonaws.com:5432"
    resource_id = "db-ABCDEFGHIJKLMNOPQRSTUVWXY1"
    master_user_secret = [{
      kms_key_id    = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
      secret_arn    = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-0f0f0f0f-AbCdEf"
      secret_status = "active"
    }]
  }
}

mock_resource "aws_ecs_cluster" {
  defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/signalcraft" }
}

mock_resource "aws_ecs_task_definition" {
  defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft:1" }
}

mock_resource "aws_elasticache_replication_group" {
  defaults = {
    arn                      = "arn:aws:elasticache:eu-central-1:123456789012:replicationgroup:signalcraft"
    primary_endpoint_address = "master.signalcraft.abcdef.euc1.cache.amazonaws.com"
    reader_endpoint_address  = "replica.signalcraft.abcdef.euc1.cache.amazonaws.com"
  }
}

mock_resource "aws_elasticache_user" {
  defaults = { arn = "arn:aws:elasticache:eu-central-1:123456789012:user:signalcraft-application" }
}

mock_resource "aws_iam_openid_connect_provider" {
  defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
}

mock_resource "aws_iam_policy" {
  defaults = { arn = "arn:aws:iam::123456789012:policy/signalcraft" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/signalcraft" }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn    = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
  }
}

mock_resource "aws_kms_replica_key" {
  defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
}

mock_resource "aws_lb" {
  defaults = {
    arn        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/signalcraft/50dc6c495c0c9188"
    arn_suffix = "app/signalcraft/50dc6c495c0c9188"
    dns_name   = "signalcraft-1234567890.eu-central-1.elb.amazonaws.com"
    zone_id    = "Z215JYRZR1TBD5"
  }
}

mock_resource "aws_lb_listener" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/signalcraft/50dc6c495c0c9188/f2f7dc8efc522ab2" }
}

mock_resource "aws_lb_listener_rule" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/signalcraft/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee" }
}

mock_resource "aws_lb_target_group" {
  defaults = {
    arn        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/signalcraft/943f017f100becff"
    arn_suffix = "targetgroup/signalcraft/943f017f100becff"
  }
}

mock_resource "aws_nat_gateway" {
  defaults = { public_ip = "203.0.113.10" }
}

mock_resource "aws_route53_key_signing_key" {
  defaults = { ds_record = "12345 13 2 ABCDEF" }
}

mock_resource "aws_route53_zone" {
  defaults = {
    arn          = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHI"
    name_servers = ["ns-1.awsdns-1.com", "ns-2.awsdns-2.net", "ns-3.awsdns-3.org", "ns-4.awsdns-4.co.uk"]
    zone_id      = "Z0123456789ABCDEFGHI"
  }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft/secret-AbCdEf" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:signalcraft" }
}

mock_resource "aws_sqs_queue" {
  defaults = {
    arn = "arn:aws:sqs:eu-central-1:123456789012:signalcraft"
    url = "https://sqs.eu-central-1.amazonaws.com/123456789012/signalcraft"
  }
}

mock_resource "aws_wafv2_web_acl" {
  defaults = { arn = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/signalcraft/a1b2c3d4-5678-90ab-cdef-000000000001" }
}

mock_data "aws_iam_policy_document" {
  defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
}
