# What is asked from outside (canaries, Route 53), what expires (certificates), what lines of logs say, and what fell silent.

locals {
  probe_alarms = merge(
    { for key, canary in var.canaries : "canary-${key}" => {
      concern     = canary.concern
      severity    = "critical"
      description = "Canary ${key} got no good answer from ${canary.url} ${canary.every_minutes == 1 ? "three times" : "twice"} in a row."
      comparison  = "LessThanThreshold"
      threshold   = 100
      period      = canary.every_minutes * 60
      periods     = canary.every_minutes == 1 ? 3 : 2
      missing     = "breaching" # a canary that does not run proves nothing
      namespace   = "CloudWatchSynthetics"
      metric      = "SuccessPercent"
      dimensions  = { CanaryName = local.canary_names[key] }
      stat        = "Average"
    } },
    { for key, check in var.health_checks : "health-check-${key}" => {
      concern     = "application_down"
      severity    = check.severity
      location    = "global"
      description = "Route 53 finds ${check.host}${check.path} down, from several regions."
      comparison  = "LessThanThreshold"
      threshold   = 1
      periods     = 1
      missing     = "breaching"
      namespace   = "AWS/Route53"
      metric      = "HealthCheckStatus"
      dimensions  = { HealthCheckId = aws_route53_health_check.this[key].id }
      stat        = "Minimum"
    } },
    merge([for key, certificate in var.certificates : {
      for severity, days in { warning = local.limits.certificate_days, critical = 7 } : "certificate-${key}-${severity}" => {
        concern                       = "certificates"
        severity                      = severity
        location                      = certificate.location
        description                   = "Certificate ${key} expires in fewer than ${days} days and was not renewed: look at its validation records."
        comparison                    = "LessThanThreshold"
        threshold                     = days
        period                        = 86400
        missing                       = severity == "critical" ? "breaching" : "ignore" # an expired certificate tells no days
        namespace                     = "AWS/CertificateManager"
        metric                        = "DaysToExpiry"
        dimensions                    = { CertificateArn = certificate.arn }
        stat                          = "Minimum"
      }
    }]...),
  )

  log_alarms = merge(
    { for key, group in local.log_groups_rich : "log-${key}-errors" => {
      concern     = "errors"
      severity    = "warning"
      description = "More than ${local.limits.log_errors} errors in five minutes in the log of ${key}."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.log_errors
      period      = 300
      missing     = "notBreaching"
      namespace   = local.log_namespace
      metric      = "${key}-Errors"
      stat        = "Sum"
    } if group.errors },
    { for key, group in local.log_groups_rich : "log-${key}-fatal" => {
      concern     = "errors"
      severity    = "critical"
      description = "${key} logged fatal errors."
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = try(var.error_tracking.critical_events, 1)
      period      = 300
      missing     = "notBreaching"
      namespace   = local.log_namespace
      metric      = "${key}-Fatal"
      stat        = "Sum"
    } if group.errors },
    merge([for key, group in local.log_groups_rich : {
      for name, filter in group.filters : "log-${key}-${name}" => {
        concern     = "errors"
        severity    = filter.severity
        description = "${filter.metric} in the log of ${key} is above ${filter.threshold}."
        comparison  = "GreaterThanThreshold"
        threshold   = filter.threshold
        period      = 300
        missing     = "notBreaching"
        namespace   = local.log_namespace
        metric      = "${key}-${filter.metric}"
        stat        = filter.unit == "Count" ? "Sum" : "Maximum"
      } if filter.threshold != null
    }]...),
    { for key, group in local.log_groups_rich : "log-${key}-silent" => {
      concern     = "silence"
      severity    = "critical"
      description = "${key} has logged nothing for ${group.silent_minutes} minutes."
      comparison  = "LessThanThreshold"
      threshold   = 1
      period      = group.silent_minutes * 60
      missing     = "breaching"
      namespace   = "AWS/Logs"
      metric      = "IncomingLogEvents"
      dimensions  = { LogGroupName = local.log_names[key] }
      stat        = "Sum"
    } if group.silent_minutes != null },
    merge([for key, group in local.log_groups_rich : {
      for priority, severity in { HIGH = "warning", MEDIUM = "info" } : "log-${key}-new-${lower(priority)}" => {
        concern                        = "errors"
        severity                       = severity
        description                    = "Lines of a new kind in the log of ${key} (${lower(priority)} priority): a new type of error, or an old one much more often."
        comparison                     = "GreaterThanThreshold"
        threshold                      = 0
        period                         = 300
        missing                        = "notBreaching"
        namespace                      = "AWS/Logs"
        metric                         = "AnomalyCount"
        dimensions                     = { LogAnomalyDetector = aws_cloudwatch_log_anomaly_detector.this[key].detector_name, LogAnomalyPriority = priority }
        stat                           = "Sum"
      }
    } if group.anomaly]...),
    { for event, facts in var.business_events : "business-${event}-anomaly" => {
      concern     = "business"
      severity    = "warning"
      description = "${facts.title}: the number is below what the last weeks let expect."
      comparison  = "LessThanLowerThreshold"
      band        = "band"
      period      = 300
      periods     = 3
      missing     = "breaching"
      queries = [
        { id = "band", expression = "ANOMALY_DETECTION_BAND(events, ${var.anomaly_detection.width})", label = "expected", returned = true },
        { id = "events", namespace = local.business_namespace, metric = event, dimensions = {}, stat = "Sum", returned = true },
      ]
    } if facts.anomaly && var.anomaly_detection.enabled },
  )

  heartbeat_alarms = { for key, beat in var.heartbeats : "heartbeat-${key}" => {
    concern     = "silence"
    severity    = beat.severity
    description = trimspace("${beat.description} Nothing came from ${key} (${beat.namespace} ${beat.metric}) for ${beat.missed * beat.every_seconds} s.")
    comparison  = "LessThanThreshold"
    threshold   = beat.minimum
    period      = beat.every_seconds
    periods     = beat.missed
    missing     = "breaching"
    namespace   = beat.namespace
    metric      = beat.metric
    dimensions  = beat.dimensions
    stat        = "Sum"
  } }
}
