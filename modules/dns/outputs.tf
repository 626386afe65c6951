output "alarm_arns" {
  description = "ARNs of the alarms (in us-east-1), by the key of the health check or by zone and kind."
  value       = { for key, alarm in merge(aws_cloudwatch_metric_alarm.health, aws_cloudwatch_metric_alarm.signing) : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms (in us-east-1), by the key of the health check or by zone and kind."
  value       = { for key, alarm in merge(aws_cloudwatch_metric_alarm.health, aws_cloudwatch_metric_alarm.signing) : key => alarm.alarm_name }
}

output "certificate_arns" {
  description = "ARNs of the certificates by their keys. They come when the certificate is issued, so that a listener can take it."
  value       = { for key, validation in aws_acm_certificate_validation.this : key => validation.certificate_arn }
}

output "ds_records" {
  description = "What the registrar, or the zone above, must be told so that the signatures of a zone count, by the keys of zones."
  value       = { for key, signing in aws_route53_key_signing_key.this : key => signing.ds_record }
  depends_on  = [aws_route53_hosted_zone_dnssec.this]
}

output "health_check_ids" {
  description = "Ids of the health checks by their keys, combined ones among them."
  value       = local.health_check_ids
}

output "name_servers" {
  description = "Name servers of the zones that were made here, by their keys: what the registrar must be told."
  value       = { for key, zone in aws_route53_zone.this : key => zone.name_servers }
}

output "query_log_groups" {
  description = "Names of the log groups (in us-east-1) of queries, by the keys of zones."
  value       = { for key, group in aws_cloudwatch_log_group.queries : key => group.name }
}

output "record_names" {
  description = "Full names of the records, by their keys."
  value       = { for key, record in aws_route53_record.this : key => record.fqdn }
}

output "zone_ids" {
  description = "Ids of the zones, by their keys."
  value       = local.zone_ids
}
