# Dashboards by who looks at them. A board is a title, a word on how to read it, and widgets in reading order; where they stand
# is computed here, three in a row, so that no one ever counts columns again.

locals {
  boards = {
    application    = { intro = "What users feel: traffic, errors, latency, and whether the probes get good answers.", widgets = local.application_widgets }
    infrastructure = { intro = "What it runs on: tasks, database, Redis, load balancers, and how much room is left.", widgets = local.infrastructure_widgets }
    business       = { intro = "What it is for: alerts that came in, went out, and did not.", widgets = local.business_widgets }
    delivery       = { intro = "How changes arrive: how often, how long it takes, how many fail, how fast it is mended.", widgets = local.delivery_widgets }
    migrations     = { intro = "What migrations did to the database: duration, locks, steps that are left.", widgets = local.migration_widgets }
    backups        = { intro = "Whether backups are made, and whether they were proven: proof level, RTO and RPO as measured, size and cost.", widgets = local.backup_widgets }
  }

  # Which concerns' alarms stand in a board's last widget.
  board_concerns = {
    application    = ["application_down", "error_rate", "latency", "errors", "traffic"]
    infrastructure = ["database_down", "redis_down", "disk", "memory", "saturation", "data_loss", "certificates", "silence", "routes"]
    business       = ["business", "traffic"]
    delivery       = ["releases", "migrations"]
    migrations     = ["migrations"]
    backups        = ["backups"]
  }

  alarm_arn_prefix = "arn:${var.account.partition}:cloudwatch:${var.account.region}:${var.account.id}:alarm:"
  board_alarms = { for board, concerns in local.board_concerns : board => sort([
    for key, alarm in local.alarms : "${local.alarm_arn_prefix}${var.name}-${key}"
    if contains(concerns, alarm.concern) && local.alarm_location[key] == "home"
  ]) }

  widgets = { for board, facts in local.boards : board => concat(
    [for widget in facts.widgets : {
      type = "metric"
      properties = {
        title   = widget.title
        region  = var.account.region
        view    = try(widget.view, "timeSeries")
        stacked = false
        period  = try(widget.period, 300)
        stat    = "Average"
        metrics = widget.metrics
        yAxis   = { left = { min = 0, label = try(widget.unit, "") } }
        annotations = { horizontal = [
          for line in try(widget.lines, []) : { label = line.label, value = line.value }
        ] }
      }
    } if length(widget.metrics) > 0],
    length(local.board_alarms[board]) == 0 ? [] : [{
      type       = "alarm"
      properties = { title = "Alarms", alarms = slice(local.board_alarms[board], 0, min(100, length(local.board_alarms[board]))) }
    }],
    board == "application" && length(local.log_groups_rich) > 0 ? [{
      type = "log"
      properties = {
        title  = "Errors by type"
        region = var.account.region
        view   = "table"
        query  = "${join(" | ", [for key in sort(keys(local.log_groups_rich)) : "SOURCE '${local.log_names[key]}'"])} | ${replace(local.own_queries["errors by type"], "\n", " ")}"
      }
    }] : [],
  ) }

  bodies = { for board, widgets in local.widgets : board => jsonencode({
    start          = board == "application" || board == "infrastructure" ? "-PT6H" : "-P14D"
    periodOverride = "inherit"
    widgets = concat(
      [{ type = "text", x = 0, y = 0, width = 24, height = 2, properties = { markdown = "# ${var.name}: ${board}\n${local.boards[board].intro}" } }],
      [for index, widget in widgets : merge(widget, { x = index % 3 * 8, y = 2 + floor(index / 3) * 6, width = 8, height = 6 })],
    )
  }) }
}

resource "aws_cloudwatch_dashboard" "this" {
  for_each = var.dashboards

  dashboard_name = "${var.name}-${each.key}"
  dashboard_body = local.bodies[each.key]

  lifecycle {
    precondition {
      condition     = length(local.widgets[each.key]) <= 499
      error_message = "Dashboard ${each.key} would have ${length(local.widgets[each.key]) + 1} widgets; CloudWatch takes 500. Split the environment."
    }
  }
}
