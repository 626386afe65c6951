output "key_arn" {
  description = "ARN of the key that the images are encrypted with."
  value       = local.key_arn
}

output "names" {
  description = "Names of the repositories by their keys, for example { api = \"signalcraft-api\" }. They come when policies and lifecycles are in place."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.name }
  depends_on  = [aws_ecr_lifecycle_policy.this, aws_ecr_repository_policy.this]
}

output "pull_policy" {
  description = "JSON of an IAM policy that lets its holder pull from these repositories and log in, and nothing else."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.login,
      { Sid = "Pull", Effect = "Allow", Action = local.pulls, Resource = local.arns },
    ]
  })
}

output "pull_through_prefixes" {
  description = "Prefixes of images of public registries, by the keys of pull_through: <prefix>/nginx/nginx:1.29 is what to write instead of <upstream>/nginx/nginx:1.29."
  value       = { for key, rule in aws_ecr_pull_through_cache_rule.this : key => "${local.host}/${rule.ecr_repository_prefix}" }
}

output "push_policy" {
  description = "JSON of an IAM policy that lets its holder push to these repositories, pull from them and log in. It deletes nothing."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.login,
      { Sid = "Push", Effect = "Allow", Action = sort(concat(local.pulls, local.pushes)), Resource = local.arns },
    ]
  })
}

output "registry_id" {
  description = "Number of the account that the registry is in."
  value       = var.account.id
}

output "repository_arns" {
  description = "ARNs of the repositories by their keys."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.arn }
}

output "repository_urls" {
  description = "What an image's reference begins with, by the keys of repositories: <url>@sha256:... They come when policies and lifecycles are in place."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.repository_url }
  depends_on  = [aws_ecr_lifecycle_policy.this, aws_ecr_repository_policy.this]
}
