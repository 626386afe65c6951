# The web ACL. Managed groups come in the order in which they are cheap: known bad addresses and hidden ones first, then inputs that are
# never right, then the common ones, and at last how often one address may ask.

locals {
  waf_groups = merge(
    {
      AWSManagedRulesAmazonIpReputationList = { priority = 10 }
      AWSManagedRulesAnonymousIpList        = { priority = 20 }
      AWSManagedRulesKnownBadInputsRuleSet  = { priority = 25 }
      AWSManagedRulesCommonRuleSet          = { priority = 30 }
    },
    var.waf.additional_groups,
  )
}

resource "aws_wafv2_ip_set" "blocked" {
  count = var.waf.enabled && length(var.waf.blocked_cidrs) > 0 ? 1 : 0

  addresses          = var.waf.blocked_cidrs
  description        = "Addresses that ${var.name} answers with 403"
  ip_address_version = "IPV4"
  name               = "${var.name}-blocked"
  scope              = "REGIONAL"

  tags = local.tags
}

resource "aws_wafv2_web_acl" "this" {
  count = var.waf.enabled ? 1 : 0

  description = "In front of the load balancer ${var.name}"
  name        = var.name
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = aws_wafv2_ip_set.blocked[*].arn

    content {
      name     = "blocked-addresses"
      priority = 1

      action {
        block {}
      }

      statement {
        ip_set_reference_statement {
          arn = rule.value
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-blocked-addresses"
        sampled_requests_enabled   = true
      }
    }
  }

  rule {
    name     = "AWSManagedRulesAmazonIpReputationList"
    priority = local.waf_groups.AWSManagedRulesAmazonIpReputationList.priority

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesAmazonIpReputationList"
        vendor_name = "AWS"

        dynamic "rule_action_override" {
          for_each = lookup(var.waf.count_only, "AWSManagedRulesAmazonIpReputationList", [])

          content {
            name = rule_action_override.value

            action_to_use {
              count {}
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-AWSManagedRulesAmazonIpReputationList"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AWSManagedRulesAnonymousIpList"
    priority = local.waf_groups.AWSManagedRulesAnonymousIpList.priority

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesAnonymousIpList"
        vendor_name = "AWS"

        dynamic "rule_action_override" {
          for_each = lookup(var.waf.count_only, "AWSManagedRulesAnonymousIpList", [])

          content {
            name = rule_action_override.value

            action_to_use {
              count {}
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-AWSManagedRulesAnonymousIpList"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AWSManagedRulesKnownBadInputsRuleSet"
    priority = local.waf_groups.AWSManagedRulesKnownBadInputsRuleSet.priority

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
        vendor_name = "AWS"

        dynamic "rule_action_override" {
          for_each = lookup(var.waf.count_only, "AWSManagedRulesKnownBadInputsRuleSet", [])

          content {
            name = rule_action_override.value

            action_to_use {
              count {}
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-AWSManagedRulesKnownBadInputsRuleSet"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AWSManagedRulesCommonRuleSet"
    priority = local.waf_groups.AWSManagedRulesCommonRuleSet.priority

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"

        dynamic "rule_action_override" {
          for_each = lookup(var.waf.count_only, "AWSManagedRulesCommonRuleSet", [])

          content {
            name = rule_action_override.value

            action_to_use {
              count {}
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-AWSManagedRulesCommonRuleSet"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "rate-limit"
    priority = 50

    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = var.waf.rate_limit
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-rate-limit"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = var.waf.additional_groups

    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          name        = rule.key
          vendor_name = "AWS"

          dynamic "rule_action_override" {
            for_each = lookup(var.waf.count_only, rule.key, [])

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }

  tags = merge(local.tags, { Name = var.name })
}

resource "aws_wafv2_web_acl_association" "this" {
  count = var.waf.enabled ? 1 : 0

  resource_arn = aws_lb.this.arn
  web_acl_arn  = aws_wafv2_web_acl.this[0].arn
}

resource "aws_cloudwatch_log_group" "waf" {
  count = var.waf.enabled && var.waf.log ? 1 : 0

  kms_key_id        = local.key_arn
  name              = "aws-waf-logs-${var.name}" # AWS WAF takes no other beginning
  retention_in_days = var.waf.retention_days

  tags = merge(local.tags, { Name = "aws-waf-logs-${var.name}" })
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  count = var.waf.enabled && var.waf.log ? 1 : 0

  log_destination_configs = ["arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:${aws_cloudwatch_log_group.waf[0].name}"]
  resource_arn            = aws_wafv2_web_acl.this[0].arn

  # What was let through is in the access log already, and would be most of the bill.
  dynamic "logging_filter" {
    for_each = var.waf.log_allowed ? [] : [true]

    content {
      default_behavior = "DROP"

      filter {
        behavior    = "KEEP"
        requirement = "MEETS_ANY"

        dynamic "condition" {
          for_each = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"]

          content {
            action_condition {
              action = condition.value
            }
          }
        }
      }
    }
  }

  dynamic "redacted_fields" {
    for_each = var.waf.redacted_headers

    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }

  dynamic "redacted_fields" {
    for_each = var.waf.redact_query_string ? [true] : []

    content {
      query_string {}
    }
  }
}
