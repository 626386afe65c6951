locals {
  tags = merge(var.tags, { Component = "state" })

  arn     = "arn:${var.account.partition}"
  key_arn = var.encryption.create_key ? aws_kms_key.this[0].arn : var.encryption.key_arn

  bucket_name  = coalesce(var.bucket_name, "${var.name}-terraform-state-${var.account.id}-${var.account.region}")
  replica_name = var.replication == null ? null : coalesce(var.replication.bucket_name, "${var.name}-terraform-state-${var.account.id}-${var.replication.region}")

  # "dev/infrastructure" => its object
  states = merge([
    for environment, of in var.environments : {
      for root in of.states : "${environment}/${root}" => { environment = environment, key = "${environment}/${root}/terraform.tfstate" }
    }
  ]...)

  # "dev/plan" => what the role is and may
  roles = merge([
    for environment, of in var.environments : {
      for action in ["apply", "plan"] : "${environment}/${action}" => {
        action      = action
        environment = environment
        github      = of[action].github == null ? null : merge({ pull_requests = false }, of[action].github)
        principals  = of[action].principal_arns
        reads       = [for state in of.reads : local.states[state].key]
        states      = [for root in of.states : local.states["${environment}/${root}"].key]
      }
    }
  ]...)

  trusts_github = anytrue([for role in values(local.roles) : role.github != null])
  github_arn    = var.github_oidc.create_provider ? one(aws_iam_openid_connect_provider.github[*].arn) : var.github_oidc.provider_arn

  # the claims "sub" that a role takes, word for word; StringEquals, so that nothing is a pattern
  subjects = {
    for name, role in local.roles : name => concat(
      [for environment in sort(role.github.environments) : "repo:${role.github.repository}:environment:${environment}"],
      [for ref in sort(role.github.refs) : "repo:${role.github.repository}:ref:${ref}"],
      role.github.pull_requests ? ["repo:${role.github.repository}:pull_request"] : [],
    ) if role.github != null
  }
}
