variable "account" {
  description = "Where this is built: the account's number, the region, the partition. Given by the caller, so that no plan waits for a data source. Route 53 itself is in no region; what it needs beside it is in us-east-1, whatever the region is."
  type = object({
    id        = string
    partition = optional(string, "aws")
    region    = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id must be the twelve digits of an AWS account, for example \"123456789012\"."
  }

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.account.region))
    error_message = "account.region must be a region, for example \"eu-central-1\"."
  }
}

variable "alarm_topics" {
  description = "ARNs of SNS topics in us-east-1 that alarms notify, by severity: CloudWatch has the measurements of Route 53 only there. An alarm whose topic is null has no action."
  type = object({
    critical = optional(string)
    info     = optional(string)
    warning  = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for arn in values(var.alarm_topics) : can(regex(":sns:us-east-1:", arn)) if arn != null])
    error_message = "alarm_topics must be topics in us-east-1: an alarm notifies topics of its own region only, and the measurements of Route 53 are there."
  }
}

variable "alarms" {
  description = "Alarms on health checks (minutes that one must fail), and on DNSSEC signing that stops or waits for a person."
  type = object({
    enabled           = optional(bool, true)
    unhealthy_minutes = optional(number, 2)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarms.unhealthy_minutes >= 1 && var.alarms.unhealthy_minutes <= 60
    error_message = "alarms.unhealthy_minutes must be 1 to 60."
  }
}

variable "certificates" {
  description = "Certificates that ACM proves through records in these zones, and renews by itself. domain and alternatives are names in a zone of this module; region is where the certificate is (us-east-1 for CloudFront), by default that of the account."
  type = map(object({
    alternatives  = optional(set(string), [])
    domain        = string
    key_algorithm = optional(string, "EC_prime256v1")
    region        = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue(flatten([
      for each in values(var.certificates) : [
        for domain in concat([each.domain], tolist(each.alternatives)) :
        can(regex("^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", domain)) && length(domain) <= 253
      ]
    ]))
    error_message = "certificates[*].domain and alternatives must be names of hosts in small letters, for example \"api.example.com\" or \"*.example.com\"."
  }

  validation {
    condition     = alltrue([for each in values(var.certificates) : length(each.domain) <= 64])
    error_message = "certificates[*].domain must have at most 64 letters, because it becomes the common name; put a longer one into alternatives."
  }

  validation {
    condition     = alltrue([for each in values(var.certificates) : contains(["EC_prime256v1", "EC_secp384r1", "RSA_2048"], each.key_algorithm)])
    error_message = "certificates[*].key_algorithm must be EC_prime256v1, EC_secp384r1 or RSA_2048."
  }

  validation {
    condition = alltrue(flatten([
      for each in values(var.certificates) : [
        for domain in concat([each.domain], tolist(each.alternatives)) : anytrue([
          for zone in values(var.zones) :
          length(zone.vpcs) == 0 && (trimprefix(domain, "*.") == zone.domain || endswith(domain, ".${zone.domain}"))
        ])
      ]
    ]))
    error_message = "certificates[*].domain and alternatives must each lie in a public zone of zones: the records that prove them are written there."
  }
}

variable "combined_health_checks" {
  description = "Health checks that are healthy while at least so many of others are: children are keys of health_checks, threshold is their number (all of them if it is left out)."
  type = map(object({
    alarm     = optional(string, "critical")
    children  = set(string)
    threshold = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for each in values(var.combined_health_checks) :
      length(each.children) > 0 && alltrue([for child in each.children : contains(keys(var.health_checks), child)])
    ])
    error_message = "combined_health_checks[*].children must be keys of health_checks, one at least."
  }

  validation {
    condition = alltrue([
      for each in values(var.combined_health_checks) :
      coalesce(each.threshold, 1) >= 1 && coalesce(each.threshold, 1) <= length(each.children)
    ])
    error_message = "combined_health_checks[*].threshold must be 1 to the number of children."
  }

  validation {
    condition     = length(setintersection(keys(var.combined_health_checks), keys(var.health_checks))) == 0
    error_message = "The keys of combined_health_checks must be others than those of health_checks: records know both by their key."
  }

  validation {
    condition     = alltrue([for each in values(var.combined_health_checks) : contains(["critical", "info", "none", "warning"], each.alarm)])
    error_message = "combined_health_checks[*].alarm must be critical, warning, info or none."
  }
}

variable "health_checks" {
  description = "What Route 53 asks from around the world: the host, every interval seconds (10 or 30); it is unhealthy after failures answers that are late or not 2xx or 3xx. text must then stand in the first 5120 bytes of the answer. alarm is the severity of the alarm, or none."
  type = map(object({
    alarm    = optional(string, "critical")
    failures = optional(number, 3)
    host     = string
    interval = optional(number, 30)
    latency  = optional(bool, false)
    path     = optional(string, "/health")
    port     = optional(number)
    protocol = optional(string, "HTTPS")
    regions  = optional(set(string), [])
    text     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for each in values(var.health_checks) : contains(["HTTP", "HTTPS", "TCP"], each.protocol)])
    error_message = "health_checks[*].protocol must be HTTPS, HTTP or TCP."
  }

  validation {
    condition     = alltrue([for each in values(var.health_checks) : contains([10, 30], each.interval) && each.failures >= 1 && each.failures <= 10])
    error_message = "health_checks[*].interval must be 10 or 30 seconds, and failures 1 to 10."
  }

  validation {
    condition     = alltrue([for each in values(var.health_checks) : startswith(each.path, "/") && length(each.path) <= 255])
    error_message = "health_checks[*].path must begin with / and have at most 255 letters."
  }

  validation {
    condition     = alltrue([for each in values(var.health_checks) : each.protocol != "TCP" || (each.text == null && each.port != null)])
    error_message = "health_checks[*] of TCP must have a port and no text: nothing is read."
  }

  validation {
    condition     = alltrue([for each in values(var.health_checks) : length(each.regions) == 0 || length(each.regions) >= 3])
    error_message = "health_checks[*].regions must be three or more, or be left out for all."
  }

  validation {
    condition     = alltrue([for each in values(var.health_checks) : contains(["critical", "info", "none", "warning"], each.alarm)])
    error_message = "health_checks[*].alarm must be critical, warning, info or none."
  }
}

variable "name" {
  description = "Prefix of all names, for example \"signalcraft-production\": 2 to 40 small letters, digits and single dashes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 40
    error_message = "name must have 2 to 40 small letters, digits and single dashes, and begin with a letter, for example \"signalcraft-production\"."
  }
}

variable "query_logging" {
  description = "Who asked for what in the public zones: days that it is kept."
  type = object({
    enabled        = optional(bool, true)
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.query_logging.retention_days)
    error_message = "query_logging.retention_days must be a number that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more."
  }
}

variable "records" {
  description = "Records, by a key that stays when the record changes. name is the part before the zone's domain, empty for the domain itself. Either values, or alias (a load balancer, a distribution; of type A or AAAA). Of several records with one name and type each has a way of choosing: failover (PRIMARY or SECONDARY), weight (0 to 255), or latency_region; health_check is a key of health_checks or combined_health_checks. ttl in seconds."
  type = map(object({
    alias = optional(object({
      evaluate_target_health = optional(bool, true)
      name                   = string
      zone_id                = string
    }))
    failover       = optional(string)
    health_check   = optional(string)
    latency_region = optional(string)
    name           = optional(string, "")
    ttl            = optional(number, 300)
    type           = optional(string, "A")
    values         = optional(set(string), [])
    weight         = optional(number)
    zone           = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for each in values(var.records) : contains(keys(var.zones), each.zone)])
    error_message = "records[*].zone must be a key of zones."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : (each.alias == null) == (length(each.values) > 0)])
    error_message = "records[*] must have either values or an alias, and not both."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : contains(["A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NS", "PTR", "SRV", "SVCB", "TLSA", "TXT"], each.type) && (each.alias == null || contains(["A", "AAAA"], each.type))])
    error_message = "records[*].type must be A, AAAA, CAA, CNAME, DS, HTTPS, MX, NS, PTR, SRV, SVCB, TLSA or TXT; with an alias A or AAAA."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : each.type != "CNAME" || (each.name != "" && length(each.values) == 1)])
    error_message = "records[*] of type CNAME must have a name and one value: the domain itself cannot be one, use an alias there."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : can(regex("^$|^(\\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$", each.name))])
    error_message = "records[*].name must be the part before the domain in small letters, for example \"api\", or empty for the domain itself."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : length([for way in [each.failover, each.latency_region, each.weight == null ? null : tostring(each.weight)] : way if way != null]) <= 1])
    error_message = "records[*] must have one way of choosing at most: failover, latency_region or weight."
  }

  validation {
    condition = alltrue([
      for each in values(var.records) :
      contains(["none", "PRIMARY", "SECONDARY"], coalesce(each.failover, "none")) && coalesce(each.weight, 0) >= 0 && coalesce(each.weight, 0) <= 255
    ])
    error_message = "records[*].failover must be PRIMARY or SECONDARY, and weight 0 to 255."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : each.failover != "PRIMARY" || each.health_check != null || try(each.alias.evaluate_target_health, false)])
    error_message = "records[*] with failover PRIMARY needs a health_check, or an alias whose target's health is evaluated: otherwise it never fails over."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : each.health_check == null ? true : contains(concat(keys(var.health_checks), keys(var.combined_health_checks)), each.health_check)])
    error_message = "records[*].health_check must be a key of health_checks or combined_health_checks."
  }

  validation {
    condition     = alltrue([for each in values(var.records) : each.ttl >= 0 && each.ttl <= 604800])
    error_message = "records[*].ttl must be 0 to 604800 seconds (a week)."
  }

  validation {
    condition = alltrue([
      for same in values({ for each in values(var.records) : "${each.zone} ${each.name} ${each.type}" => each... }) :
      length(same) == 1 || alltrue([for each in same : each.failover != null || each.latency_region != null || each.weight != null])
    ])
    error_message = "records with the same zone, name and type must each have a way of choosing (failover, latency_region or weight); give one record several values otherwise."
  }
}

variable "tags" {
  description = "Tags of everything that has tags, beside those that the provider adds by default."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "zones" {
  description = "Zones, by a key. With create = false it is an existing one, zone_id. With vpcs it is private, and known inside those only. A public zone is signed (DNSSEC) and says that certificates come from certificate_authorities alone; parent is the key of the zone of this module that delegates to it."
  type = map(object({
    certificate_authorities = optional(set(string), ["amazon.com"])
    create                  = optional(bool, true)
    dnssec                  = optional(bool, true)
    domain                  = string
    parent                  = optional(string)
    vpcs                    = optional(map(object({ region = optional(string), vpc_id = string })), {})
    zone_id                 = optional(string)
  }))
  nullable = false

  validation {
    condition     = length(var.zones) > 0
    error_message = "zones must hold at least one, for example { main = { domain = \"example.com\" } }."
  }

  validation {
    condition     = alltrue([for key in keys(var.zones) : can(regex("^[a-z0-9]+(-[a-z0-9]+)*$", key)) && length(key) <= 30])
    error_message = "The keys of zones must be small letters, digits and single dashes, 30 at most, for example \"main\"."
  }

  validation {
    condition     = alltrue([for each in values(var.zones) : can(regex("^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9-]{2,63}$", each.domain)) && length(each.domain) <= 253])
    error_message = "zones[*].domain must be a domain in small letters without a dot at its end, for example \"example.com\"."
  }

  validation {
    condition     = alltrue([for each in values(var.zones) : each.create == (each.zone_id == null)])
    error_message = "zones[*] must have either create = true and no zone_id, or create = false and the zone_id of an existing zone."
  }

  validation {
    condition = alltrue([
      for each in values(var.zones) : each.parent == null ? true :
      contains(keys(var.zones), each.parent) && endswith(each.domain, ".${try(var.zones[each.parent].domain, "?")}") && each.create
    ])
    error_message = "zones[*].parent must be the key of a zone whose domain this one ends with, and the zone be made here."
  }
}
