output "key_arn" {
  description = "ARN of the key."
  value       = aws_kms_key.this.arn
}

output "queue_url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "security_group_id" {
  description = "Id of the group, for rules of callers."
  value       = aws_security_group.this.id
}
