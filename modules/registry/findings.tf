# Inspector and the basic scan tell of findings in words of their own.

locals {
  patterns = {
    ENHANCED = {
      source        = ["aws.inspector2"]
      "detail-type" = ["Inspector2 Finding"]
      detail = {
        severity  = sort(tolist(var.findings.severities))
        status    = ["ACTIVE"]
        resources = { type = ["AWS_ECR_CONTAINER_IMAGE"] }
      }
    }
    BASIC = {
      source        = ["aws.ecr"]
      "detail-type" = ["ECR Image Scan"]
      detail = {
        "scan-status"     = ["COMPLETE"]
        "repository-name" = sort(values(local.names))
        # one of them is enough
        "$or" = [for severity in sort(tolist(var.findings.severities)) : {
          "finding-severity-counts" = { (severity) = [{ numeric = [">", 0] }] }
        }]
      }
    }
  }
}

resource "aws_cloudwatch_event_rule" "findings" {
  count = var.findings.enabled ? 1 : 0

  name          = "${var.name}-image-findings"
  description   = "Scans of images that found something ${lower(join(" or ", sort(tolist(var.findings.severities))))}."
  event_pattern = var.scanning.type == "ENHANCED" ? jsonencode(local.patterns.ENHANCED) : jsonencode(local.patterns.BASIC)
  tags          = merge(local.tags, { Name = "${var.name}-image-findings" })
}

resource "aws_cloudwatch_event_target" "findings" {
  count = var.findings.enabled ? 1 : 0

  rule      = one(aws_cloudwatch_event_rule.findings[*].name)
  target_id = "topic"
  arn       = var.findings.topic_arn
}
