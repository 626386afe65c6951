output "current_version" {
  description = "The newest migration that is applied."
  value       = module.delivery.current_version
}

output "planned_steps" {
  description = "The migrations that were planned last, with their locks and findings."
  value       = module.delivery.planned_steps
}

output "release_inputs" {
  description = "What a release is given: cluster, services in their order, and the alarms that stop it."
  value       = module.delivery.release_inputs
}
