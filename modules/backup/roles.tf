# Two roles: what makes backups cannot restore, and what restores (for tests) cannot make or copy them.

locals {
  backup_role_arn  = var.roles.create ? aws_iam_role.backup[0].arn : var.roles.backup_role_arn
  restore_role_arn = var.roles.create ? aws_iam_role.restore[0].arn : var.roles.restore_role_arn

  managed = "arn:${var.account.partition}:iam::aws:policy"
  backup_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })

  backup_policies = merge(
    { backup = "${local.managed}/service-role/AWSBackupServiceRolePolicyForBackup" },
    var.roles.s3 ? { s3 = "${local.managed}/AWSBackupServiceRolePolicyForS3Backup" } : {},
  )
  restore_policies = merge(
    { restore = "${local.managed}/service-role/AWSBackupServiceRolePolicyForRestores" },
    var.roles.s3 ? { s3 = "${local.managed}/AWSBackupServiceRolePolicyForS3Restore" } : {},
  )
}

resource "aws_iam_role" "backup" {
  count = var.roles.create ? 1 : 0

  name               = "${var.name}-backup"
  description        = "Makes and copies the recovery points of ${var.name}"
  assume_role_policy = local.backup_trust
  tags               = local.tags
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = var.roles.create ? local.backup_policies : {}

  role       = aws_iam_role.backup[0].name
  policy_arn = each.value
}

resource "aws_iam_role" "restore" {
  count = var.roles.create ? 1 : 0

  name               = "${var.name}-restore"
  description        = "Restores the recovery points of ${var.name}, for tests"
  assume_role_policy = local.backup_trust
  tags               = local.tags
}

resource "aws_iam_role_policy_attachment" "restore" {
  for_each = var.roles.create ? local.restore_policies : {}

  role       = aws_iam_role.restore[0].name
  policy_arn = each.value
}
