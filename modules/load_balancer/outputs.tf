output "access_log_bucket" {
  description = "Name of the bucket of access logs; null if there are none."
  value       = var.access_logs.enabled ? local.log_bucket : null
  depends_on  = [aws_s3_bucket_policy.logs]
}

output "alarm_arns" {
  description = "ARNs of the alarms: of the load balancer by name, of services as \"SERVICE/ALARM\"."
  value       = { for key, alarm in local.alarms : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by the same keys as alarm_arns. \"SERVICE/5xx\" is meant as an alarm of deployments and a gate of releases."
  value       = { for key, alarm in local.alarms : key => alarm.alarm_name }
}

output "arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "arn_suffix" {
  description = "The load balancer as CloudWatch names it in dimensions."
  value       = aws_lb.this.arn_suffix
}

output "dns_name" {
  description = "Name of the load balancer in the DNS, for an alias record. It is there once the rules are."
  value       = aws_lb.this.dns_name
  depends_on  = [aws_lb_listener_rule.released, aws_lb_listener_rule.owned, aws_wafv2_web_acl_association.this]
}

output "key_arn" {
  description = "ARN of the KMS key of the WAF's log; null if there is no such log."
  value       = local.key_arn
}

output "listener_arns" {
  description = "ARNs of the listeners main, redirect and test; null where there is none."
  value = {
    main     = aws_lb_listener.main.arn
    redirect = aws_lb_listener.redirect.arn
    test     = one(aws_lb_listener.test[*].arn)
  }
}

output "traffic" {
  description = "What a release and an ECS service need to know of a service's traffic, by its key: the rule and listener whose weights say who serves, the same for tests, and the target groups (green is null for the strategy rolling). There is a value only once the rule is there, without which ECS takes no target group."
  value = { for key, service in var.services : key => {
    listener_arn             = aws_lb_listener.main.arn
    load_balancer_arn        = aws_lb.this.arn
    load_balancer_arn_suffix = aws_lb.this.arn_suffix
    priority                 = service.route.priority
    rule_arn                 = service.authenticate == null ? aws_lb_listener_rule.released[key].arn : aws_lb_listener_rule.owned["service/${key}"].arn
    strategy                 = service.strategy
    test_listener_arn        = contains(keys(local.paired), key) ? aws_lb_listener.test[0].arn : null
    test_port                = contains(keys(local.paired), key) ? var.test_listener.port : null
    test_rule_arn            = contains(keys(local.paired), key) ? aws_lb_listener_rule.test[key].arn : null
    target_groups = {
      blue = {
        arn        = aws_lb_target_group.blue[key].arn
        arn_suffix = aws_lb_target_group.blue[key].arn_suffix
        name       = aws_lb_target_group.blue[key].name
      }
      green = contains(keys(local.paired), key) ? {
        arn        = aws_lb_target_group.green[key].arn
        arn_suffix = aws_lb_target_group.green[key].arn_suffix
        name       = aws_lb_target_group.green[key].name
      } : null
    }
  } }
}

output "web_acl_arn" {
  description = "ARN of the web ACL; null if there is none."
  value       = one(aws_wafv2_web_acl.this[*].arn)
}

output "zone_id" {
  description = "Hosted zone of the load balancer, for an alias record."
  value       = aws_lb.this.zone_id
}
