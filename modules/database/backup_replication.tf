# Automated backups in another region, with their transaction logs: a point-in-time restore is possible there.

locals {
  copies           = var.backup.replication.enabled
  create_copy_key  = local.copies && var.backup.replication.create_key && var.backup.replication.key_arn == null
  copies_key_arn   = local.create_copy_key ? one(aws_kms_key.copies[*].arn) : var.backup.replication.key_arn
  copies_of_backup = local.copies ? aws_db_instance_automated_backups_replication.this[0].id : null
}

# A key of that region: keys do not leave theirs.
resource "aws_kms_key" "copies" {
  count = local.create_copy_key ? 1 : 0

  region                  = var.backup.replication.region
  description             = "Database ${local.identifier}: copies of its backups"
  deletion_window_in_days = var.encryption.deletion_window_days
  enable_key_rotation     = true

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [local.key_policy.Statement[0]]
  })

  tags = merge(local.tags, { Name = "${local.identifier}-database-copies" })
}

resource "aws_db_instance_automated_backups_replication" "this" {
  count = local.copies ? 1 : 0

  region                 = var.backup.replication.region
  source_db_instance_arn = aws_db_instance.this.arn
  kms_key_id             = local.copies_key_arn
  retention_period       = var.backup.replication.retention_days
}
