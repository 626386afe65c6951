# Where things are. What is watched is in us-east-1 for some of AWS (Route 53's checks, CloudFront's certificates), and an
# alarm can only speak to a topic of its own region: "global" is that second place. In an account whose home is us-east-1
# the two are one.

locals {
  tags = merge({ Component = "monitoring" }, var.tags)

  severities = ["critical", "warning", "info"]

  is_global_home = var.account.region == "us-east-1"
  needs_global = !local.is_global_home && (
    length(var.health_checks) > 0 || anytrue([for certificate in var.certificates : certificate.location == "global"])
  )
  locations = merge(
    { home = var.account.region },
    local.needs_global ? { global = "us-east-1" } : {},
  )

  # One topic a severity and location, by key: critical, warning, info, global-critical, ...
  topics = merge([
    for location, region in local.locations : {
      for severity in local.severities : (location == "home" ? severity : "global-${severity}") => {
        location = location
        region   = region
        severity = severity
      }
    }
  ]...)
}
