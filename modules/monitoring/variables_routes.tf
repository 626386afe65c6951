variable "route_endpoints" {
  description = "The secret-bearing URLs of routes: `pagerduty` (the integration's URL), `status_page`, and one per key of routes.https. Sensitive, so no plan or log shows them; SNS has no write-only argument for them, so the state holds them and must be encrypted."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true

  validation {
    condition     = alltrue([for url in values(var.route_endpoints) : can(regex("^https://[^ ]+$", url))])
    error_message = "Every one of route_endpoints must be a URL that begins with https://."
  }
}

variable "routes" {
  description = "Who is told what. pagerduty: severities over the URL in route_endpoints. slack: severities over AWS Chatbot (workspace and channel ids; the workspace is authorised once by hand). email: severities to addresses by a key of yours (each confirms once). https: any other receiver by key, its URL in route_endpoints."
  type = object({
    pagerduty = optional(object({
      severities = optional(set(string), ["critical"])
    }))
    slack = optional(object({
      workspace_id = string
      channel_id   = string
      severities   = optional(set(string), ["warning"])
    }))
    email = optional(object({
      addresses  = map(string)
      severities = optional(set(string), ["info"])
    }))
    https = optional(map(object({
      severities = set(string)
      raw        = optional(bool, false)
    })), {})
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for severity in flatten([
        try(tolist(var.routes.pagerduty.severities), []), try(tolist(var.routes.slack.severities), []), try(tolist(var.routes.email.severities), []),
        [for route in var.routes.https : tolist(route.severities)],
      ]) : contains(["critical", "warning", "info"], severity)
    ])
    error_message = "Severities of routes must be critical, warning or info."
  }

  validation {
    condition = length(setsubtract(
      setunion(var.routes.pagerduty == null ? [] : ["pagerduty"], keys(var.routes.https)),
      nonsensitive(keys(var.route_endpoints)),
    )) == 0
    error_message = "routes.pagerduty and every key of routes.https need a URL of the same name in route_endpoints (\"pagerduty\" for the first)."
  }

  validation {
    condition     = length(setintersection(keys(var.routes.https), ["pagerduty", "status_page"])) == 0
    error_message = "A key of routes.https must not be pagerduty or status_page; these are routes of their own."
  }

  validation {
    condition     = var.routes.slack == null ? true : can(regex("^T[A-Z0-9]+$", var.routes.slack.workspace_id)) && can(regex("^[CG][A-Z0-9]+$", var.routes.slack.channel_id))
    error_message = "routes.slack needs the ids of workspace (T...) and channel (C... or G...), not their names."
  }

  validation {
    condition     = alltrue([for address in values(try(var.routes.email.addresses, {})) : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "routes.email.addresses must be e-mail addresses."
  }
}

variable "status_page" {
  description = "What the public is told: components by a key of yours, each with the concerns (of the six critical alerts) and the keys of alarms that make it `down`. Every component is a composite alarm that speaks to a topic of its own; the page's URL is route_endpoints.status_page, or its e-mail addresses (of pages that take component mails) are in emails."
  type = object({
    components = map(object({
      title    = string
      concerns = optional(set(string), [])
      alarms   = optional(set(string), [])
    }))
    emails = optional(map(string), {})
  })
  default = null

  validation {
    condition = var.status_page == null ? true : alltrue(flatten([
      for component in var.status_page.components : [for concern in component.concerns : contains(["application_down", "database_down", "error_rate", "latency", "disk", "memory"], concern)]
    ]))
    error_message = "status_page.components[...].concerns may have application_down, database_down, error_rate, latency, disk and memory."
  }

  validation {
    condition     = var.status_page == null ? true : alltrue([for component in var.status_page.components : length(component.concerns) + length(component.alarms) > 0])
    error_message = "Every one of status_page.components needs a concern or an alarm; otherwise it is up for ever."
  }
}
