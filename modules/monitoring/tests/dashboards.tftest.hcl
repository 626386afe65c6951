# Dashboards: their JSON is JSON, and what CloudWatch would refuse or draw over itself is not in it.

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

  load_balancers       = { public = { arn_suffix = "app/x/0", services = { api = { target_groups = { blue = "targetgroup/b/0", green = "targetgroup/g/0" } } } } }
  services             = { api = { cluster_name = "signalcraft", service_name = "api" }, worker = { cluster_name = "signalcraft", service_name = "worker", backlog = { namespace = "X", metric = "Y", dimensions = { Queue = "q" }, maximum = 1 } } }
  databases            = { main = { identifier = "signalcraft", storage_gib = 100 } }
  redis                = { queue = { nodes = { "1" = "signalcraft-001" } } }
  certificates         = { public = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0" } }
  migrations           = { app = {} }
  releases             = { app = {} }
  backup_vaults        = { main = { vault_name = "signalcraft" } }
  backup_verifications = { database = {} }
  canaries             = { health = { url = "https://api.example.com/health" } }
  log_groups           = { api = {} }
  business_events      = { AlertsDelivered = { log_group = "api", pattern = "x", title = "Alerts delivered", anomaly = true } }
}

run "every_board_is_drawn_as_cloudwatch_wants_it" {
  command = plan
  variables {
    dashboards = ["application", "infrastructure", "business", "delivery", "migrations", "backups"]
  }

  assert {
    condition = alltrue(flatten([for board in aws_cloudwatch_dashboard.this : [
      for widget in jsondecode(board.dashboard_body).widgets : contains(["text", "metric", "alarm", "log"], widget.type) && widget.x >= 0 && widget.x + widget.width <= 24 && widget.height >= 1 && widget.y >= 0
    ]]))
    error_message = "a widget is of a known type and stands within the 24 columns"
  }
  assert {
    condition     = alltrue([for board in aws_cloudwatch_dashboard.this : length(distinct([for widget in jsondecode(board.dashboard_body).widgets : "${widget.x},${widget.y}"])) == length(jsondecode(board.dashboard_body).widgets)])
    error_message = "no two widgets stand in one place"
  }
  assert {
    condition = alltrue(flatten([for board in aws_cloudwatch_dashboard.this : [
      for widget in jsondecode(board.dashboard_body).widgets : widget.properties.region == "eu-central-1" && widget.properties.title != "" && length(widget.properties.metrics) >= 1 if widget.type == "metric"
    ]]))
    error_message = "a widget of metrics has a region, a title and a metric"
  }
  # [namespace, metric, dimension, value, ..., {options}]: an even number of texts, or an expression alone
  assert {
    condition = alltrue(flatten([for board in aws_cloudwatch_dashboard.this : [
      for widget in jsondecode(board.dashboard_body).widgets : [
        for row in widget.properties.metrics : can(row[0].expression) || (length([for part in row : part if can(tostring(part))]) >= 2 && length([for part in row : part if can(tostring(part))]) % 2 == 0 && length([for part in row : part if !can(tostring(part))]) <= 1)
      ] if widget.type == "metric"
    ]]))
    error_message = "a row of metrics has namespace, metric and pairs of dimensions, then options"
  }
  assert {
    condition = alltrue(flatten([for board in aws_cloudwatch_dashboard.this : [
      for widget in jsondecode(board.dashboard_body).widgets : [for arn in widget.properties.alarms : contains([for key, alarm in aws_cloudwatch_metric_alarm.this : "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${alarm.alarm_name}"], arn)] if widget.type == "alarm"
    ]]))
    error_message = "the alarms of a board exist"
  }
  assert {
    condition     = alltrue([for board in aws_cloudwatch_dashboard.this : startswith(jsondecode(board.dashboard_body).widgets[0].properties.markdown, "# signalcraft-production: ")])
    error_message = "a board says first what it is"
  }
}

run "each_audience_finds_its_figures" {
  command = plan
  variables {
    dashboards = ["application", "infrastructure", "business", "delivery", "migrations", "backups"]
  }

  assert {
    condition     = length(setsubtract(["Requests (public)", "Errors (public)", "Latency (public)", "Healthy targets (api)", "Canaries", "Errors by type"], [for widget in jsondecode(aws_cloudwatch_dashboard.this["application"].dashboard_body).widgets : try(widget.properties.title, "")])) == 0
    error_message = "application: traffic, errors, latency, health, probes"
  }
  assert {
    condition     = length(setsubtract(["Tasks", "Memory of services", "Backlogs", "Databases: free disk", "Redis: evictions", "Certificates: days left"], [for widget in jsondecode(aws_cloudwatch_dashboard.this["infrastructure"].dashboard_body).widgets : try(widget.properties.title, "")])) == 0
    error_message = "infrastructure: tasks, memory, backlogs, disks, Redis, certificates"
  }
  assert {
    condition     = contains([for widget in jsondecode(aws_cloudwatch_dashboard.this["business"].dashboard_body).widgets : try(widget.properties.title, "")], "Alerts delivered") && strcontains(aws_cloudwatch_dashboard.this["business"].dashboard_body, "ANOMALY_DETECTION_BAND(events, 3)")
    error_message = "business: the events, with the band of what is expected"
  }
  assert {
    condition     = length(setsubtract(["Releases", "Releases that failed", "Lead time from commit", "Time to restore"], [for widget in jsondecode(aws_cloudwatch_dashboard.this["delivery"].dashboard_body).widgets : try(widget.properties.title, "")])) == 0
    error_message = "delivery: the four figures"
  }
  assert {
    condition     = length(setsubtract(["Duration", "Waiting for locks", "Steps left"], [for widget in jsondecode(aws_cloudwatch_dashboard.this["migrations"].dashboard_body).widgets : try(widget.properties.title, "")])) == 0
    error_message = "migrations: duration, locks, what is left"
  }
  assert {
    condition     = length(setsubtract(["Proof level", "RTO as measured", "RPO as measured", "Duration of backups", "Size of the newest recovery point", "Storage of all recovery points", "Jobs of vault main"], [for widget in jsondecode(aws_cloudwatch_dashboard.this["backups"].dashboard_body).widgets : try(widget.properties.title, "")])) == 0
    error_message = "backups: proof, times, sizes, jobs"
  }
}

run "a_board_without_things_still_says_what_it_is" {
  command = plan
  variables {
    dashboards      = ["delivery", "business"]
    load_balancers  = {}
    migrations      = {}
    releases        = {}
    business_events = {}
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this["delivery"].dashboard_body).widgets) == 1
    error_message = "a widget without metrics would be refused: it is left out"
  }
}
