locals {
  tags     = merge(var.tags, { Component = "dns" })
  global   = "us-east-1" # where Route 53 looks for keys and logs, and tells what it measured
  created  = { for key, zone in var.zones : key => zone if zone.create }
  public   = { for key, zone in local.created : key => zone if length(zone.vpcs) == 0 }
  zone_ids = { for key, zone in var.zones : key => zone.create ? aws_route53_zone.this[key].zone_id : zone.zone_id }
  root     = "arn:${var.account.partition}:iam::${var.account.id}:root"
}

resource "aws_route53_zone" "this" {
  for_each = local.created

  name          = each.value.domain
  comment       = "${var.name}: ${each.key}"
  force_destroy = false
  tags          = merge(local.tags, { Name = each.value.domain })

  dynamic "vpc" {
    for_each = each.value.vpcs

    content {
      vpc_id     = vpc.value.vpc_id
      vpc_region = coalesce(vpc.value.region, var.account.region)
    }
  }
}

# nobody else issues certificates for our names
resource "aws_route53_record" "authorities" {
  for_each = { for key, zone in local.public : key => zone if length(zone.certificate_authorities) > 0 }

  zone_id = local.zone_ids[each.key]
  name    = each.value.domain
  type    = "CAA"
  ttl     = 3600
  records = [for authority in each.value.certificate_authorities : "0 issue \"${authority}\""]
}

resource "aws_route53_record" "delegation" {
  for_each = { for key, zone in local.public : key => zone if zone.parent != null }

  zone_id = local.zone_ids[each.value.parent]
  name    = each.value.domain
  type    = "NS"
  ttl     = 3600
  records = aws_route53_zone.this[each.key].name_servers
}

resource "aws_route53_record" "this" {
  for_each = var.records

  zone_id         = local.zone_ids[each.value.zone]
  name            = each.value.name == "" ? var.zones[each.value.zone].domain : "${each.value.name}.${var.zones[each.value.zone].domain}"
  type            = each.value.type
  ttl             = each.value.alias == null ? each.value.ttl : null
  records         = each.value.alias == null ? each.value.values : null
  set_identifier  = each.value.failover != null || each.value.latency_region != null || each.value.weight != null ? each.key : null
  health_check_id = each.value.health_check == null ? null : local.health_check_ids[each.value.health_check]

  dynamic "alias" {
    for_each = each.value.alias == null ? {} : { this = each.value.alias }

    content {
      name                   = alias.value.name
      zone_id                = alias.value.zone_id
      evaluate_target_health = alias.value.evaluate_target_health
    }
  }

  dynamic "failover_routing_policy" {
    for_each = each.value.failover == null ? {} : { this = each.value.failover }

    content {
      type = failover_routing_policy.value
    }
  }

  dynamic "latency_routing_policy" {
    for_each = each.value.latency_region == null ? {} : { this = each.value.latency_region }

    content {
      region = latency_routing_policy.value
    }
  }

  dynamic "weighted_routing_policy" {
    for_each = each.value.weight == null ? {} : { this = each.value.weight }

    content {
      weight = weighted_routing_policy.value
    }
  }
}
