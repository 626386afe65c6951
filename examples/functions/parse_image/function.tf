locals {
  image = provider::signalcraft::parse_image("111122223333.dkr.ecr.eu-west-1.amazonaws.com/alerts:1.8.2")
}

output "tag" {
  description = "1.8.2"
  value       = local.image.tag
}

output "repository_arn" {
  description = "ARN of the repository in Amazon ECR."
  value       = "arn:aws:ecr:${local.image.region}:${local.image.account_id}:repository/${local.image.repository}"
}
