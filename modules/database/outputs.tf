output "address" {
  description = "Host name of the instance."
  value       = aws_db_instance.this.address
}

output "alarm_arns" {
  description = "ARNs of the alarms, by key."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by key."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "application_secret_arn" {
  description = "ARN of the secret of the role that services use: username and password. Its value is there once the bootstrap, or a password_version, gave it one."
  value       = aws_secretsmanager_secret.user["application"].arn

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}

output "backup_replication" {
  description = "Where the copies of the backups are: region, ARN of the key there, ARN of the copied automated backups (for restore.point_in_time.automated_backups_arn). null without copies."
  value = local.copies ? {
    automated_backups_arn = local.copies_of_backup
    key_arn               = local.copies_key_arn
    region                = var.backup.replication.region
  } : null
}

output "connect_arns" {
  description = "What a role of IAM is allowed (rds-db:connect) to log in with a token, by key of users."
  value = {
    for key, username in local.usernames :
    key => "arn:${var.account.partition}:rds-db:${var.account.region}:${var.account.id}:dbuser:${aws_db_instance.this.resource_id}/${username}"
  }
}

output "database_name" {
  description = "Name of the first database."
  value       = var.database_name
}

output "endpoint" {
  description = "Host name and port of the instance, as HOST:PORT."
  value       = aws_db_instance.this.endpoint

  depends_on = [aws_secretsmanager_secret_rotation.master, aws_secretsmanager_secret_version.master]
}

output "identifier" {
  description = "Identifier of the instance. Whoever uses it waits until the instance, the master secret and its schedule are there."
  value       = aws_db_instance.this.identifier

  depends_on = [
    aws_secretsmanager_secret_rotation.master,
    aws_secretsmanager_secret_version.master,
    aws_secretsmanager_secret_version.user,
  ]
}

output "key_arn" {
  description = "ARN of the key that encrypts storage, snapshots, secrets and logs. Who reads a secret needs kms:Decrypt on it."
  value       = local.key_arn
}

output "log_group_names" {
  description = "Names of the log groups, by INSTANCE/LOG."
  value       = { for key, group in aws_cloudwatch_log_group.this : key => group.name }
}

output "master_secret_arn" {
  description = "ARN of the master user's secret, for the bootstrap of migrations: RDS's own, or ours if master.managed is false."
  value       = local.master_secret_arn

  depends_on = [aws_secretsmanager_secret_rotation.master, aws_secretsmanager_secret_version.master]
}

output "owner_secret_arn" {
  description = "ARN of the secret of the role that owns the objects, for signalcraft_migration: username and password."
  value       = aws_secretsmanager_secret.user["owner"].arn

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "parameter_group_name" {
  description = "Name of the parameter group, also for instances that are restored to be verified."
  value       = aws_db_parameter_group.this.name
}

output "port" {
  description = "Port of the database."
  value       = var.port
}

output "proxy_endpoint" {
  description = "Host name of the proxy; null without one."
  value       = var.proxy.enabled ? aws_db_proxy.this[0].endpoint : null

  depends_on = [aws_db_proxy_target.this]
}

output "replica_endpoints" {
  description = "HOST:PORT of the replicas, by key."
  value       = { for key, replica in aws_db_instance.replica : key => replica.endpoint }
}

output "replica_identifiers" {
  description = "Identifiers of the replicas, by key."
  value       = { for key, replica in aws_db_instance.replica : key => replica.identifier }
}

output "resource_id" {
  description = "Resource id of the instance: a replaced database has another one."
  value       = aws_db_instance.this.resource_id

  depends_on = [aws_secretsmanager_secret_rotation.master, aws_secretsmanager_secret_version.master]
}

output "secret_arns" {
  description = "ARNs of all users' secrets, by key of users."
  value       = { for key, secret in aws_secretsmanager_secret.user : key => secret.arn }

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "subnet_group_name" {
  description = "Name of the subnet group, also for instances that are restored to be verified."
  value       = aws_db_subnet_group.this.name
}

output "usernames" {
  description = "Names of the roles, by key of users, for the bootstrap of migrations."
  value       = local.usernames
}
