locals {
  tags = merge(var.tags, { Component = "secrets" })

  arn     = "arn:${var.account.partition}"
  iam     = "${local.arn}:iam::${var.account.id}"
  key_arn = var.encryption.create_key ? aws_kms_key.this[0].arn : var.encryption.key_arn

  # names that others' policies speak of before the things exist
  alarms_prefix  = "${var.name}-secret"
  log_group_name = "/signalcraft/${var.name}/secrets"
  runner_name    = "${var.name}-secrets"

  # who may read values of a secret
  reading_roles = merge(
    { for role in ["administrator"] : role => "${local.iam}:role/${var.name}-secrets-administrator" if var.roles.administrator != null },
    { for role in ["application"] : role => "${local.iam}:role/${var.name}-secrets-application" if var.roles.application.enabled },
    { for role in ["pipeline"] : role => "${local.iam}:role/${var.name}-secrets-pipeline" if var.roles.pipeline != null },
    { for role in ["runner"] : role => "${local.iam}:role/${local.runner_name}-task" if var.runner != null },
  )
  pipeline_classes = var.roles.pipeline == null ? [] : tolist(var.roles.pipeline.read_classes)

  may_read = {
    for key, secret in var.secrets : key => sort(concat(values(var.readers), [
      for role, arn in local.reading_roles : arn
      if role == "administrator" || (role == "application" && secret.application) ||
      (role == "pipeline" && contains(local.pipeline_classes, secret.class)) || (role == "runner" && contains(keys(local.rotated), key))
    ]))
  }

  rotated = { for key, secret in var.secrets : key => secret.rotation if try(secret.rotation.strategy != "manual", false) && var.runner != null }
  aged    = { for key, secret in var.secrets : key => secret if secret.rotation != null && var.runner != null }

  replica_keys = { for region, replica in var.replicas : region => replica.create_key ? aws_kms_key.replica[region].arn : replica.key_arn }
}
