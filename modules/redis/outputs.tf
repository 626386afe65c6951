output "alarm_arns" {
  description = "ARNs of the alarms, by key: KIND_NODE."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by key: KIND_NODE."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "arn" {
  description = "ARN of the replication group."
  value       = aws_elasticache_replication_group.this.arn
}

output "configuration_endpoint" {
  description = "Host name that clients of cluster mode begin with; null without cluster mode."
  value       = var.cluster.sharded ? aws_elasticache_replication_group.this.configuration_endpoint_address : null

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "connect_arns" {
  description = "What a role of IAM is allowed (elasticache:Connect) to log in with a token: replication group and user, by key of the users that authenticate by IAM."
  value       = { for key, user in aws_elasticache_user.this : key => [aws_elasticache_replication_group.this.arn, user.arn] if var.users[key].authentication == "iam" }
}

output "endpoint" {
  description = "Host name to connect to: the primary's, which follows a failover, or in cluster mode the configuration endpoint. Whoever uses it waits until users and secrets are there."
  value       = var.cluster.sharded ? aws_elasticache_replication_group.this.configuration_endpoint_address : aws_elasticache_replication_group.this.primary_endpoint_address

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "key_arn" {
  description = "ARN of the key that encrypts memory on disk, snapshots, secrets and logs. Who reads a secret needs kms:Decrypt on it."
  value       = local.key_arn
}

output "log_group_names" {
  description = "Names of the log groups, by kind of log (slow-log, engine-log)."
  value       = { for key, group in aws_cloudwatch_log_group.this : key => group.name }
}

output "node_ids" {
  description = "Ids of the nodes (CacheClusterId in metrics), by number."
  value       = local.nodes
}

output "parameter_group_name" {
  description = "Name of the parameter group, also for groups that are restored to be verified."
  value       = aws_elasticache_parameter_group.this.name
}

output "port" {
  description = "Port of the nodes."
  value       = var.port
}

output "reader_endpoint" {
  description = "Host name that spreads reads over the replicas, which may be a little behind; null in cluster mode."
  value       = var.cluster.sharded ? null : aws_elasticache_replication_group.this.reader_endpoint_address

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "replication_group_id" {
  description = "Id of the replication group. Whoever uses it waits until the nodes, users and secrets are there."
  value       = aws_elasticache_replication_group.this.id

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "secret_arn" {
  description = "ARN of the secret of the user that services use (username and password); null if it authenticates by IAM."
  value       = var.users["application"].authentication == "password" ? aws_secretsmanager_secret.user["application"].arn : null

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "secret_arns" {
  description = "ARNs of all users' secrets, by key of the users that authenticate by password."
  value       = { for key, secret in aws_secretsmanager_secret.user : key => secret.arn }

  depends_on = [aws_secretsmanager_secret_version.user]
}

output "subnet_group_name" {
  description = "Name of the subnet group, also for groups that are restored to be verified."
  value       = aws_elasticache_subnet_group.this.name
}

output "user_group_id" {
  description = "Id of the group of users."
  value       = aws_elasticache_user_group.this.user_group_id
}

output "usernames" {
  description = "Names to log in with, by key of users."
  value       = local.usernames
}
