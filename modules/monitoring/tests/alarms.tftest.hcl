# Production, watched in full: which alarms there are, what silence means to each, who is told, and by which of the two.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan

  override_resource {
    target          = aws_sns_topic.this["critical"]
    override_during = plan
    values          = { arn = "arn:critical" }
  }
  override_resource {
    target          = aws_sns_topic.this["warning"]
    override_during = plan
    values          = { arn = "arn:warning" }
  }
  override_resource {
    target          = aws_sns_topic.this["info"]
    override_during = plan
    values          = { arn = "arn:info" }
  }
  override_resource {
    target          = aws_sns_topic.this["global-critical"]
    override_during = plan
    values          = { arn = "arn:global-critical" }
  }
}

variables {
  name        = "signalcraft-production"
  environment = "production"
  account     = { id = "123456789012", region = "eu-central-1" }
}

run "every_alarm_is_in_one_of_the_sets_and_says_what_silence_means" {
  command = plan
  variables {
    runbook_base_url = "https://example.com/runbooks"

    # who is told
    routes = {
      pagerduty = {}
      slack     = { workspace_id = "T0123456789", channel_id = "C0123456789" }
      email     = { addresses = { team = "team@example.com" } }
      https     = { archive = { severities = ["critical", "warning", "info"], raw = true } }
    }
    route_endpoints = {
      pagerduty   = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
      archive     = "https://archive.example.com/alerts"
      status_page = "https://status.example.com/hooks/0123456789abcdef"
    }
    status_page = {
      components = {
        api           = { title = "API", concerns = ["application_down", "error_rate"] }
        notifications = { title = "Notifications", alarms = ["service-worker-backlog"] }
      }
    }

    # what runs
    load_balancers = {
      public = {
        arn_suffix = "app/signalcraft/0123456789abcdef"
        services = {
          api = {
            target_groups = {
              blue  = "targetgroup/signalcraft-api-blue/0123456789abcdef"
              green = "targetgroup/signalcraft-api-green/0123456789abcdef"
            }
            minimum_healthy = 2
          }
          web = { target_groups = { main = "targetgroup/signalcraft-web/0123456789abcdef" }, latency_p99_seconds = 2 }
        }
      }
    }
    services = {
      api = { cluster_name = "signalcraft", service_name = "api", minimum_tasks = 2 }
      web = { cluster_name = "signalcraft", service_name = "web" }
      worker = {
        cluster_name = "signalcraft"
        service_name = "worker"
        backlog      = { namespace = "SignalCraft/Worker", metric = "QueueDepth", dimensions = { Queue = "alerts" }, maximum = 1000 }
      }
    }
    databases = {
      main    = { identifier = "signalcraft", storage_gib = 100, memory_gib = 16, max_connections = 1700 }
      replica = { identifier = "signalcraft-replica", storage_gib = 100, replica = true, burstable = true }
    }
    redis        = { queue = { nodes = { "1" = "signalcraft-001", "2" = "signalcraft-002" } } }
    certificates = { public = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0" }, cdn = { arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", location = "global" } }

    # how it changes, and whether it could be restored
    migrations           = { app = {} }
    releases             = { app = { name = "signalcraft" } }
    backup_vaults        = { main = { vault_name = "signalcraft" } }
    backup_verifications = { database = { rto_seconds = 2700, rpo_seconds = 600, storage_max_bytes = 500000000000 } }

    # what is asked from outside
    canaries = {
      health = { url = "https://api.example.com/health", every_minutes = 1, json = { "$.status" = "ok" } }
      deep   = { url = "https://api.example.com/health/deep", every_minutes = 1, json = { "$.status" = "ok" }, concern = "database_down" }
      main   = { url = "https://www.example.com/", contains = "SignalCraft" }
      api    = { url = "https://api.example.com/v1/alerts?limit=1", status = 401 }
      admin  = { url = "http://admin.internal/health", in_vpc = true }
    }
    synthetics = {
      log_bucket = { name = "signalcraft-access-logs" }
      vpc = {
        subnet_ids         = { a = "subnet-0123456789abcdef0", b = "subnet-0123456789abcdef1" }
        security_group_ids = { application = "sg-0123456789abcdef0" }
      }
    }
    health_checks = { api = { host = "api.example.com" }, web = { host = "www.example.com", path = "/", contains = "SignalCraft" } }
    heartbeats = {
      scheduler = { namespace = "SignalCraft/Worker", metric = "Ticks", every_seconds = 300, description = "The scheduler of recurring alerts." }
    }

    # what is written
    log_groups = {
      api = { index_fields = ["level", "request_id", "trace_id", "user_id"], mask = ["EmailAddress"], silent_minutes = 15, anomaly = true }
      web = {}
      worker = {
        filters = { slow = { pattern = "{ $.duration_ms > 30000 }", metric = "SlowJobs", threshold = 10 } }
      }
      database = { create = false, name = "/aws/rds/instance/signalcraft/postgresql", parse = "postgres", errors = false, index_fields = [] }
      archive  = { class = "INFREQUENT_ACCESS", errors = false, index_fields = [] }
    }
    business_events = {
      AlertsReceived  = { log_group = "api", pattern = "{ $.event = \"alert.received\" }", title = "Alerts received", anomaly = true }
      AlertsDelivered = { log_group = "worker", pattern = "{ $.event = \"alert.delivered\" }", title = "Alerts delivered" }
      AlertsFailed    = { log_group = "worker", pattern = "{ $.event = \"alert.failed\" }", title = "Alerts that failed" }
    }
    queries = {
      "deliveries by channel" = { query = "filter event = \"alert.delivered\" | stats count(*) by channel", log_groups = ["worker"] }
    }

    # what it costs
    budgets      = { month = { limit_usd = 1500, cost_filters = { TagKeyValue = ["user:Environment$production"] } } }
    cost_anomaly = { minimum_impact_usd = 100 }

    # alarms that another module owns, as children of ours
    existing_alarms = { proxy = { name = "signalcraft-proxy-connections", concern = "database_down" } }

    error_tracking = { dsn_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft/sentry" }

  }

  assert {
    condition = length(setsubtract([
      "load-balancer-public-error-rate", "load-balancer-public-latency-p99", "load-balancer-public-rejected-connections", "load-balancer-public-traffic-anomaly",
      "load-balancer-public-api-down", "load-balancer-public-api-error-rate", "load-balancer-public-api-latency-p99",
      "service-api-down", "service-api-memory", "service-api-cpu", "service-worker-backlog",
      "database-main-down", "database-main-disk", "database-main-memory", "database-main-cpu", "database-main-connections", "database-main-transaction-ids",
      "database-replica-replica-lag", "database-replica-credits",
      "redis-queue-1-down", "redis-queue-1-memory", "redis-queue-2-cpu", "redis-queue-2-evictions", "redis-queue-2-replication-lag",
      "migration-app-failed", "migration-app-long", "migration-app-hangs", "migration-app-lock-wait",
      "release-app-failed", "release-app-smoke-tests", "release-app-hangs", "release-app-running",
      "vault-main-backup-failed", "vault-main-backup-expired", "vault-main-copy-failed", "vault-main-silent",
      "verification-database-failed", "verification-database-silent", "verification-database-long", "verification-database-rto", "verification-database-rpo",
      "verification-database-storage", "verification-database-leftovers", "verification-database-size-anomaly",
      "canary-health", "canary-deep", "canary-main", "canary-api", "canary-admin", "health-check-api", "health-check-web",
      "certificate-public-warning", "certificate-public-critical", "certificate-cdn-critical",
      "log-api-errors", "log-api-fatal", "log-api-silent", "log-api-new-high", "log-worker-slow", "business-AlertsReceived-anomaly", "heartbeat-scheduler",
    ], keys(aws_cloudwatch_metric_alarm.this))) == 0
    error_message = "every set of alarms must be complete"
  }
  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.this), "database-replica-connections") && !contains(keys(aws_cloudwatch_metric_alarm.this), "database-replica-transaction-ids")
    error_message = "a replica has no transaction ids of its own, and no connections are watched without a limit"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(["breaching", "notBreaching", "ignore"], alarm.treat_missing_data)])
    error_message = "what silence means is chosen for each alarm"
  }
  assert {
    condition     = alltrue([for key, alarm in aws_cloudwatch_metric_alarm.this : alarm.treat_missing_data == "breaching" if can(regex("-(down|silent)$|^canary-|^health-check-|^heartbeat-", key))])
    error_message = "what is down says nothing: silence must ring"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["certificate-public-critical"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["certificate-public-critical"].threshold == 7
    error_message = "a certificate without days left rings"
  }
  assert {
    condition = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(
      flatten([for kind in values(jsondecode(file("metrics.json")).namespaces) : [for metric in keys(kind.metrics) : "${kind.namespace} ${metric}"]]),
      "${alarm.namespace} ${alarm.metric_name}",
    ) if can(regex("^SignalCraft/(Migrations|Releases|Backups)$", alarm.namespace))])
    error_message = "no alarm may wait for a metric that no engine publishes"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["release-app-failed"].dimensions == tomap({ Environment = "production", Name = "signalcraft" })
    error_message = "the dimensions are environment and name"
  }
  assert {
    condition = length(output.metrics) == 3 && alltrue(flatten([for kind in values(jsondecode(file("metrics.json")).namespaces) : [
      for metric in values(kind.metrics) : contains(["Count", "Seconds", "Bytes", "Percent", "None"], metric.unit) && contains(["Sum", "Maximum", "Minimum", "Average"], metric.statistic) && metric.when != "" && metric.meaning != ""
    ]]))
    error_message = "units and statistics are CloudWatch's, and each metric says when it comes and what it means"
  }
  assert {
    condition     = alltrue([for key in ["load-balancer-public-traffic-anomaly", "verification-database-size-anomaly", "business-AlertsReceived-anomaly"] : aws_cloudwatch_metric_alarm.this[key].threshold_metric_id == "band" && aws_cloudwatch_metric_alarm.this[key].threshold == null])
    error_message = "a band is a threshold's place, not its neighbour"
  }
  assert {
    condition     = contains([for query in aws_cloudwatch_metric_alarm.this["load-balancer-public-traffic-anomaly"].metric_query : query.expression], "ANOMALY_DETECTION_BAND(requests, 3)")
    error_message = "the band is as wide as anomaly_detection says"
  }
}

run "thresholds_are_those_of_production_unless_a_thing_has_its_own" {
  command = plan
  variables {
    load_balancers       = { public = { arn_suffix = "app/x/0", services = { api = { target_groups = { main = "targetgroup/api/0" } }, web = { target_groups = { main = "targetgroup/web/0" }, latency_p99_seconds = 2 } } } }
    databases            = { main = { identifier = "signalcraft", storage_gib = 100, memory_gib = 16, max_connections = 1700 } }
    services             = { worker = { cluster_name = "signalcraft", service_name = "worker", backlog = { namespace = "SignalCraft/Worker", metric = "QueueDepth", maximum = 1000 } } }
    migrations           = { app = {} }
    releases             = { app = {} }
    backup_verifications = { database = { rto_seconds = 2700 } }
    dashboards           = []
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["database-main-disk"].threshold == 21474836480
    error_message = "20 % of 100 GiB must be free"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["database-main-connections"].threshold == 1360 && aws_cloudwatch_metric_alarm.this["service-worker-backlog"].threshold == 1000
    error_message = "80 % of the connections may be used; the backlog's limit is its own"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["load-balancer-public-web-latency-p99"].threshold == 2 && aws_cloudwatch_metric_alarm.this["load-balancer-public-api-latency-p99"].threshold == 1
    error_message = "a service's own threshold wins over the environment's"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["load-balancer-public-latency-p99"].extended_statistic == "p99" && aws_cloudwatch_metric_alarm.this["load-balancer-public-latency-p99"].statistic == null
    error_message = "latency is the 99th percentile, not an average"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["verification-database-rto"].threshold == 2700 && aws_cloudwatch_metric_alarm.this["verification-database-silent"].evaluation_periods == 7
    error_message = "RTO and days of silence are those given"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["release-app-hangs"].evaluation_periods == 12 && aws_cloudwatch_metric_alarm.this["migration-app-hangs"].evaluation_periods == 6
    error_message = "a release hangs after 3600 s, a migration after twice 900 s, in periods of 300 s"
  }
}

run "the_pair_of_a_blue_green_service_is_summed" {
  command = plan
  variables {
    load_balancers = { public = { arn_suffix = "app/x/0", services = { api = { target_groups = { blue = "targetgroup/blue/0", green = "targetgroup/green/0" } } } } }
    dashboards     = []
  }

  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.this["load-balancer-public-api-down"].metric_query : query.expression if query.return_data]) == "FILL(g0, 0) + FILL(g1, 0)"
    error_message = "healthy targets are counted over both groups, so that the idle one rings nothing"
  }
  assert {
    condition     = toset([for query in aws_cloudwatch_metric_alarm.this["load-balancer-public-api-down"].metric_query : query.metric[0].dimensions.TargetGroup if length(query.metric) == 1]) == toset(["targetgroup/blue/0", "targetgroup/green/0"])
    error_message = "both target groups must be asked"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : length([for query in alarm.metric_query : query if query.return_data]) == (alarm.threshold_metric_id == null ? 1 : 2) if length(alarm.metric_query) > 0])
    error_message = "an alarm over several metrics returns one, a band and its metric two"
  }
}

run "without_anomaly_detection_there_is_no_band" {
  command = plan
  variables {
    anomaly_detection    = { enabled = false }
    load_balancers       = { public = { arn_suffix = "app/x/0" } }
    backup_verifications = { database = {} }
    dashboards           = []
  }

  assert {
    condition     = length([for alarm in aws_cloudwatch_metric_alarm.this : alarm if alarm.threshold_metric_id != null]) == 0
    error_message = "no band is computed that nobody wants to pay"
  }
}

run "each_severity_speaks_to_its_topic_and_texts_name_the_runbook" {
  command = plan
  variables {
    runbook_base_url = "https://example.com/runbooks"
    migrations       = { app = {} }
    releases         = { app = {} }
    health_checks    = { api = { host = "api.example.com" } }
    dashboards       = []
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["migration-app-failed"].alarm_actions == toset(["arn:critical"]) && aws_cloudwatch_metric_alarm.this["migration-app-failed"].ok_actions == toset(["arn:critical"])
    error_message = "a failed migration rings as critical, and says when it is over"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["migration-app-long"].alarm_actions == toset(["arn:warning"])
    error_message = "a long migration is a warning"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["migration-app-lock-wait"].alarm_actions == toset(["arn:info"]) && length(aws_cloudwatch_metric_alarm.this["migration-app-lock-wait"].ok_actions) == 0
    error_message = "a wait for locks is information, told once"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["health-check-api"].alarm_actions == toset(["arn:global-critical"]) && aws_cloudwatch_metric_alarm.this["health-check-api"].region == "us-east-1"
    error_message = "an alarm in us-east-1 speaks to the topic in us-east-1"
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this["release-app-running"].alarm_actions) == 0
    error_message = "nobody is told that a release runs"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : strcontains(alarm.alarm_description, "Runbook: https://example.com/runbooks/")])
    error_message = "every alarm's text names its runbook"
  }
}

run "what_others_ring_for_is_only_shown" {
  command = plan
  variables {
    databases      = { main = { identifier = "signalcraft", storage_gib = 100, alarms = false } }
    services       = { worker = { cluster_name = "signalcraft", service_name = "worker", alarms = false } }
    redis          = { queue = { nodes = { "1" = "signalcraft-001" }, alarms = false } }
    load_balancers = { public = { arn_suffix = "app/signalcraft/0123456789abcdef", alarms = false } }
    backup_vaults  = { main = { vault_name = "signalcraft", alarms = false } }
    dashboards     = ["application", "infrastructure"]
  }

  assert {
    condition     = length([for key in keys(aws_cloudwatch_metric_alarm.this) : key if can(regex("^(database|service|redis|load-balancer|vault)-", key))]) == 0
    error_message = "alarms = false leaves the alarms to the module that owns the thing"
  }
  assert {
    condition     = strcontains(aws_cloudwatch_dashboard.this["infrastructure"].dashboard_body, "DBInstanceIdentifier") && strcontains(aws_cloudwatch_dashboard.this["application"].dashboard_body, "app/signalcraft/0123456789abcdef")
    error_message = "dashboards show it all the same"
  }
}
