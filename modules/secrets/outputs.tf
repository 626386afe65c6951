output "alarm_arns" {
  description = "ARNs of the alarms: \"failures\", and \"age/KEY\" for each secret that is rotated or watched."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by the same keys."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "failures_queue_url" {
  description = "URL of the queue that holds what failed; null without a runner."
  value       = one(values(aws_sqs_queue.failures)[*].url)
}

output "inventory" {
  description = "What there is, by key: name, class, keys of the JSON, days between rotations (null: none) and strategy. No values."
  value = {
    for key, secret in var.secrets : key => {
      class      = secret.class
      every_days = try(secret.rotation.every_days, null)
      keys       = sort(secret.keys)
      name       = "${var.name}/${key}"
      strategy   = try(secret.rotation.strategy, null)
    }
  }
}

output "key_arn" {
  description = "ARN of the key that encrypts the secrets: roles that read them elsewhere need kms:Decrypt on it."
  value       = local.key_arn
}

output "log_group_name" {
  description = "Name of the runner's log group; null without a runner."
  value       = one(values(aws_cloudwatch_log_group.runner)[*].name)
}

output "policy_arns" {
  description = "ARNs of the policies, by role (application, administrator, pipeline): `application` is for execution roles of services."
  value       = { for role, policy in aws_iam_policy.this : role => policy.arn }
}

output "replica_key_arns" {
  description = "ARNs of the copies' keys, by region."
  value       = local.replica_keys
}

output "role_arns" {
  description = "ARNs of the roles, by name (application, administrator, pipeline). They are given out when their policies are attached."
  value       = { for role, this in aws_iam_role.this : role => this.arn }

  depends_on = [aws_iam_role_policy_attachment.this]
}

output "schedule_names" {
  description = "Names of the schedules: \"audit\", and \"rotate/KEY\" for each secret that is rotated."
  value       = { for key, schedule in aws_scheduler_schedule.this : key => schedule.name }
}

output "secret_arns" {
  description = "ARNs of the secrets, by key. They are given out when nobody else can read them, and first values are written."
  value       = local.secret_arns

  depends_on = [aws_secretsmanager_secret_policy.this, aws_secretsmanager_secret_version.seed]
}

output "secret_names" {
  description = "Names of the secrets, by key; known in the plan."
  value       = { for key in keys(var.secrets) : key => "${var.name}/${key}" }
}

output "task_definition_arn" {
  description = "ARN of the runner's task definition, for a rotation out of turn; null without a runner."
  value       = one(values(aws_ecs_task_definition.runner)[*].arn)
}
