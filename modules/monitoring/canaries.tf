# Canaries: one script for all (canary/http.js), told by its environment what to ask and what a good answer is.
#
# The archive is committed, and not made here: a zip needs a checksum that Terraform has no function for, the archive
# provider would be a second provider to trust for one file, and a canary's own `zip_file` is only compared by its name. So
# canary/build.py makes it reproducibly, a test holds that it is the script, and its hash is in the object's key: a changed
# script is a changed key, and the canary follows.

locals {
  has_canaries = length(var.canaries) > 0
  has_bucket   = local.has_canaries && var.synthetics.create_bucket
  in_vpc       = anytrue([for canary in var.canaries : canary.in_vpc])

  canary_names = { for key, canary in var.canaries : key => "${var.name}-${key}" }
  canary_zip   = "${path.module}/canary/http.zip"
  canary_key   = "code/http-${substr(filesha256(local.canary_zip), 0, 16)}.zip"

  canary_bucket     = local.has_bucket ? aws_s3_bucket.canaries[0].id : var.synthetics.bucket
  canary_bucket_arn = local.has_bucket ? aws_s3_bucket.canaries[0].arn : "arn:${var.account.partition}:s3:::${coalesce(var.synthetics.bucket, "none")}"
}

resource "aws_s3_object" "canary" {
  count = local.has_canaries ? 1 : 0

  bucket                 = local.canary_bucket
  key                    = local.canary_key
  content_base64         = filebase64(local.canary_zip)
  content_type           = "application/zip"
  server_side_encryption = "aws:kms"
  kms_key_id             = local.key_arns["home"]
  tags                   = local.tags

  depends_on = [aws_s3_bucket_versioning.canaries, aws_s3_bucket_server_side_encryption_configuration.canaries, aws_s3_bucket_policy.canaries]
}

resource "aws_synthetics_canary" "this" {
  for_each = var.canaries

  name                     = local.canary_names[each.key]
  runtime_version          = var.synthetics.runtime_version
  handler                  = "http.handler"
  s3_bucket                = aws_s3_object.canary[0].bucket
  s3_key                   = aws_s3_object.canary[0].key
  artifact_s3_location     = "s3://${local.canary_bucket}/artifacts/${each.key}"
  execution_role_arn       = aws_iam_role.canaries[0].arn
  start_canary             = true
  delete_lambda            = true
  success_retention_period = var.synthetics.retention_days
  failure_retention_period = var.synthetics.retention_days
  tags                     = merge(local.tags, { Name = local.canary_names[each.key] })

  schedule {
    expression          = each.value.every_minutes == 1 ? "rate(1 minute)" : "rate(${each.value.every_minutes} minutes)"
    duration_in_seconds = 0
  }

  run_config {
    timeout_in_seconds = each.value.timeout_seconds
    active_tracing     = var.tracing.enabled
    environment_variables = {
      REQUEST = jsonencode({
        url        = each.value.url
        method     = each.value.method
        headers    = each.value.headers
        status     = each.value.status
        contains   = each.value.contains
        json       = each.value.json
        timeout_ms = (each.value.timeout_seconds - 5) * 1000
      })
    }
  }

  artifact_config {
    s3_encryption {
      encryption_mode = "SSE_KMS"
      kms_key_arn     = local.key_arns["home"]
    }
  }

  dynamic "vpc_config" {
    for_each = each.value.in_vpc ? [var.synthetics.vpc] : []
    content {
      subnet_ids         = values(vpc_config.value.subnet_ids)
      security_group_ids = values(vpc_config.value.security_group_ids)
    }
  }

  depends_on = [aws_iam_role_policy.canaries]
}

resource "aws_synthetics_group" "this" {
  count = local.has_canaries ? 1 : 0

  name = var.name
  tags = local.tags
}

resource "aws_synthetics_group_association" "this" {
  for_each = var.canaries

  group_name = aws_synthetics_group.this[0].name
  canary_arn = aws_synthetics_canary.this[each.key].arn
}

resource "aws_iam_role" "canaries" {
  count = local.has_canaries ? 1 : 0

  name        = "${var.name}-canaries"
  description = "What the canaries of ${var.name} may do: keep artifacts, write logs, count themselves, be traced"
  tags        = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "canaries" {
  count = local.has_canaries ? 1 : 0

  name = "canaries"
  role = aws_iam_role.canaries[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Artifacts", Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject"], Resource = ["${local.canary_bucket_arn}/artifacts/*", "${local.canary_bucket_arn}/code/*"] },
      { Sid = "Bucket", Effect = "Allow", Action = ["s3:GetBucketLocation"], Resource = [local.canary_bucket_arn] },
      { Sid = "Buckets", Effect = "Allow", Action = ["s3:ListAllMyBuckets"], Resource = ["*"] },
      { Sid = "Encrypt", Effect = "Allow", Action = ["kms:GenerateDataKey", "kms:Decrypt"], Resource = [local.key_arns["home"]],
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.account.region}.amazonaws.com" } } },
      { Sid = "Logs", Effect = "Allow", Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      Resource = ["${local.log_group_prefix}/aws/lambda/cwsyn-${var.name}-*"] },
      { Sid = "Metrics", Effect = "Allow", Action = ["cloudwatch:PutMetricData"], Resource = ["*"], Condition = { StringEquals = { "cloudwatch:namespace" = "CloudWatchSynthetics" } } },
      { Sid = "Traces", Effect = "Allow", Action = ["xray:PutTraceSegments"], Resource = ["*"], Condition = { StringEquals = { "aws:RequestedRegion" = var.account.region } } },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "canaries_vpc" {
  count = local.in_vpc ? 1 : 0

  role       = aws_iam_role.canaries[0].name
  policy_arn = "arn:${var.account.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}
