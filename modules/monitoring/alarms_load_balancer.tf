# Load balancers and the services behind them, from the outside: is anybody there, how many answers are errors, how slow.

locals {
  watched_balancers = { for key, balancer in var.load_balancers : key => balancer if balancer.alarms }

  # A service behind a load balancer, by "<balancer>-<service>", with its target groups numbered: ids of queries are letters
  # and digits. The pair of a blue/green strategy is summed, so that the idle half rings nothing.
  balanced_services = merge([
    for balancer_key, balancer in local.watched_balancers : {
      for key, service in balancer.services : "${balancer_key}-${key}" => merge(service, {
        title  = key
        groups = [for group in sort(keys(service.target_groups)) : { LoadBalancer = balancer.arn_suffix, TargetGroup = service.target_groups[group] }]
      })
    }
  ]...)

  load_balancer_alarms = merge(
    { for key, balancer in local.watched_balancers : "load-balancer-${key}-error-rate" => {
      concern     = "error_rate"
      severity    = "critical"
      description = "More than ${local.limits.error_rate_percent} % of the answers of load balancer ${key} are 5xx, its own included."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.error_rate_percent
      periods     = 5
      datapoints  = 3
      missing     = "notBreaching" # no traffic is another alarm's matter
      queries = [
        { id = "rate", expression = "IF(FILL(requests, 0) >= ${local.limits.minimum_requests}, 100 * (FILL(target, 0) + FILL(own, 0)) / requests, 0)", label = "5xx in percent", returned = true },
        { id = "requests", namespace = "AWS/ApplicationELB", metric = "RequestCount", dimensions = { LoadBalancer = balancer.arn_suffix }, stat = "Sum" },
        { id = "target", namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = { LoadBalancer = balancer.arn_suffix }, stat = "Sum" },
        { id = "own", namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = { LoadBalancer = balancer.arn_suffix }, stat = "Sum" },
      ]
    } },
    { for key, balancer in local.watched_balancers : "load-balancer-${key}-latency-p99" => {
      concern     = "latency"
      severity    = "critical"
      description = "One in a hundred answers behind load balancer ${key} takes more than ${local.limits.latency_p99_seconds} s."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.latency_p99_seconds
      periods     = 5
      datapoints  = 3
      missing     = "notBreaching"
      namespace   = "AWS/ApplicationELB"
      metric      = "TargetResponseTime"
      dimensions  = { LoadBalancer = balancer.arn_suffix }
      stat        = "p99"
    } },
    { for key, balancer in local.watched_balancers : "load-balancer-${key}-rejected-connections" => {
      concern     = "saturation"
      severity    = "warning"
      description = "Load balancer ${key} turned connections away: it is at its limit."
      comparison  = "GreaterThanThreshold"
      threshold   = 0
      missing     = "notBreaching"
      namespace   = "AWS/ApplicationELB"
      metric      = "RejectedConnectionCount"
      dimensions  = { LoadBalancer = balancer.arn_suffix }
      stat        = "Sum"
    } },
    var.anomaly_detection.enabled ? { for key, balancer in local.watched_balancers : "load-balancer-${key}-traffic-anomaly" => {
      concern     = "traffic"
      severity    = "warning"
      description = "Traffic of load balancer ${key} is outside what the last weeks let expect."
      comparison  = "LessThanLowerOrGreaterThanUpperThreshold"
      band        = "band"
      period      = 300
      periods     = 3
      missing     = "breaching" # no traffic at all is as odd as too much
      queries = [
        { id = "band", expression = "ANOMALY_DETECTION_BAND(requests, ${var.anomaly_detection.width})", label = "expected", returned = true },
        { id = "requests", namespace = "AWS/ApplicationELB", metric = "RequestCount", dimensions = { LoadBalancer = balancer.arn_suffix }, stat = "Sum", returned = true },
      ]
    } } : {},
    { for key, service in local.balanced_services : "load-balancer-${key}-down" => {
      concern     = "application_down"
      severity    = "critical"
      description = "Fewer than ${service.minimum_healthy} healthy targets of ${service.title}, over all its target groups."
      comparison  = "LessThanThreshold"
      threshold   = service.minimum_healthy
      periods     = 2
      missing     = "breaching" # a load balancer without targets sends nothing
      queries = concat(
        [{ id = "healthy", expression = join(" + ", [for index, group in service.groups : "FILL(g${index}, 0)"]), label = "healthy targets", returned = true }],
        [for index, group in service.groups : { id = "g${index}", namespace = "AWS/ApplicationELB", metric = "HealthyHostCount", dimensions = group, stat = "Minimum" }],
      )
    } if service.minimum_healthy > 0 },
    { for key, service in local.balanced_services : "load-balancer-${key}-error-rate" => {
      concern     = "error_rate"
      severity    = "critical"
      description = "More than ${coalesce(service.error_rate_percent, local.limits.error_rate_percent)} % of the answers of ${service.title} are 5xx."
      comparison  = "GreaterThanThreshold"
      threshold   = coalesce(service.error_rate_percent, local.limits.error_rate_percent)
      periods     = 5
      datapoints  = 3
      missing     = "notBreaching"
      queries = concat(
        [
          { id = "rate", expression = "IF(requests >= ${local.limits.minimum_requests}, 100 * errors / requests, 0)", label = "5xx in percent", returned = true },
          { id = "requests", expression = join(" + ", [for index, group in service.groups : "FILL(r${index}, 0)"]) },
          { id = "errors", expression = join(" + ", [for index, group in service.groups : "FILL(e${index}, 0)"]) },
        ],
        [for index, group in service.groups : { id = "r${index}", namespace = "AWS/ApplicationELB", metric = "RequestCount", dimensions = group, stat = "Sum" }],
        [for index, group in service.groups : { id = "e${index}", namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = group, stat = "Sum" }],
      )
    } },
    { for key, service in local.balanced_services : "load-balancer-${key}-latency-p99" => {
      concern     = "latency"
      severity    = "critical"
      description = "One in a hundred answers of ${service.title} takes more than ${coalesce(service.latency_p99_seconds, local.limits.latency_p99_seconds)} s."
      comparison  = "GreaterThanThreshold"
      threshold   = coalesce(service.latency_p99_seconds, local.limits.latency_p99_seconds)
      periods     = 5
      datapoints  = 3
      missing     = "notBreaching"
      queries = concat(
        [{ id = "slowest", expression = "MAX([${join(", ", [for index, group in service.groups : "FILL(l${index}, 0)"])}])", label = "p99 in seconds", returned = true }],
        [for index, group in service.groups : { id = "l${index}", namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = group, stat = "p99" }],
      )
    } },
  )
}
