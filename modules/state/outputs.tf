output "backend_configs" {
  description = "Arguments of the backend \"s3\" for each root, by \"ENVIRONMENT/ROOT\". They are given out when versions, encryption and policy are in force."
  value = {
    for name, state in local.states : name => {
      bucket       = aws_s3_bucket.this.bucket
      encrypt      = true
      key          = state.key
      kms_key_id   = local.key_arn
      region       = var.account.region
      use_lockfile = true
    }
  }

  depends_on = [
    aws_s3_bucket_policy.this, aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_server_side_encryption_configuration.this, aws_s3_bucket_versioning.this,
  ]
}

output "backend_files" {
  description = "The same as the text of a file backend.tf, by \"ENVIRONMENT/ROOT\"."
  value = {
    for name, state in local.states : name => <<-EOT
      terraform {
        backend "s3" {
          bucket       = "${aws_s3_bucket.this.bucket}"
          encrypt      = true
          key          = "${state.key}"
          kms_key_id   = "${local.key_arn}"
          region       = "${var.account.region}"
          use_lockfile = true
        }
      }
    EOT
  }

  depends_on = [
    aws_s3_bucket_policy.this, aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_server_side_encryption_configuration.this, aws_s3_bucket_versioning.this,
  ]
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "bucket_name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.bucket
}

output "github_oidc_provider_arn" {
  description = "ARN of the identity provider of GitHub Actions, for roles elsewhere; null where nobody trusts GitHub."
  value       = local.github_arn
}

output "key_arn" {
  description = "ARN of the key that encrypts the states."
  value       = local.key_arn
}

output "policy_arns" {
  description = "ARNs of the policies, by environment and action (plan, apply): for a pipeline's own roles."
  value = {
    for environment in keys(var.environments) : environment => {
      for action in ["apply", "plan"] : action => aws_iam_policy.this["${environment}/${action}"].arn
    }
  }
}

output "replica_bucket_name" {
  description = "Name of the copy's bucket; null without replication."
  value       = one(aws_s3_bucket.replica[*].bucket)
}

output "role_arns" {
  description = "ARNs of the roles, by environment and action (plan, apply). They are given out when their policies are attached."
  value = {
    for environment in keys(var.environments) : environment => {
      for action in ["apply", "plan"] : action => aws_iam_role.this["${environment}/${action}"].arn
    }
  }

  depends_on = [aws_iam_role_policy_attachment.this]
}
