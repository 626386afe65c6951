# Canaries and health checks: asked from outside, with one script that is what it says it is.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name        = "signalcraft-production"
  environment = "production"
  account     = { id = "123456789012", region = "eu-central-1" }
  dashboards  = []
  tracing     = { enabled = false }

  canaries = {
    health = { url = "https://api.example.com/health", every_minutes = 1, json = { "$.status" = "ok" } }
    deep   = { url = "https://api.example.com/health/deep", concern = "database_down" }
    admin  = { url = "http://admin.internal/health", in_vpc = true, timeout_seconds = 60 }
  }
  synthetics = {
    retention_days = 14
    vpc            = { subnet_ids = { a = "subnet-a", b = "subnet-b" }, security_group_ids = { application = "sg-a" } }
  }
  health_checks = {
    api = { host = "api.example.com", regions = ["eu-west-1", "us-east-1", "ap-southeast-1"] }
    web = { host = "www.example.com", path = "/", contains = "SignalCraft", interval_seconds = 10 }
  }
}

run "the_archive_is_the_script" {
  command = plan

  # the script is stored, not compressed, and begins at a multiple of three bytes: its base64 is in that of the archive
  assert {
    condition     = substr(aws_s3_object.canary[0].content_base64, 76, floor(length(file("canary/http.js")) / 3) * 4 - 4) == substr(filebase64("canary/http.js"), 0, floor(length(file("canary/http.js")) / 3) * 4 - 4)
    error_message = "canary/http.zip is not made of canary/http.js: run canary/build.py"
  }
  assert {
    condition     = aws_s3_object.canary[0].key == "code/http-${substr(filesha256("canary/http.zip"), 0, 16)}.zip" && alltrue([for canary in aws_synthetics_canary.this : canary.s3_key == aws_s3_object.canary[0].key])
    error_message = "a changed script must be a changed key, or canaries keep the old one"
  }
}

run "canaries_ask_every_minute_or_five_and_know_a_good_answer" {
  command = plan

  assert {
    condition     = one(aws_synthetics_canary.this["health"].schedule).expression == "rate(1 minute)" && one(aws_synthetics_canary.this["deep"].schedule).expression == "rate(5 minutes)"
    error_message = "health is asked every minute, the rest every five"
  }
  assert {
    condition     = jsondecode(one(aws_synthetics_canary.this["health"].run_config).environment_variables.REQUEST) == { url = "https://api.example.com/health", method = "GET", headers = {}, status = 200, contains = null, json = { "$.status" = "ok" }, timeout_ms = 25000 }
    error_message = "the script is told what to ask and what a good answer is"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["canary-health"].period == 60 && aws_cloudwatch_metric_alarm.this["canary-health"].evaluation_periods == 3 && aws_cloudwatch_metric_alarm.this["canary-deep"].period == 300
    error_message = "a canary's alarm looks as often as the canary runs"
  }
  assert {
    condition     = strcontains(aws_cloudwatch_composite_alarm.critical["database_down"].alarm_rule, "canary-deep") && strcontains(aws_cloudwatch_composite_alarm.critical["application_down"].alarm_rule, "canary-health")
    error_message = "the deep check is a view of the database, the others of the application"
  }
  assert {
    condition     = length(aws_synthetics_canary.this["deep"].vpc_config) == 0 && one(aws_synthetics_canary.this["admin"].vpc_config).subnet_ids == toset(["subnet-a", "subnet-b"]) && length(aws_iam_role_policy_attachment.canaries_vpc) == 1
    error_message = "only a canary that asks for it runs in the VPC"
  }
  assert {
    condition     = alltrue([for canary in aws_synthetics_canary.this : canary.start_canary && canary.delete_lambda && canary.success_retention_period == 14])
    error_message = "canaries run, and leave nothing behind"
  }
}

run "artifacts_are_encrypted_private_and_go_in_time" {
  command = plan

  assert {
    condition     = alltrue([for canary in aws_synthetics_canary.this : one(one(canary.artifact_config).s3_encryption).encryption_mode == "SSE_KMS" && one(one(canary.artifact_config).s3_encryption).kms_key_arn == aws_kms_key.this["home"].arn])
    error_message = "artifacts are encrypted with the module's key"
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.canaries[0].rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms" && one(aws_s3_bucket_versioning.canaries[0].versioning_configuration).status == "Enabled"
    error_message = "the bucket is encrypted and versioned"
  }
  assert {
    condition     = aws_s3_bucket_public_access_block.canaries[0].block_public_acls && aws_s3_bucket_public_access_block.canaries[0].block_public_policy && aws_s3_bucket_public_access_block.canaries[0].ignore_public_acls && aws_s3_bucket_public_access_block.canaries[0].restrict_public_buckets
    error_message = "the bucket is nobody's but ours"
  }
  assert {
    condition     = one([for rule in aws_s3_bucket_lifecycle_configuration.canaries[0].rule : rule.expiration[0].days if rule.id == "artifacts"]) == 14
    error_message = "artifacts go after the days that were asked for"
  }
  assert {
    condition     = jsondecode(aws_s3_bucket_policy.canaries[0].policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false" && jsondecode(aws_s3_bucket_policy.canaries[0].policy).Statement[0].Effect == "Deny"
    error_message = "the bucket speaks TLS only"
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.canaries[0].policy).Statement : !contains(statement.Resource, "*") || can(statement.Condition) || statement.Sid == "Buckets"])
    error_message = "a canary may do what it must on what is its own"
  }
}

run "a_given_bucket_is_taken_as_it_is" {
  command = plan
  variables {
    synthetics = { create_bucket = false, bucket = "artifacts", vpc = { subnet_ids = {}, security_group_ids = {} } }
  }

  assert {
    condition     = length(aws_s3_bucket.canaries) == 0 && aws_synthetics_canary.this["deep"].artifact_s3_location == "s3://artifacts/artifacts/deep" && aws_s3_object.canary[0].bucket == "artifacts"
    error_message = "the given bucket takes code and artifacts"
  }
}

run "route_53_asks_from_other_regions" {
  command = plan

  assert {
    condition     = aws_route53_health_check.this["api"].type == "HTTPS" && aws_route53_health_check.this["web"].type == "HTTPS_STR_MATCH" && aws_route53_health_check.this["web"].search_string == "SignalCraft" && aws_route53_health_check.this["web"].request_interval == 10
    error_message = "a text that must be there makes the check look for it"
  }
  assert {
    condition     = aws_route53_health_check.this["api"].regions == toset(["eu-west-1", "us-east-1", "ap-southeast-1"]) && aws_route53_health_check.this["api"].enable_sni
    error_message = "the regions that ask are those that were given"
  }
}
