output "alarm_arns" {
  description = "ARNs of the alarms, by key: the kind and the zone."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "alarm_names" {
  description = "Names of the alarms, by key: the kind and the zone."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "cidr_block" {
  description = "IPv4 range of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "endpoint_ids" {
  description = "Ids of the gateway and interface endpoints, by the short name of the service."
  value = merge(
    { for service, endpoint in aws_vpc_endpoint.gateway : service => endpoint.id },
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
  )
}

output "flow_log_group_name" {
  description = "Name of the log group of the flow logs; null where they go to S3 or nowhere."
  value       = one(aws_cloudwatch_log_group.flow_logs[*].name)
}

output "ipv6_cidr_block" {
  description = "IPv6 range of the VPC; null without IPv6."
  value       = var.ipv6.enabled ? aws_vpc.this.ipv6_cidr_block : null
}

output "key_arn" {
  description = "ARN of the key that encrypts the flow logs; null where no log group is."
  value       = local.flow_log_group ? local.key_arn : null
}

output "nat_public_ips" {
  description = "Public addresses of the NAT gateways, by zone: what others put into their allow-lists."
  value       = { for zone, gateway in aws_nat_gateway.this : zone => gateway.public_ip }
}

output "route_table_ids" {
  description = "Ids of the route tables: \"public\", \"data\", and \"private/ZONE\"."
  value = merge(
    { data = aws_route_table.data.id, public = aws_route_table.public.id },
    { for zone, table in aws_route_table.private : "private/${zone}" => table.id },
  )
}

output "security_group_ids" {
  description = "Ids of the security groups: application, database, load_balancer, redis, and endpoints where there are interface endpoints. They are given out when their rules exist."
  value       = { for group, this in aws_security_group.this : group => this.id }

  depends_on = [aws_vpc_security_group_egress_rule.this, aws_vpc_security_group_ingress_rule.this]
}

output "subnet_cidr_blocks" {
  description = "IPv4 ranges of the subnets, by tier (data, private, public) and zone."
  value       = { for tier in keys(var.tiers) : tier => { for zone in keys(var.zones) : zone => aws_subnet.this["${tier}/${zone}"].cidr_block } }
}

output "subnet_ids" {
  description = "Ids of the subnets, by tier (data, private, public) and zone. They are given out when their routes and endpoints exist, so that a task that starts in one can reach what it needs."
  value       = { for tier in keys(var.tiers) : tier => { for zone in keys(var.zones) : zone => aws_subnet.this["${tier}/${zone}"].id } }

  depends_on = [
    aws_route.private_ipv4, aws_route.private_ipv6, aws_route.public_ipv4, aws_route.public_ipv6,
    aws_route_table_association.this, aws_vpc_endpoint.gateway, aws_vpc_endpoint.interface,
  ]
}

output "vpc_arn" {
  description = "ARN of the VPC."
  value       = aws_vpc.this.arn
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "zones" {
  description = "Names of the zones, in order of their indexes."
  value       = [for pair in sort([for zone, at in var.zones : format("%03d/%s", at.index, zone)]) : split("/", pair)[1]]
}
