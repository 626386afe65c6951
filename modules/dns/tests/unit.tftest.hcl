mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account = { id = "123456789012", region = "eu-central-1" }
  name    = "signalcraft-production"
  zones   = { main = { domain = "signalcraft.example" } }
}

run "a_zone_is_signed_logged_and_closed_to_other_authorities" {
  command = apply

  assert {
    condition     = aws_route53_zone.this["main"].name == "signalcraft.example" && !aws_route53_zone.this["main"].force_destroy && length(aws_route53_zone.this["main"].vpc) == 0
    error_message = "The zone must be public, and stay while it has records."
  }

  assert {
    condition = (
      aws_kms_key.signing["main"].region == "us-east-1" &&
      aws_kms_key.signing["main"].customer_master_key_spec == "ECC_NIST_P256" &&
      aws_kms_key.signing["main"].key_usage == "SIGN_VERIFY" &&
      aws_route53_key_signing_key.this["main"].key_management_service_arn == aws_kms_key.signing["main"].arn &&
      aws_route53_key_signing_key.this["main"].name == "signalcraft_production_main" &&
      aws_route53_hosted_zone_dnssec.this["main"].hosted_zone_id == "Z0123456789ABCDEFGHIJ"
    )
    error_message = "The zone must be signed with a key that Route 53 takes."
  }

  assert {
    condition     = output.ds_records.main == "12345 13 2 ABCDEF" && output.name_servers.main == tolist(["ns-1.awsdns-1.com", "ns-2.awsdns-2.net"])
    error_message = "Callers must know what to tell the registrar."
  }

  assert {
    condition     = aws_route53_record.authorities["main"].type == "CAA" && aws_route53_record.authorities["main"].records == toset(["0 issue \"amazon.com\""])
    error_message = "Nobody but Amazon must issue certificates."
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.queries["main"].region == "us-east-1" &&
      aws_cloudwatch_log_group.queries["main"].retention_in_days == 365 &&
      aws_cloudwatch_log_group.queries["main"].kms_key_id == aws_kms_key.logs[0].arn &&
      aws_kms_key.logs[0].enable_key_rotation && aws_kms_key.logs[0].region == "us-east-1" &&
      aws_route53_query_log.this["main"].cloudwatch_log_group_arn == aws_cloudwatch_log_group.queries["main"].arn
    )
    error_message = "Queries must be kept for a year, encrypted."
  }

  assert {
    condition = (
      jsondecode(aws_cloudwatch_log_resource_policy.queries[0].policy_document).Statement[0].Resource == ["arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/signalcraft.example:*"] &&
      jsondecode(aws_cloudwatch_log_resource_policy.queries[0].policy_document).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    )
    error_message = "Route 53 must write to these groups alone, and only for this account."
  }

  assert {
    condition     = output.alarm_names == { main-dnssec-action = "signalcraft-production-main-dnssec-action", main-dnssec-failure = "signalcraft-production-main-dnssec-failure" } && keys(output.alarm_arns) == keys(output.alarm_names)
    error_message = "Signing must be watched."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.signing : alarm.region == "us-east-1" && alarm.treat_missing_data == "notBreaching" && alarm.threshold == 0])
    error_message = "Alarms must be where Route 53 is measured, and quiet while nothing is measured."
  }

  assert {
    condition     = output.zone_ids.main == "Z0123456789ABCDEFGHIJ" && keys(output.query_log_groups) == ["main"]
    error_message = "Outputs must be known by the keys of the zones."
  }
}

run "a_small_zone_has_only_what_it_was_asked_for" {
  command = plan

  variables {
    alarms        = { enabled = false }
    query_logging = { enabled = false }
    zones = {
      existing = { domain = "signalcraft.example", create = false, zone_id = "Z00000000000000000000" }
      small    = { domain = "small.example", dnssec = false, certificate_authorities = [] }
    }
  }

  assert {
    condition = (
      keys(aws_route53_zone.this) == ["small"] &&
      length(aws_route53_hosted_zone_dnssec.this) + length(aws_kms_key.signing) + length(aws_kms_key.logs) == 0 &&
      length(aws_cloudwatch_log_group.queries) + length(aws_cloudwatch_log_resource_policy.queries) == 0 &&
      length(aws_route53_record.authorities) + length(aws_cloudwatch_metric_alarm.signing) == 0
    )
    error_message = "What is off must not be there, and an existing zone must be left alone."
  }

  assert {
    condition     = output.zone_ids.existing == "Z00000000000000000000"
    error_message = "The existing zone must be used."
  }
}

run "a_private_zone_is_known_inside_alone" {
  command = plan

  variables {
    zones = { inside = { domain = "signalcraft.internal", vpcs = { main = { vpc_id = "vpc-1" }, other = { vpc_id = "vpc-2", region = "eu-west-1" } } } }
  }

  assert {
    condition     = { for each in aws_route53_zone.this["inside"].vpc : each.vpc_id => each.vpc_region } == { vpc-1 = "eu-central-1", vpc-2 = "eu-west-1" }
    error_message = "The zone must be known in both networks."
  }

  assert {
    condition     = length(aws_route53_hosted_zone_dnssec.this) + length(aws_route53_query_log.this) + length(aws_route53_record.authorities) == 0
    error_message = "AWS neither signs nor logs a private zone."
  }
}

run "a_zone_is_delegated_with_its_trust" {
  command = apply

  variables {
    zones = {
      main    = { domain = "signalcraft.example" }
      staging = { domain = "staging.signalcraft.example", parent = "main" }
      dev     = { domain = "dev.signalcraft.example", parent = "main", dnssec = false }
    }
  }

  assert {
    condition = (
      aws_route53_record.delegation["staging"].type == "NS" &&
      aws_route53_record.delegation["staging"].name == "staging.signalcraft.example" &&
      aws_route53_record.delegation["staging"].records == toset(["ns-1.awsdns-1.com", "ns-2.awsdns-2.net"]) &&
      keys(aws_route53_record.delegation) == ["dev", "staging"]
    )
    error_message = "The parent must name the servers."
  }

  assert {
    condition     = keys(aws_route53_record.trust) == ["staging"] && aws_route53_record.trust["staging"].records == toset(["12345 13 2 ABCDEF"])
    error_message = "The parent must vouch for a zone that is signed, and for no other."
  }
}

run "certificates_are_proved_once_a_name" {
  command = apply

  variables {
    zones = {
      main    = { domain = "signalcraft.example" }
      staging = { domain = "staging.signalcraft.example" }
    }
    certificates = {
      service = { domain = "signalcraft.example", alternatives = ["*.signalcraft.example", "api.staging.signalcraft.example"] }
      website = { domain = "signalcraft.example", region = "us-east-1", key_algorithm = "RSA_2048" }
    }
  }

  assert {
    condition = { for name, record in aws_route53_record.proof : name => [record.name, record.type, one(record.records)] } == {
      "api.staging.signalcraft.example" = ["_b.api.staging.signalcraft.example.", "CNAME", "_b.acm-validations.aws."]
      "signalcraft.example"             = ["_a.signalcraft.example.", "CNAME", "_a.acm-validations.aws."]
    }
    error_message = "A name must be proved by one record, with and without star, here and in another region."
  }

  assert {
    condition     = local.proofs["api.staging.signalcraft.example"].zone == "027 staging" && local.proofs["signalcraft.example"].zone == "019 main"
    error_message = "The proof must be in the zone that is closest to the name."
  }

  assert {
    condition = (
      aws_acm_certificate.this["service"].region == "eu-central-1" && aws_acm_certificate.this["service"].key_algorithm == "EC_prime256v1" &&
      aws_acm_certificate.this["website"].region == "us-east-1" && aws_acm_certificate.this["website"].key_algorithm == "RSA_2048" &&
      aws_acm_certificate_validation.this["website"].region == "us-east-1" &&
      alltrue([for each in aws_acm_certificate.this : each.validation_method == "DNS" && each.options[0].certificate_transparency_logging_preference == "ENABLED"])
    )
    error_message = "Certificates must be where they are used, and proved by DNS."
  }

  assert {
    condition     = output.certificate_arns.service == aws_acm_certificate_validation.this["service"].certificate_arn && keys(output.certificate_arns) == ["service", "website"]
    error_message = "An ARN must come from the validation, when the certificate is issued."
  }
}

run "records_choose" {
  command = plan

  variables {
    health_checks          = { here = { host = "here.signalcraft.example" }, there = { host = "there.signalcraft.example" } }
    combined_health_checks = { anywhere = { children = ["here", "there"] } }
    records = {
      api-here  = { zone = "main", name = "api", alias = { name = "here.elb", zone_id = "Z1" }, failover = "PRIMARY", health_check = "here" }
      api-there = { zone = "main", name = "api", alias = { name = "there.elb", zone_id = "Z2", evaluate_target_health = false }, failover = "SECONDARY" }
      apex      = { zone = "main", values = ["192.0.2.1"], ttl = 60 }
      near-here = { zone = "main", name = "near", values = ["192.0.2.1"], latency_region = "eu-central-1", health_check = "anywhere" }
      web-new   = { zone = "main", name = "www", values = ["192.0.2.1"], weight = 10 }
      web-old   = { zone = "main", name = "www", values = ["192.0.2.2"], weight = 0 }
    }
  }

  assert {
    condition = (
      aws_route53_record.this["api-here"].name == "api.signalcraft.example" &&
      aws_route53_record.this["api-here"].failover_routing_policy[0].type == "PRIMARY" &&
      aws_route53_record.this["api-here"].set_identifier == "api-here" &&
      aws_route53_record.this["api-here"].alias[0].evaluate_target_health &&
      aws_route53_record.this["api-here"].ttl == null &&
      aws_route53_record.this["api-there"].failover_routing_policy[0].type == "SECONDARY" &&
      !aws_route53_record.this["api-there"].alias[0].evaluate_target_health
    )
    error_message = "The second must take over when the first fails."
  }

  assert {
    condition = (
      aws_route53_record.this["apex"].name == "signalcraft.example" && aws_route53_record.this["apex"].ttl == 60 &&
      aws_route53_record.this["apex"].set_identifier == null && aws_route53_record.this["apex"].health_check_id == null
    )
    error_message = "A record by itself chooses nothing."
  }

  assert {
    condition = (
      aws_route53_record.this["web-new"].weighted_routing_policy[0].weight == 10 && aws_route53_record.this["web-old"].weighted_routing_policy[0].weight == 0 &&
      aws_route53_record.this["near-here"].latency_routing_policy[0].region == "eu-central-1"
    )
    error_message = "Weights and regions must be those that were given, a weight of 0 among them."
  }

  assert {
    condition     = keys(output.record_names) == ["apex", "api-here", "api-there", "near-here", "web-new", "web-old"]
    error_message = "Records must be known by their keys."
  }
}

run "health_is_asked_and_told" {
  command = apply

  variables {
    alarm_topics = { critical = "arn:aws:sns:us-east-1:123456789012:critical", warning = "arn:aws:sns:us-east-1:123456789012:warning" }
    alarms       = { unhealthy_minutes = 5 }
    health_checks = {
      api   = { host = "api.signalcraft.example", text = "\"ok\"", interval = 10, latency = true, regions = ["eu-west-1", "us-east-1", "us-west-2"] }
      plain = { host = "plain.signalcraft.example", protocol = "HTTP", path = "/", alarm = "warning" }
      port  = { host = "port.signalcraft.example", protocol = "TCP", port = 6379, alarm = "none" }
    }
    combined_health_checks = { any = { children = ["api", "plain"], threshold = 1, alarm = "info" }, all = { children = ["api", "plain"], alarm = "none" } }
  }

  assert {
    condition = (
      aws_route53_health_check.this["api"].type == "HTTPS_STR_MATCH" && aws_route53_health_check.this["api"].port == 443 &&
      aws_route53_health_check.this["api"].resource_path == "/health" && aws_route53_health_check.this["api"].enable_sni &&
      aws_route53_health_check.this["api"].request_interval == 10 && aws_route53_health_check.this["api"].failure_threshold == 3 &&
      aws_route53_health_check.this["api"].measure_latency && length(aws_route53_health_check.this["api"].regions) == 3
    )
    error_message = "HTTPS must be asked for, with the text that must stand there."
  }

  assert {
    condition = (
      aws_route53_health_check.this["plain"].type == "HTTP" && aws_route53_health_check.this["plain"].port == 80 &&
      aws_route53_health_check.this["port"].type == "TCP" && aws_route53_health_check.this["port"].port == 6379 && aws_route53_health_check.this["port"].resource_path == null
    )
    error_message = "Other protocols must have their ports."
  }

  assert {
    condition = (
      aws_route53_health_check.combined["any"].child_health_threshold == 1 && aws_route53_health_check.combined["all"].child_health_threshold == 2 &&
      length(aws_route53_health_check.combined["any"].child_healthchecks) == 2
    )
    error_message = "A combined check must count its children, all of them if nothing is said."
  }

  assert {
    condition = (
      keys(aws_cloudwatch_metric_alarm.health) == ["any", "api", "plain"] &&
      aws_cloudwatch_metric_alarm.health["api"].alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:critical"]) &&
      aws_cloudwatch_metric_alarm.health["plain"].ok_actions == toset(["arn:aws:sns:us-east-1:123456789012:warning"]) &&
      length(aws_cloudwatch_metric_alarm.health["any"].alarm_actions) == 0 &&
      alltrue([for alarm in aws_cloudwatch_metric_alarm.health : alarm.treat_missing_data == "breaching" && alarm.region == "us-east-1" && alarm.evaluation_periods == 5])
    )
    error_message = "Alarms must go to the topic of their severity, and a check that tells nothing must alarm."
  }

  assert {
    condition     = keys(output.health_check_ids) == ["all", "any", "api", "plain", "port"]
    error_message = "Checks must be known by their keys."
  }
}
