# What is built: at defaults, small, and full.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account    = { id = "123456789012", region = "eu-central-1" }
  cidr_block = "10.40.0.0/16"
  name       = "signalcraft-production"
  zones = {
    eu-central-1a = { index = 0 }
    eu-central-1b = { index = 1 }
    eu-central-1c = { index = 2 }
  }
}

run "each_tier_has_a_range_in_each_zone" {
  command = plan

  assert {
    condition = output.subnet_cidr_blocks == {
      data    = { eu-central-1a = "10.40.144.0/24", eu-central-1b = "10.40.145.0/24", eu-central-1c = "10.40.146.0/24" }
      private = { eu-central-1a = "10.40.0.0/20", eu-central-1b = "10.40.16.0/20", eu-central-1c = "10.40.32.0/20" }
      public  = { eu-central-1a = "10.40.128.0/24", eu-central-1b = "10.40.129.0/24", eu-central-1c = "10.40.130.0/24" }
    }
    error_message = "Ranges follow from tier and index."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.this : !subnet.map_public_ip_on_launch && !subnet.assign_ipv6_address_on_creation])
    error_message = "No subnet gives out public addresses by itself."
  }

  assert {
    condition     = aws_vpc.this.enable_dns_hostnames && aws_vpc.this.enable_dns_support && !aws_vpc.this.assign_generated_ipv6_cidr_block
    error_message = "Names must resolve within the VPC, and IPv6 is asked for."
  }
}

run "defaults_are_for_production" {
  variables {
    alarm_topics = { warning = "arn:aws:sns:eu-central-1:123456789012:warning" }
  }

  # each zone has a nat gateway of its own
  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(keys(var.zones)) && length(aws_eip.nat) == 3
    error_message = "By default each zone has a gateway and an address."
  }

  assert {
    condition = alltrue([
      for zone in keys(var.zones) : aws_route.private_ipv4[zone].nat_gateway_id == aws_nat_gateway.this[zone].id
    ])
    error_message = "Private subnets must go out through the gateway of their own zone."
  }

  assert {
    condition     = alltrue([for zone, gateway in aws_nat_gateway.this : gateway.subnet_id == aws_subnet.this["public/${zone}"].id])
    error_message = "A NAT gateway lies in the public subnet of its zone."
  }

  # data has no way out
  assert {
    condition = alltrue([
      for zone in keys(var.zones) : aws_route_table_association.this["data/${zone}"].route_table_id == aws_route_table.data.id
    ])
    error_message = "Data subnets must use the data table."
  }

  assert {
    condition = !contains(concat(
      [aws_route.public_ipv4.route_table_id], values(aws_route.private_ipv4)[*].route_table_id,
      aws_route.public_ipv6[*].route_table_id, values(aws_route.private_ipv6)[*].route_table_id,
    ), aws_route_table.data.id)
    error_message = "The data table must have no default route."
  }

  assert {
    condition     = length(aws_default_route_table.this.route) == 0
    error_message = "The main table, which forgotten subnets use, must lead nowhere."
  }

  # endpoints keep traffic inside
  assert {
    condition = toset(keys(output.endpoint_ids)) == toset([
      "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "s3", "secretsmanager", "ssmmessages", "sts",
    ])
    error_message = "By default there are a gateway to S3 and doors to what a task needs."
  }

  assert {
    condition     = length(aws_vpc_endpoint.gateway["s3"].route_table_ids) == 5
    error_message = "The gateway to S3 must be in every table: public, data, and private of each zone."
  }

  assert {
    condition = alltrue([
      for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled && endpoint.security_group_ids == toset([aws_security_group.this["endpoints"].id])
    ])
    error_message = "Interface endpoints must answer to the service's own name, and have the group of endpoints."
  }

  assert {
    condition     = jsondecode(aws_vpc_endpoint.interface["secretsmanager"].policy).Statement[0].Condition.StringEquals["aws:PrincipalAccount"] == "123456789012"
    error_message = "The door to Secrets Manager must be open to this account alone."
  }

  assert {
    condition = (
      jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement[0].Condition.StringEquals["aws:ResourceAccount"] == "123456789012" &&
      length(jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement) == 2 &&
      jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement[1].Action == "s3:GetObject"
    )
    error_message = "The gateway to S3 must lead to buckets of this account and to the layers of images, and nowhere else."
  }

  assert {
    condition     = toset([for zone in keys(var.zones) : aws_subnet.this["private/${zone}"].id]) == aws_vpc_endpoint.interface["ecr.api"].subnet_ids
    error_message = "Interface endpoints lie in the private subnets."
  }

  # flow logs are kept encrypted
  assert {
    condition     = aws_flow_log.this[0].traffic_type == "ALL" && aws_flow_log.this[0].max_aggregation_interval == 60 && aws_flow_log.this[0].vpc_id == aws_vpc.this.id
    error_message = "By default all connections of the VPC are recorded, minute by minute."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs[0].kms_key_id == aws_kms_key.this[0].arn && aws_cloudwatch_log_group.flow_logs[0].retention_in_days == 365
    error_message = "Flow logs must be encrypted with the module's key and be kept for a year."
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_key.this[0].deletion_window_in_days == 30
    error_message = "The key must be rotated, and its deletion must take a month."
  }

  assert {
    condition     = jsondecode(aws_kms_key.this[0].policy).Statement[1].Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vpc/flow-logs/signalcraft-production"
    error_message = "CloudWatch Logs may use the key for this log group alone."
  }

  assert {
    condition     = jsondecode(aws_iam_role.flow_logs[0].assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "The role of the flow logs may be taken for this account alone."
  }

  assert {
    condition     = output.flow_log_group_name == "/aws/vpc/flow-logs/signalcraft-production"
    error_message = "The log group has the name that the key's policy names."
  }

  # the default security group is closed
  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0 && aws_default_security_group.this.vpc_id == aws_vpc.this.id
    error_message = "The default security group must hold no rule."
  }

  # rules are named and few
  assert {
    condition = toset(keys(aws_vpc_security_group_ingress_rule.this)) == toset([
      "application/api/load_balancer", "application/web/load_balancer", "database/postgresql/application", "endpoints/https/vpc",
      "load_balancer/http/internet", "load_balancer/https/internet", "redis/redis/application",
    ])
    error_message = "There is an ingress rule that nobody asked for, or one is missing."
  }

  assert {
    condition = toset(keys(aws_vpc_security_group_egress_rule.this)) == toset([
      "application/https/internet", "application/postgresql/database", "application/redis/redis",
      "load_balancer/api/application", "load_balancer/web/application",
    ])
    error_message = "There is an egress rule that nobody asked for, or one is missing."
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.this["database/postgresql/application"].from_port == 5432 &&
      aws_vpc_security_group_ingress_rule.this["database/postgresql/application"].to_port == 5432 &&
      aws_vpc_security_group_ingress_rule.this["database/postgresql/application"].referenced_security_group_id == aws_security_group.this["application"].id &&
      aws_vpc_security_group_ingress_rule.this["database/postgresql/application"].security_group_id == aws_security_group.this["database"].id &&
      aws_vpc_security_group_ingress_rule.this["database/postgresql/application"].cidr_ipv4 == null
    )
    error_message = "The database is reached by the application, on its port, and by nobody else."
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.this["redis/redis/application"].from_port == 6379 &&
      aws_vpc_security_group_ingress_rule.this["redis/redis/application"].referenced_security_group_id == aws_security_group.this["application"].id &&
      aws_vpc_security_group_ingress_rule.this["application/api/load_balancer"].referenced_security_group_id == aws_security_group.this["load_balancer"].id
    )
    error_message = "Redis is reached by the application, and the application by the load balancer."
  }

  assert {
    condition = alltrue([
      for key, rule in aws_vpc_security_group_ingress_rule.this : startswith(key, "load_balancer/") || rule.cidr_ipv4 != "0.0.0.0/0"
    ])
    error_message = "Nothing but the load balancer is open to the internet."
  }

  assert {
    condition = alltrue([
      for rule in concat(values(aws_vpc_security_group_egress_rule.this), values(aws_vpc_security_group_ingress_rule.this)) : rule.ip_protocol == "tcp" && rule.description != ""
    ])
    error_message = "Each rule has a protocol and says what it is for."
  }

  assert {
    condition     = toset(keys(output.security_group_ids)) == toset(["application", "database", "endpoints", "load_balancer", "redis"])
    error_message = "The groups are told by name."
  }

  # alarms watch each nat gateway
  assert {
    condition = output.alarm_names == {
      for key in flatten([for zone in keys(var.zones) : ["nat_packets_dropped/${zone}", "nat_ports_unavailable/${zone}"]]) :
      key => "signalcraft-production-${replace(replace(key, "_", "-"), "/", "-")}"
    }
    error_message = "Each NAT gateway has two alarms."
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(["arn:aws:sns:eu-central-1:123456789012:warning"]) && alarm.treat_missing_data == "notBreaching"
    ])
    error_message = "The alarms of NAT gateways are warnings, and silence is none."
  }
}

run "a_small_network_has_one_gateway_and_no_paid_doors" {
  variables {
    endpoints = { interface = [] }
    nat       = { mode = "single", zone = "eu-central-1b" }
    zones = {
      eu-central-1a = { index = 0 }
      eu-central-1b = { index = 1 }
    }
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-central-1b"] && alltrue([for route in aws_route.private_ipv4 : route.nat_gateway_id == aws_nat_gateway.this["eu-central-1b"].id])
    error_message = "Both zones go out through the one gateway."
  }

  assert {
    condition     = keys(output.endpoint_ids) == ["s3"] && !contains(keys(output.security_group_ids), "endpoints")
    error_message = "Without interface endpoints there is no group of theirs; the gateway to S3 stays."
  }
}

run "without_nat_there_is_no_way_out_and_a_given_key_is_used" {
  variables {
    encryption = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }
    nat        = { mode = "none" }
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0 && length(aws_route.private_ipv4) == 0 && length(output.alarm_names) == 0
    error_message = "Without NAT there is no gateway, no address, no route and nothing to watch."
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_cloudwatch_log_group.flow_logs[0].kms_key_id == "arn:aws:kms:eu-central-1:123456789012:key/given"
    error_message = "A key that is given is used, and none is made."
  }
}

run "a_production_network_is_full" {
  variables {
    endpoints = { bucket_arns = ["arn:aws:s3:::partner-exchange"], gateway = ["dynamodb", "s3"] }
    ipv6      = { enabled = true }
    nat       = { allocation_ids = { eu-central-1a = "eipalloc-0a1b2c3d4e5f60718" } }

    region_block_public_access = "block-ingress"
    reserved_cidr_blocks       = { dev = "10.20.0.0/16", office = "192.168.0.0/20" }

    security_groups = {
      additional_rules = {
        analysts = { cidr_ipv4 = "192.168.8.0/24", description = "Queries from the office", direction = "ingress", from_port = 5432, group = "database" }
        mail     = { cidr_ipv4 = "0.0.0.0/0", description = "Mail", direction = "egress", from_port = 587, group = "application" }
        peers    = { description = "Gossip", direction = "ingress", from_port = 7000, group = "application", peer_group = "application", protocol = "udp", to_port = 7010 }
      }
      application   = { ports = { api = 9000 }, service_connect = true }
      database      = { port = 5433 }
      load_balancer = { ports = { https = 443 }, sources = { edge = { prefix_list_id = "pl-0a1b2c3d" }, six = { cidr_ipv6 = "::/0" } } }
      redis         = { port = 6380 }
    }
    tags = { Team = "platform" }
  }

  assert {
    condition     = keys(aws_eip.nat) == ["eu-central-1b", "eu-central-1c"] && aws_nat_gateway.this["eu-central-1a"].allocation_id == "eipalloc-0a1b2c3d4e5f60718"
    error_message = "An address that is given is used, and none is made beside it."
  }

  assert {
    condition = (
      aws_subnet.this["public/eu-central-1a"].ipv6_cidr_block == "2001:db8:1234:5600::/64" &&
      aws_subnet.this["private/eu-central-1b"].ipv6_cidr_block == "2001:db8:1234:5611::/64" &&
      aws_subnet.this["data/eu-central-1c"].ipv6_cidr_block == "2001:db8:1234:5622::/64" &&
      length(distinct([for subnet in aws_subnet.this : subnet.ipv6_cidr_block])) == 9
    )
    error_message = "Each subnet has a /64 that follows from tier and index."
  }

  assert {
    condition = (
      aws_route.public_ipv6[0].gateway_id == aws_internet_gateway.this.id &&
      alltrue([for route in aws_route.private_ipv6 : route.egress_only_gateway_id == aws_egress_only_internet_gateway.this[0].id])
    )
    error_message = "Over IPv6, private subnets go out and nobody comes in."
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.this["load_balancer/https/edge"].prefix_list_id == "pl-0a1b2c3d" &&
      aws_vpc_security_group_ingress_rule.this["load_balancer/https/six"].cidr_ipv6 == "::/0" &&
      aws_vpc_security_group_ingress_rule.this["database/analysts"].cidr_ipv4 == "192.168.8.0/24" &&
      aws_vpc_security_group_ingress_rule.this["application/peers"].to_port == 7010 &&
      aws_vpc_security_group_ingress_rule.this["application/api/application"].from_port == 9000 &&
      aws_vpc_security_group_ingress_rule.this["database/postgresql/application"].from_port == 5433 &&
      aws_vpc_security_group_ingress_rule.this["redis/redis/application"].from_port == 6380 &&
      aws_vpc_security_group_egress_rule.this["application/mail"].from_port == 587 &&
      aws_vpc_security_group_egress_rule.this["application/https/internet_ipv6"].cidr_ipv6 == "::/0"
    )
    error_message = "Ports, sources and additional rules are what was asked for."
  }

  assert {
    condition     = jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement[2].Resource[0] == "arn:aws:s3:::partner-exchange" && contains(keys(output.endpoint_ids), "dynamodb")
    error_message = "A bucket of somebody else's is reached when it is named."
  }

  assert {
    condition     = aws_vpc.this.tags == tomap({ Component = "networking", Name = "signalcraft-production", Team = "platform" })
    error_message = "Tags are the caller's, and Name and Component."
  }

  assert {
    condition     = aws_vpc_block_public_access_options.this[0].internet_gateway_block_mode == "block-ingress"
    error_message = "The region's block on public access is set where it is asked for."
  }
}

run "flow_logs_go_to_a_bucket" {
  command = plan

  variables {
    flow_logs = { bucket_arn = "arn:aws:s3:::logs", destination = "s3", interval_seconds = 600, traffic = "REJECT" }
  }

  assert {
    condition = (
      aws_flow_log.this[0].log_destination == "arn:aws:s3:::logs" && aws_flow_log.this[0].log_destination_type == "s3" &&
      aws_flow_log.this[0].destination_options[0].file_format == "parquet" &&
      length(aws_cloudwatch_log_group.flow_logs) == 0 && length(aws_iam_role.flow_logs) == 0 && length(aws_kms_key.this) == 0
    )
    error_message = "Flow logs to S3 are Parquet, and leave no log group, role or key behind."
  }
}

run "what_is_off_is_not_there" {
  command = plan

  variables {
    alarms    = { enabled = false }
    flow_logs = { enabled = false }
  }

  assert {
    condition     = length(aws_flow_log.this) == 0 && length(aws_kms_key.this) == 0 && length(output.alarm_names) == 0
    error_message = "Without flow logs and alarms there are none."
  }
}
