# The error tracker is not AWS's: what it needs is told to the services (outputs), and what it should ring for is written down
# as data, in the tracker's own words, to be applied by whoever administers it.

locals {
  error_tracking = var.error_tracking == null ? null : {
    # for a container: secrets by name => ARN, variables by name => value. The release is set by who releases.
    secrets = { SENTRY_DSN = var.error_tracking.dsn_secret_arn }
    environment = {
      SENTRY_ENVIRONMENT        = var.environment
      SENTRY_TRACES_SAMPLE_RATE = tostring(var.error_tracking.traces_sample_rate)
    }
    release_variable = "SENTRY_RELEASE" # "<service>@<version>+<revision>", from signalcraft_release
    context = {
      tags      = ["service", "release", "revision", "route", "channel", "request_id", "trace_id"]
      user      = ["id"] # never e-mail or name: they would leave the account
      send_pii  = false
      scrub     = ["authorization", "cookie", "password", "secret", "token", "dsn", "email"]
      in_app    = ["signalcraft"]
      ignore    = ["ClientDisconnected", "HealthCheck"]
      max_depth = 5
    }
    grouping = [
      { match = "error.type:DatabaseTimeout", fingerprint = ["database-timeout", "{{ transaction }}"], why = "one issue a route, not one a query" },
      { match = "error.type:ProviderUnavailable", fingerprint = ["provider-unavailable", "{{ tags.channel }}"], why = "one issue a channel, whatever the message" },
      { match = "error.type:*", fingerprint = ["{{ default }}"], why = "the stack decides" },
    ]
    alerts = {
      critical = { when = "level is fatal", events = var.error_tracking.critical_events, within = "5m", severity = "critical", twin = "log-<group>-fatal" }
      spike    = { when = "events are above the hour before", percent = var.error_tracking.spike_percent, within = "1h", severity = "warning", twin = "log-<group>-errors" }
      new_type = { when = "an issue is seen for the first time, or again after it was resolved", events = 1, within = "1m", severity = "warning", twin = "log-<group>-new-high" }
    }
  }
}
