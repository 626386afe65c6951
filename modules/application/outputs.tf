output "alarm_arns" {
  description = "ARNs of the alarms, as \"SERVICE/ALARM\"."
  value       = { for key, alarm in local.alarms : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by the same keys as alarm_arns."
  value       = { for key, alarm in local.alarms : key => alarm.alarm_name }
}

output "cluster_arn" {
  description = "ARN of the ECS cluster."
  value       = aws_ecs_cluster.this.arn
}

output "cluster_name" {
  description = "Name of the ECS cluster. It is there once all services are, with their roles and their scaling: a release may begin."
  value       = aws_ecs_cluster.this.name
  depends_on  = [aws_ecs_service.this, aws_appautoscaling_target.this]
}

output "execution_role_arns" {
  description = "ARNs of the execution roles, by service: a pipeline that registers task definitions must be allowed to pass them."
  value       = { for key, role in aws_iam_role.execution : key => role.arn }
}

output "infrastructure_role_arn" {
  description = "ARN of the role with which ECS shifts traffic; null if no service has traffic."
  value       = one(aws_iam_role.infrastructure[*].arn)
}

output "key_arn" {
  description = "ARN of the KMS key of logs, sessions and disks."
  value       = local.key_arn
}

output "log_group_names" {
  description = "Names of the log groups, by service."
  value       = local.log_groups
  depends_on  = [aws_cloudwatch_log_group.service]
}

output "namespace_arn" {
  description = "ARN of the Service Connect namespace; null if there is none."
  value       = local.namespace_arn
}

output "release_families" {
  description = "Families into which releases clone the templates, by service."
  value       = { for key, definition in aws_ecs_task_definition.this : key => "${definition.family}-release" }
}

output "services" {
  description = "The ECS services, by key: their names (green_name is the second one of the strategy alb_weighted, or null), the container that a release gives an image, where traffic goes, and the strategy they were born for."
  value = { for key, service in local.running : key => {
    container      = local.main_container[key]
    green_name     = service.deployment.strategy == "alb_weighted" ? aws_ecs_service.this["${key}-green"].name : null
    log_group_name = local.log_groups[key]
    name           = aws_ecs_service.this[key].name
    port           = try(service.load_balancer.port, null)
    strategy       = service.deployment.strategy
  } }
}

output "task_definitions" {
  description = "ARNs of the templates, with their revision, by service: what releases clone. Revisions that were replaced stay active."
  value       = { for key, definition in aws_ecs_task_definition.this : key => definition.arn }
}

output "task_role_arns" {
  description = "ARNs of the task roles, by service: what policies of buckets, keys and queues name."
  value       = { for key, role in aws_iam_role.task : key => role.arn }
}
