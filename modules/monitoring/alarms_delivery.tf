# What SignalCraft's own engines tell of migrations and releases (metrics.json). They tell at the end of each run, so that
# silence is normal here, except where `heartbeats` says otherwise.

locals {
  migration_alarms = merge(
    { for key, migration in var.migrations : "migration-${key}-failed" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.migrations["Failures"][field] }, {
        dimensions  = local.measured.migrations[key]
        concern     = "migrations"
        severity    = "critical"
        description = "A migration of ${key} failed. `signalcraft migrate status` says where it stopped and what is safe."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        missing     = "notBreaching"
    }) },
    { for key, migration in var.migrations : "migration-${key}-long" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.migrations["DurationSeconds"][field] }, {
        dimensions  = local.measured.migrations[key]
        concern     = "migrations"
        severity    = "warning"
        description = "A migration of ${key} took more than ${coalesce(migration.maximum_seconds, local.limits.migration_seconds)} s."
        comparison  = "GreaterThanThreshold"
        threshold   = coalesce(migration.maximum_seconds, local.limits.migration_seconds)
        missing     = "notBreaching"
    }) },
    # The duration is told at the end: one that hangs is only seen by what it says meanwhile.
    { for key, migration in var.migrations : "migration-${key}-hangs" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.migrations["InProgress"][field] }, {
        dimensions  = local.measured.migrations[key]
        concern     = "migrations"
        severity    = "critical"
        description = "A migration of ${key} still runs after twice the time that is long (${2 * coalesce(migration.maximum_seconds, local.limits.migration_seconds)} s)."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        period      = 300
        periods     = max(1, min(288, ceil(2 * coalesce(migration.maximum_seconds, local.limits.migration_seconds) / 300)))
        missing     = "notBreaching"
    }) },
    { for key, migration in var.migrations : "migration-${key}-lock-wait" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.migrations["LockWaitSeconds"][field] }, {
        dimensions  = local.measured.migrations[key]
        concern     = "migrations"
        severity    = "info"
        description = "A migration of ${key} waited more than a minute for locks: something long runs beside it."
        comparison  = "GreaterThanThreshold"
        threshold   = 60
        missing     = "notBreaching"
    }) },
  )

  release_alarms = merge(
    { for key, release in var.releases : "release-${key}-failed" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.releases["Failures"][field] }, {
        dimensions  = local.measured.releases[key]
        concern     = "releases"
        severity    = "critical"
        description = "A release of ${key} failed or was rolled back; the version is withdrawn. `signalcraft release status` says which gate."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        missing     = "notBreaching"
    }) },
    { for key, release in var.releases : "release-${key}-smoke-tests" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.releases["SmokeTestFailures"][field] }, {
        dimensions  = local.measured.releases[key]
        concern     = "releases"
        severity    = "warning"
        description = "Smoke tests of a release of ${key} failed."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        missing     = "notBreaching"
    }) },
    { for key, release in var.releases : "release-${key}-hangs" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.releases["InProgress"][field] }, {
        dimensions  = local.measured.releases[key]
        concern     = "releases"
        severity    = "critical"
        description = "A release of ${key} has run for more than ${coalesce(release.maximum_seconds, local.limits.release_seconds)} s. It silences other alarms meanwhile: finish it, or undo it with `signalcraft release recover`."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        period      = 300
        periods     = max(1, min(288, ceil(coalesce(release.maximum_seconds, local.limits.release_seconds) / 300)))
        missing     = "notBreaching"
    }) },
    { for key, release in var.releases : "release-${key}-running" => merge(
      { for field in ["namespace", "metric", "stat"] : field => local.metrics.releases["InProgress"][field] }, {
        dimensions  = local.measured.releases[key]
        concern     = "releases"
        severity    = "info"
        silent      = true
        description = "A release of ${key} runs. Nobody is told: this alarm silences composites."
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        missing     = "notBreaching" # if our process died, silence ends by itself
    }) },
  )
}
