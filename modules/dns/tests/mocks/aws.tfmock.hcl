mock_resource "aws_kms_key" {
  defaults = {
    arn = "arn:aws:kms:us-east-1:123456789012:key/00000000-1111-2222-3333-444444444444"
  }
}

mock_resource "aws_route53_zone" {
  defaults = {
    zone_id      = "Z0123456789ABCDEFGHIJ"
    name_servers = ["ns-1.awsdns-1.com", "ns-2.awsdns-2.net"]
  }
}

mock_resource "aws_route53_key_signing_key" {
  defaults = {
    ds_record      = "12345 13 2 ABCDEF"
    hosted_zone_id = "Z0123456789ABCDEFGHIJ"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = {
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/signalcraft.example"
  }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-1111-2222-3333-444444444444"
    domain_validation_options = [
      {
        domain_name           = "signalcraft.example"
        resource_record_name  = "_a.signalcraft.example."
        resource_record_type  = "CNAME"
        resource_record_value = "_a.acm-validations.aws."
      },
      {
        domain_name           = "*.signalcraft.example"
        resource_record_name  = "_a.signalcraft.example."
        resource_record_type  = "CNAME"
        resource_record_value = "_a.acm-validations.aws."
      },
      {
        domain_name           = "api.staging.signalcraft.example"
        resource_record_name  = "_b.api.staging.signalcraft.example."
        resource_record_type  = "CNAME"
        resource_record_value = "_b.acm-validations.aws."
      },
    ]
  }
}
