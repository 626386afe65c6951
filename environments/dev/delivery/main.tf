# dev: findings below `error` are shown and let through.

locals {
  environment = "dev"
}

# What there is, as the infrastructure root wrote it down: names and ARNs. A root that may read one parameter needs no
# right to read a state.
data "aws_ssm_parameter" "infrastructure" {
  count = var.infrastructure == null ? 1 : 0

  name            = "/signalcraft-${local.environment}/delivery"
  with_decryption = true
}

module "delivery" {
  source = "../../modules/delivery"

  environment    = local.environment
  infrastructure = jsondecode(var.infrastructure == null ? nonsensitive(one(data.aws_ssm_parameter.infrastructure[*].value)) : var.infrastructure)

  migrations = {
    directory         = "${path.module}/../../migrations"
    lint_level        = "error"
    lock_timeout      = "5s"
    plan              = var.plan
    statement_timeout = "15m"
  }
}
