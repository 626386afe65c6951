output "api_url" {
  description = "Where the API answers."
  value       = "https://${local.api_host}"
}

output "critical_alarm_names" {
  description = "Names of the alerts that wake somebody, by concern."
  value       = module.monitoring.critical_alarm_names
}

output "dashboard_urls" {
  description = "Where the dashboards are, by audience."
  value       = module.monitoring.dashboard_urls
}

output "delivery" {
  description = "What the delivery root needs; the same as in the parameter, for whoever has both in one root. It means ready: services, secrets and database are there."
  value       = local.delivery
}

output "delivery_parameter_name" {
  description = "Name of the parameter that the delivery root reads."
  value       = aws_ssm_parameter.delivery.name
}

output "nat_public_ips" {
  description = "Addresses from which the service calls others, by zone."
  value       = module.networking.nat_public_ips
}

output "settings" {
  description = "The settings, one a line: what the table in docs/guides/environments.md is compared with."
  value = merge(
    merge([for group, value in var.settings : try(
      { for key, inner in value : "${group}.${key}" => jsonencode(inner) if group != "services" },
      { (group) = jsonencode(value) },
    )]...),
    merge([for key, service in var.settings.services : { for name, value in service : "services.${key}.${name}" => jsonencode(value) }]...),
  )
}

output "web_url" {
  description = "Where the web interface answers."
  value       = "https://${var.dns.domain}"
}
