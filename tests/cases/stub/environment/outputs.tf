output "account" {
  description = "Read back from an ARN by a function of the provider."
  value       = provider::aws::arn_parse(aws_lb.main.arn).account_id
}

output "nat_addresses" {
  description = "Two, and not one twice."
  value       = length(toset(aws_eip.nat[*].id))
}

output "role" {
  description = "Without its path."
  value       = provider::aws::trim_iam_role_path(aws_iam_role.service.arn)
}

output "secret_arn" {
  description = "Of the password that RDS keeps."
  value       = aws_db_instance.main.master_user_secret[0].secret_arn
}

output "tags" {
  description = "With those of the provider block."
  value       = aws_vpc.main.tags_all
}

output "service_id" {
  description = "Stays as long as the service does."
  value       = aws_ecs_service.main.id
}
