output "images_role_arn" {
  description = "ARN of the role that pushes images. It may when this is given out."
  value       = aws_iam_role.images.arn

  depends_on = [aws_iam_role_policy.images]
}

output "policies" {
  description = "The statements of each role, by \"ENVIRONMENT/ROOT/ACTION\", to look at."
  value       = { for key, policy in local.policies : key => jsondecode(policy.statements) }
}
