# Queries that one wants at 3 a.m. and does not want to write then. They run over log groups of the standard class: one query
# reads one class.

locals {
  own_queries = {
    "errors by type"       = "filter level in [\"error\", \"ERROR\", \"fatal\", \"FATAL\"]\n| stats count(*) as errors, latest(@timestamp) as last by error.type, service\n| sort errors desc\n| limit 50"
    "one request"          = "fields @timestamp, service, level, message, duration_ms\n| filter request_id = \"REQUEST_ID\"\n| sort @timestamp asc"
    "one trace"            = "fields @timestamp, service, level, message\n| filter trace_id = \"TRACE_ID\"\n| sort @timestamp asc"
    "slowest routes"       = "filter ispresent(duration_ms)\n| stats pct(duration_ms, 99) as p99, pct(duration_ms, 50) as p50, count(*) as requests by route\n| sort p99 desc\n| limit 25"
    "errors by release"    = "filter level in [\"error\", \"ERROR\", \"fatal\", \"FATAL\"]\n| stats count(*) as errors by release, bin(5m)\n| sort @timestamp desc"
    "deliveries that fail" = "filter event = \"alert.failed\"\n| stats count(*) as failed by channel, error.type\n| sort failed desc"
    "steps of migrations"  = "filter engine = \"migration\"\n| fields @timestamp, step, status, duration_ms, message\n| sort @timestamp asc"
    "phases of releases"   = "filter engine = \"release\"\n| fields @timestamp, service, phase, status, message\n| sort @timestamp asc"
  }
}

resource "aws_cloudwatch_query_definition" "own" {
  for_each = length(local.log_groups_rich) > 0 ? local.own_queries : {}

  name            = "${var.name}/${each.key}"
  query_string    = each.value
  log_group_names = [for key in sort(keys(local.log_groups_rich)) : local.log_names[key]]
}

resource "aws_cloudwatch_query_definition" "given" {
  for_each = var.queries

  name            = "${var.name}/${each.key}"
  query_string    = each.value.query
  log_group_names = [for key in sort(length(each.value.log_groups) == 0 ? keys(local.log_groups_rich) : tolist(each.value.log_groups)) : local.log_names[key]]
}
