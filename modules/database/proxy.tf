# RDS Proxy: keeps connections to the instance and lends them to clients. It logs in with the users' secrets.

resource "aws_iam_role" "proxy" {
  count = var.proxy.enabled ? 1 : 0

  name        = "${local.identifier}-database-proxy"
  description = "The proxy of ${local.identifier} reads the secrets that it logs in with"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })

  tags = merge(local.tags, { Name = "${local.identifier}-database-proxy" })
}

resource "aws_iam_role_policy" "proxy" {
  count = var.proxy.enabled ? 1 : 0

  name = "secrets"
  role = aws_iam_role.proxy[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = [for user in sort(var.proxy.users) : aws_secretsmanager_secret.user[user].arn]
      },
      {
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = local.key_arn
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.account.region}.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_db_proxy" "this" {
  count = var.proxy.enabled ? 1 : 0

  name                   = local.identifier
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.proxy[0].arn
  require_tls            = true
  debug_logging          = var.proxy.debug_logging
  idle_client_timeout    = var.proxy.idle_client_timeout_seconds
  vpc_subnet_ids         = values(var.network.subnet_ids)
  vpc_security_group_ids = var.proxy.security_group_ids

  dynamic "auth" {
    for_each = var.proxy.users

    content {
      auth_scheme               = "SECRETS"
      client_password_auth_type = "POSTGRES_SCRAM_SHA_256"
      description               = local.usernames[auth.value]
      iam_auth                  = var.proxy.iam_authentication ? "REQUIRED" : "DISABLED"
      secret_arn                = aws_secretsmanager_secret.user[auth.value].arn
    }
  }

  tags = merge(local.tags, { Name = local.identifier })

  depends_on = [aws_iam_role_policy.proxy, aws_cloudwatch_log_group.proxy]
}

resource "aws_cloudwatch_log_group" "proxy" {
  count = var.proxy.enabled ? 1 : 0

  name              = "/aws/rds/proxy/${local.identifier}"
  kms_key_id        = local.key_arn
  retention_in_days = var.logs.retention_days
  tags              = merge(local.tags, { Name = "/aws/rds/proxy/${local.identifier}" })
}

resource "aws_db_proxy_default_target_group" "this" {
  count = var.proxy.enabled ? 1 : 0

  db_proxy_name = aws_db_proxy.this[0].name

  connection_pool_config {
    connection_borrow_timeout    = var.proxy.borrow_timeout_seconds
    max_connections_percent      = var.proxy.max_connections_percent
    max_idle_connections_percent = var.proxy.max_idle_connections_percent
  }
}

resource "aws_db_proxy_target" "this" {
  count = var.proxy.enabled ? 1 : 0

  db_proxy_name          = aws_db_proxy.this[0].name
  target_group_name      = aws_db_proxy_default_target_group.this[0].name
  db_instance_identifier = aws_db_instance.this.identifier
}
