# What stands on the boards. A row of a widget is [namespace, metric, dimension, value, ..., {stat, label}]; a widget without
# rows is not shown.

locals {
  # Rows of our own metrics, over all things of a kind: engine_rows.releases.Failures is one row a release.
  engine_rows = { for kind, things in local.measured : kind => {
    for metric, facts in local.metrics[kind] : metric => [
      for key in sort(keys(things)) : concat([facts.namespace, metric], flatten([for name, value in things[key] : [name, value]]), [{ stat = facts.stat, label = key }])
    ]
  } }

  application_widgets = concat(
    flatten([for key, balancer in var.load_balancers : [
      { title = "Requests (${key})", unit = "a minute", metrics = [
      ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", balancer.arn_suffix, { stat = "Sum", label = "requests", period = 60 }]] },
      { title = "Errors (${key})", unit = "a minute", metrics = [
        ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", balancer.arn_suffix, { stat = "Sum", label = "5xx of targets", period = 60 }],
        ["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "LoadBalancer", balancer.arn_suffix, { stat = "Sum", label = "5xx of the load balancer", period = 60 }],
        ["AWS/ApplicationELB", "HTTPCode_Target_4XX_Count", "LoadBalancer", balancer.arn_suffix, { stat = "Sum", label = "4xx", period = 60 }],
      ] },
      { title = "Latency (${key})", unit = "s", lines = [{ label = "alert", value = local.limits.latency_p99_seconds }], metrics = [
        for stat in ["p50", "p95", "p99"] : ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", balancer.arn_suffix, { stat = stat, label = stat }]
      ] },
    ]]),
    [for key, service in local.shown_services : { title = "Healthy targets (${service.title})", unit = "targets", metrics = [
      for group in service.groups : ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", group.LoadBalancer, "TargetGroup", group.TargetGroup, { stat = "Minimum" }]
    ] }],
    [for key, service in local.shown_services : { title = "Latency p99 (${service.title})", unit = "s", metrics = [
      for group in service.groups : ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", group.LoadBalancer, "TargetGroup", group.TargetGroup, { stat = "p99" }]
    ] }],
    [
      { title = "Canaries", unit = "% good", metrics = [for key in sort(keys(var.canaries)) : ["CloudWatchSynthetics", "SuccessPercent", "CanaryName", local.canary_names[key], { label = key }]] },
      { title = "Canaries: duration", unit = "ms", metrics = [for key in sort(keys(var.canaries)) : ["CloudWatchSynthetics", "Duration", "CanaryName", local.canary_names[key], { label = key }]] },
      { title = "Errors in logs", unit = "lines", metrics = [for key in sort(keys(local.log_groups_rich)) : [local.log_namespace, "${key}-Errors", { stat = "Sum", label = key }] if local.log_groups_rich[key].errors] },
    ],
  )

  # Dashboards show what others ring for, too.
  shown_services = merge([for balancer_key, balancer in var.load_balancers : {
    for key, service in balancer.services : "${balancer_key}-${key}" => {
      title  = key
      groups = [for group in sort(keys(service.target_groups)) : { LoadBalancer = balancer.arn_suffix, TargetGroup = service.target_groups[group] }]
    }
  }]...)

  infrastructure_widgets = concat(
    [for fact in [
      { title = "Tasks", namespace = "ECS/ContainerInsights", metric = "RunningTaskCount", stat = "Minimum", unit = "tasks" },
      { title = "Processors of services", namespace = "AWS/ECS", metric = "CPUUtilization", stat = "Average", unit = "%" },
      { title = "Memory of services", namespace = "AWS/ECS", metric = "MemoryUtilization", stat = "Maximum", unit = "%" },
      ] : { title = fact.title, unit = fact.unit, metrics = [
        for key in sort(keys(var.services)) : [fact.namespace, fact.metric, "ClusterName", var.services[key].cluster_name, "ServiceName", var.services[key].service_name, { stat = fact.stat, label = key }]
    ] }],
    [{ title = "Backlogs", unit = "jobs", metrics = [
      for key in sort(keys(var.services)) : concat(
        [var.services[key].backlog.namespace, var.services[key].backlog.metric],
        flatten([for name, value in var.services[key].backlog.dimensions : [name, value]]),
        [{ stat = "Maximum", label = key }],
      ) if var.services[key].backlog != null
    ] }],
    [for fact in [
      { title = "Databases: processors", metric = "CPUUtilization", stat = "Average", unit = "%" },
      { title = "Databases: connections", metric = "DatabaseConnections", stat = "Maximum", unit = "connections" },
      { title = "Databases: free disk", metric = "FreeStorageSpace", stat = "Minimum", unit = "bytes" },
      { title = "Databases: freeable memory", metric = "FreeableMemory", stat = "Minimum", unit = "bytes" },
      { title = "Databases: read latency", metric = "ReadLatency", stat = "Average", unit = "s" },
      { title = "Databases: write latency", metric = "WriteLatency", stat = "Average", unit = "s" },
      ] : { title = fact.title, unit = fact.unit, metrics = [
        for key in sort(keys(var.databases)) : ["AWS/RDS", fact.metric, "DBInstanceIdentifier", var.databases[key].identifier, { stat = fact.stat, label = key }]
    ] }],
    [for fact in [
      { title = "Redis: memory", metric = "DatabaseMemoryUsagePercentage", stat = "Maximum", unit = "%" },
      { title = "Redis: engine processor", metric = "EngineCPUUtilization", stat = "Average", unit = "%" },
      { title = "Redis: evictions", metric = "Evictions", stat = "Sum", unit = "keys" },
      { title = "Redis: connections", metric = "CurrConnections", stat = "Maximum", unit = "connections" },
      ] : { title = fact.title, unit = fact.unit, metrics = [
        for key in sort(keys(local.redis_nodes)) : ["AWS/ElastiCache", fact.metric, "CacheClusterId", local.redis_nodes[key].id, { stat = fact.stat, label = key }]
    ] }],
    [{ title = "Certificates: days left", unit = "days", view = "singleValue", period = 86400, metrics = [
      for key in sort(keys(var.certificates)) : ["AWS/CertificateManager", "DaysToExpiry", "CertificateArn", var.certificates[key].arn, { stat = "Minimum", label = key }] if var.certificates[key].location == "home"
    ] }],
  )

  business_widgets = concat(
    [for event in sort(keys(var.business_events)) : { title = var.business_events[event].title, unit = "an hour", period = 3600, metrics = concat(
      [[local.business_namespace, event, { id = "events", stat = "Sum", label = var.business_events[event].title }]],
      var.business_events[event].anomaly && var.anomaly_detection.enabled ? [[{ expression = "ANOMALY_DETECTION_BAND(events, ${var.anomaly_detection.width})", id = "band", label = "expected" }]] : [],
    ) }],
    [{ title = "Last day", view = "singleValue", period = 86400, metrics = [for event in sort(keys(var.business_events)) : [local.business_namespace, event, { stat = "Sum", label = var.business_events[event].title }]] }],
    [{ title = "Requests", unit = "an hour", period = 3600, metrics = [for key in sort(keys(var.load_balancers)) : ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", var.load_balancers[key].arn_suffix, { stat = "Sum", label = key }]] }],
  )

  # The four figures of delivery, then what they are made of.
  delivery_widgets = [
    { title = "Releases", unit = "a day", period = 86400, metrics = local.engine_rows.releases["Releases"] },
    { title = "Releases that failed", unit = "a day", period = 86400, metrics = local.engine_rows.releases["Failures"] },
    { title = "Lead time from commit", unit = "s", period = 86400, metrics = local.engine_rows.releases["LeadTimeSeconds"] },
    { title = "Time to restore", unit = "s", period = 86400, metrics = local.engine_rows.releases["TimeToRestoreSeconds"] },
    { title = "Duration of releases", unit = "s", lines = [{ label = "hangs", value = local.limits.release_seconds }], metrics = local.engine_rows.releases["DurationSeconds"] },
    { title = "Rollbacks", unit = "a day", period = 86400, metrics = local.engine_rows.releases["Rollbacks"] },
    { title = "Gates that said no", period = 86400, metrics = concat(local.engine_rows.releases["GateRefusals"], local.engine_rows.releases["SmokeTestFailures"]) },
    { title = "Waiting for approval", unit = "s", period = 86400, metrics = local.engine_rows.releases["ApprovalWaitSeconds"] },
    { title = "Running now", period = 60, metrics = concat(local.engine_rows.releases["InProgress"], local.engine_rows.migrations["InProgress"]) },
    { title = "Migrations", unit = "a day", period = 86400, metrics = concat(local.engine_rows.migrations["Runs"], local.engine_rows.migrations["Failures"]) },
  ]

  migration_widgets = [
    { title = "Runs", unit = "a day", period = 86400, metrics = local.engine_rows.migrations["Runs"] },
    { title = "Failures", unit = "a day", period = 86400, metrics = local.engine_rows.migrations["Failures"] },
    { title = "Rolled back steps", period = 86400, metrics = local.engine_rows.migrations["Rollbacks"] },
    { title = "Duration", unit = "s", lines = [{ label = "long", value = local.limits.migration_seconds }], metrics = local.engine_rows.migrations["DurationSeconds"] },
    { title = "Slowest step", unit = "s", metrics = local.engine_rows.migrations["LongestStepSeconds"] },
    { title = "Waiting for locks", unit = "s", metrics = local.engine_rows.migrations["LockWaitSeconds"] },
    { title = "Steps applied", unit = "steps", period = 86400, metrics = local.engine_rows.migrations["AppliedSteps"] },
    { title = "Steps left", unit = "steps", metrics = local.engine_rows.migrations["PendingSteps"] },
    { title = "Rows that would break a constraint", unit = "rows", metrics = local.engine_rows.migrations["DataCheckViolations"] },
  ]

  backup_widgets = concat(
    [
      { title = "Proof level", view = "singleValue", period = 86400, metrics = local.engine_rows.backups["ProofLevel"] },
      { title = "Verifications", unit = "a day", period = 86400, metrics = concat(local.engine_rows.backups["Verifications"], local.engine_rows.backups["Failures"]) },
      { title = "RTO as measured", unit = "s", period = 86400, metrics = concat(local.engine_rows.backups["RtoSeconds"], local.engine_rows.backups["RtoFullSeconds"]) },
      { title = "RPO as measured", unit = "s", period = 86400, metrics = local.engine_rows.backups["RpoSeconds"] },
      { title = "Duration of verifications", unit = "s", period = 86400, metrics = local.engine_rows.backups["DurationSeconds"] },
      { title = "Duration of backups", unit = "s", period = 86400, metrics = local.engine_rows.backups["BackupDurationSeconds"] },
      { title = "Size of the newest recovery point", unit = "bytes", period = 86400, metrics = local.engine_rows.backups["RecoveryPointBytes"] },
      { title = "Storage of all recovery points", unit = "bytes", period = 86400, metrics = local.engine_rows.backups["StorageBytes"] },
      { title = "Age of the newest recovery point", unit = "s", period = 3600, metrics = local.engine_rows.backups["RecoveryPointAgeSeconds"] },
      { title = "Cost of verifications", unit = "USD", period = 86400, metrics = local.engine_rows.backups["CostUsd"] },
    ],
    [for key in sort(keys(var.backup_vaults)) : { title = "Jobs of vault ${key}", unit = "a day", period = 86400, metrics = [
      for metric in ["NumberOfBackupJobsCompleted", "NumberOfBackupJobsFailed", "NumberOfBackupJobsExpired", "NumberOfCopyJobsCompleted", "NumberOfCopyJobsFailed"] :
      ["AWS/Backup", metric, "BackupVaultName", var.backup_vaults[key].vault_name, { stat = "Sum" }]
    ] }],
  )
}
