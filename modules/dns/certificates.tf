locals {
  certified = {
    for key, each in var.certificates :
    key => distinct([for domain in concat([each.domain], tolist(each.alternatives)) : trimprefix(domain, "*.")])
  }
  # every name that is to be proved, without its star: ACM proves *.example.com and example.com by the same record, and so it
  # does for the same name in another certificate or region. So there is one record a name, whoever asked first.
  asked = merge([
    for key in reverse(sort(keys(var.certificates))) : {
      for name in local.certified[key] : name => { certificate = key }
    }
  ]...)
  # the zone whose domain is the longest that the name ends with
  proofs = {
    for name, each in local.asked : name => merge(each, {
      zone = reverse(sort([
        for key, zone in var.zones : format("%03d %s", length(zone.domain), key)
        if length(zone.vpcs) == 0 && (name == zone.domain || endswith(name, ".${zone.domain}"))
      ]))[0]
    })
  }
}

resource "aws_acm_certificate" "this" {
  for_each = var.certificates

  region                    = coalesce(each.value.region, var.account.region)
  domain_name               = each.value.domain
  subject_alternative_names = each.value.alternatives
  key_algorithm             = each.value.key_algorithm
  validation_method         = "DNS"
  tags                      = merge(local.tags, { Name = each.value.domain })

  options {
    certificate_transparency_logging_preference = "ENABLED"
  }

  # a listener holds on to the old one until it has the new one
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "proof" {
  for_each = local.proofs

  zone_id = local.zone_ids[split(" ", each.value.zone)[1]]
  name    = local.options[each.value.certificate][each.key].resource_record_name
  type    = local.options[each.value.certificate][each.key].resource_record_type
  records = [local.options[each.value.certificate][each.key].resource_record_value]
  ttl     = 300
}

locals {
  # keys that the caller wrote, values that ACM knows
  options = {
    for key, certificate in aws_acm_certificate.this : key => {
      for domain in local.certified[key] :
      domain => [for option in certificate.domain_validation_options : option if trimprefix(option.domain_name, "*.") == domain][0]
    }
  }
}

resource "aws_acm_certificate_validation" "this" {
  for_each = var.certificates

  region                  = coalesce(each.value.region, var.account.region)
  certificate_arn         = aws_acm_certificate.this[each.key].arn
  validation_record_fqdns = [for name in local.certified[each.key] : aws_route53_record.proof[name].fqdn]

  # a name that nobody delegates to the zone is never proved
  timeouts {
    create = "45m"
  }
}
