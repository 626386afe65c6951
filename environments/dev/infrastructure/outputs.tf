output "api_url" {
  description = "Where the API answers."
  value       = module.service.api_url
}

output "critical_alarm_names" {
  description = "Names of the alerts that wake somebody, by concern."
  value       = module.service.critical_alarm_names
}

output "dashboard_urls" {
  description = "Where the dashboards are, by audience."
  value       = module.service.dashboard_urls
}

output "delivery" {
  description = "What the delivery root reads from the parameter, to look at, or to give it by hand where it cannot read."
  value       = module.service.delivery
}

output "delivery_parameter_name" {
  description = "Name of the parameter that the delivery root reads."
  value       = module.service.delivery_parameter_name
}

output "nat_public_ips" {
  description = "Addresses from which the service calls others, by zone: for their allow-lists."
  value       = module.service.nat_public_ips
}

output "web_url" {
  description = "Where the web interface answers."
  value       = module.service.web_url
}
