# Who may talk to whom. Groups hold no rules; each rule is a resource of its own, keyed by its name and with one peer, so
# that adding one changes no other.

locals {
  groups = merge(
    {
      application   = "Tasks of the application"
      database      = "PostgreSQL"
      load_balancer = "Load balancer"
      redis         = "Redis"
    },
    length(var.endpoints.interface) > 0 ? { endpoints = "Interface endpoints" } : {},
  )

  peerless = { cidr_ipv4 = null, cidr_ipv6 = null, peer_group = null, peer_security_group_id = null, prefix_list_id = null, protocol = "tcp" }

  additional_rules = {
    for name, rule in var.security_groups.additional_rules : name => merge(rule, { to_port = coalesce(rule.to_port, rule.from_port) })
  }

  ingress = merge(
    merge([
      for source, peer in var.security_groups.load_balancer.sources : {
        for port, number in var.security_groups.load_balancer.ports : "load_balancer/${port}/${source}" => merge(local.peerless, peer, {
          description = "${port} from ${source}"
          from_port   = number
          group       = "load_balancer"
          to_port     = number
        })
      }
    ]...),
    {
      for port, number in var.security_groups.application.ports : "application/${port}/load_balancer" => merge(local.peerless, {
        description = "${port} from the load balancer"
        from_port   = number
        group       = "application"
        peer_group  = "load_balancer"
        to_port     = number
      })
    },
    {
      for port, number in var.security_groups.application.ports : "application/${port}/application" => merge(local.peerless, {
        description = "${port} from other services of the application"
        from_port   = number
        group       = "application"
        peer_group  = "application"
        to_port     = number
      }) if var.security_groups.application.service_connect
    },
    {
      "database/postgresql/application" = merge(local.peerless, {
        description = "PostgreSQL from the application"
        from_port   = var.security_groups.database.port
        group       = "database"
        peer_group  = "application"
        to_port     = var.security_groups.database.port
      })
      "redis/redis/application" = merge(local.peerless, {
        description = "Redis from the application"
        from_port   = var.security_groups.redis.port
        group       = "redis"
        peer_group  = "application"
        to_port     = var.security_groups.redis.port
      })
    },
    {
      for source in ["vpc"] : "endpoints/https/${source}" => merge(local.peerless, {
        description = "HTTPS from the VPC"
        cidr_ipv4   = var.cidr_block
        from_port   = 443
        group       = "endpoints"
        to_port     = 443
      }) if length(var.endpoints.interface) > 0
    },
    { for name, rule in local.additional_rules : "${rule.group}/${name}" => rule if rule.direction == "ingress" },
  )

  egress = merge(
    {
      for port, number in var.security_groups.application.ports : "load_balancer/${port}/application" => merge(local.peerless, {
        description = "${port} of the application"
        from_port   = number
        group       = "load_balancer"
        peer_group  = "application"
        to_port     = number
      })
    },
    {
      for port, number in var.security_groups.application.ports : "application/${port}/application" => merge(local.peerless, {
        description = "${port} of other services of the application"
        from_port   = number
        group       = "application"
        peer_group  = "application"
        to_port     = number
      }) if var.security_groups.application.service_connect
    },
    {
      "application/https/internet" = merge(local.peerless, {
        cidr_ipv4   = "0.0.0.0/0"
        description = "HTTPS: services of AWS, webhooks, mail by API"
        from_port   = 443
        group       = "application"
        to_port     = 443
      })
      "application/postgresql/database" = merge(local.peerless, {
        description = "PostgreSQL"
        from_port   = var.security_groups.database.port
        group       = "application"
        peer_group  = "database"
        to_port     = var.security_groups.database.port
      })
      "application/redis/redis" = merge(local.peerless, {
        description = "Redis"
        from_port   = var.security_groups.redis.port
        group       = "application"
        peer_group  = "redis"
        to_port     = var.security_groups.redis.port
      })
    },
    {
      for family in ["ipv6"] : "application/https/internet_${family}" => merge(local.peerless, {
        cidr_ipv6   = "::/0"
        description = "HTTPS: services of AWS, webhooks, mail by API"
        from_port   = 443
        group       = "application"
        to_port     = 443
      }) if var.ipv6.enabled
    },
    { for name, rule in local.additional_rules : "${rule.group}/${name}" => rule if rule.direction == "egress" },
  )
}

# Without rules: whoever forgets to name a security group can talk to nobody.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-closed" })
}

# The modules that are given a group attach it; only that of the endpoints is attached here.
resource "aws_security_group" "this" {
  for_each = { for group, purpose in local.groups : group => purpose }

  description            = each.value
  name_prefix            = "${var.name}-${replace(each.key, "_", "-")}-"
  revoke_rules_on_delete = true
  vpc_id                 = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-${replace(each.key, "_", "-")}" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.ingress

  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  description                  = each.value.description
  from_port                    = each.value.from_port
  ip_protocol                  = each.value.protocol
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.peer_group == null ? each.value.peer_security_group_id : aws_security_group.this[each.value.peer_group].id
  security_group_id            = aws_security_group.this[each.value.group].id
  to_port                      = each.value.to_port

  tags = merge(local.tags, { Name = each.key })
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress

  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  description                  = each.value.description
  from_port                    = each.value.from_port
  ip_protocol                  = each.value.protocol
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.peer_group == null ? each.value.peer_security_group_id : aws_security_group.this[each.value.peer_group].id
  security_group_id            = aws_security_group.this[each.value.group].id
  to_port                      = each.value.to_port

  tags = merge(local.tags, { Name = each.key })
}
