variable "account" {
  description = "Where this is built: the account's number, the region, the partition. Given by the caller, so that no plan waits for a data source."
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
  description = "ARNs of the SNS topics that the alarms of the NAT gateways notify, by severity. An alarm whose topic is null has no action."
  type = object({
    critical = optional(string)
    info     = optional(string)
    warning  = optional(string)
  })
  default  = {}
  nullable = false
}

variable "alarms" {
  description = "Alarms on each NAT gateway: connections refused for want of a port, and packets dropped in five minutes."
  type = object({
    enabled               = optional(bool, true)
    nat_packets_dropped   = optional(number, 100)
    nat_ports_unavailable = optional(number, 0)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarms.nat_packets_dropped >= 0 && var.alarms.nat_ports_unavailable >= 0
    error_message = "The thresholds of alarms must be 0 or more; 0 means that the first event is told."
  }
}

variable "cidr_block" {
  description = "IPv4 range of the VPC, /16 to /20 with the default tiers. It cannot be changed later; choose one that no network you may ever peer with uses."
  type        = string
  nullable    = false

  validation {
    condition = (
      can(cidrnetmask(var.cidr_block)) &&
      try(cidrhost(var.cidr_block, 0) == split("/", var.cidr_block)[0], false)
    )
    error_message = "cidr_block must be an IPv4 range that begins where its mask says, for example \"10.20.0.0/16\" (and not \"10.20.1.0/16\")."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr_block)[1]) >= 16 && tonumber(split("/", var.cidr_block)[1]) <= 28, false)
    error_message = "cidr_block must be a /16 to /28: AWS makes no larger and no smaller VPC."
  }

  validation {
    condition = anytrue([
      can(regex("^10\\.", var.cidr_block)),
      can(regex("^172\\.(1[6-9]|2[0-9]|3[01])\\.", var.cidr_block)),
      can(regex("^192\\.168\\.", var.cidr_block)),
      can(regex("^100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.", var.cidr_block)),
    ])
    error_message = "cidr_block must be a private range: within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10."
  }
}

variable "encryption" {
  description = "The key of the flow logs. A key of their own, rotated every year, is made by default; otherwise key_arn names one whose policy lets CloudWatch Logs use it."
  type = object({
    create_key = optional(bool, true)
    key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key ? var.encryption.key_arn == null : var.encryption.key_arn != null
    error_message = "encryption must either create a key (create_key = true and no key_arn) or be given one (create_key = false and key_arn)."
  }
}

variable "endpoints" {
  description = <<-EOT
    Doors to AWS services that lead neither through a NAT gateway nor over the internet. `gateway` endpoints cost nothing; `interface` endpoints are charged by the hour and zone.
    `bucket_arns` are buckets of other accounts that may be reached through the S3 endpoint (your own account's buckets and the layers of ECR always may).
  EOT
  type = object({
    bucket_arns = optional(set(string), [])
    gateway     = optional(set(string), ["s3"])
    interface = optional(set(string), [
      "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "secretsmanager", "ssmmessages", "sts",
    ])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for service in var.endpoints.gateway : contains(["dynamodb", "s3"], service)])
    error_message = "endpoints.gateway may hold \"s3\" and \"dynamodb\"; other services have interface endpoints."
  }

  validation {
    condition = alltrue([
      for service in var.endpoints.interface : can(regex("^[a-z0-9]+([.-][a-z0-9]+)*$", service)) && !startswith(service, "com.amazonaws.")
    ])
    error_message = "endpoints.interface takes the short names of services, for example \"ecr.api\" or \"secretsmanager\", without \"com.amazonaws.REGION.\"."
  }
}

variable "flow_logs" {
  description = <<-EOT
    Records of every connection. `cloudwatch` keeps them in an encrypted log group for `retention_days`; `s3` writes Parquet into the bucket `bucket_arn`, by hour.
    `traffic` is ALL, ACCEPT or REJECT; `interval_seconds` is 60 or 600.
  EOT
  type = object({
    bucket_arn       = optional(string)
    destination      = optional(string, "cloudwatch")
    enabled          = optional(bool, true)
    interval_seconds = optional(number, 60)
    retention_days   = optional(number, 365)
    traffic          = optional(string, "ALL")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["cloudwatch", "s3"], var.flow_logs.destination)
    error_message = "flow_logs.destination must be \"cloudwatch\" or \"s3\"."
  }

  validation {
    condition     = (var.flow_logs.destination == "s3") == (var.flow_logs.bucket_arn != null)
    error_message = "flow_logs.bucket_arn goes with destination = \"s3\", and with nothing else."
  }

  validation {
    condition     = contains([60, 600], var.flow_logs.interval_seconds)
    error_message = "flow_logs.interval_seconds must be 60 or 600: AWS aggregates over one or ten minutes."
  }

  validation {
    condition = contains([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ], var.flow_logs.retention_days)
    error_message = "flow_logs.retention_days must be a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }

  validation {
    condition     = contains(["ACCEPT", "ALL", "REJECT"], var.flow_logs.traffic)
    error_message = "flow_logs.traffic must be \"ALL\", \"ACCEPT\" or \"REJECT\"."
  }
}

variable "ipv6" {
  description = "A second address family: a range from Amazon's pool, a /64 for each subnet, and a gateway that lets private subnets out but nobody in."
  type = object({
    enabled = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "name" {
  description = "Prefix of all names, for example \"signalcraft-production\"; up to 32 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, begin with a letter and end with a letter or digit."
  }
}

variable "nat" {
  description = <<-EOT
    How private subnets reach the internet. `per_zone`: a gateway in each zone, so that the loss of one zone is the loss of that zone alone.
    `single`: one gateway, in the zone that `zone` names. `none`: no way out but endpoints.
    `allocation_ids` gives, by zone, elastic IPs that exist already (others may have them in allow-lists).
  EOT
  type = object({
    allocation_ids = optional(map(string), {})
    mode           = optional(string, "per_zone")
    zone           = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["none", "per_zone", "single"], var.nat.mode)
    error_message = "nat.mode must be \"per_zone\", \"single\" or \"none\"."
  }

  validation {
    condition     = var.nat.mode == "single" ? try(contains(keys(var.zones), var.nat.zone), false) : var.nat.zone == null
    error_message = "nat.zone must be one of the zones when nat.mode is \"single\", and is left out otherwise. It is named, and not \"the first zone\", so that a new zone cannot move the gateway."
  }

  validation {
    condition = alltrue([
      for zone in keys(var.nat.allocation_ids) :
      var.nat.mode == "per_zone" ? contains(keys(var.zones), zone) : var.nat.mode == "single" && zone == var.nat.zone
    ])
    error_message = "nat.allocation_ids may name only zones that have a NAT gateway."
  }
}

variable "region_block_public_access" {
  description = "Forbids internet gateways to the whole region of the account: \"block-ingress\" or \"block-bidirectional\". It is a setting of the region, not of this VPC; null leaves it alone."
  type        = string
  default     = null

  validation {
    condition     = var.region_block_public_access == null || contains(["block-bidirectional", "block-ingress"], coalesce(var.region_block_public_access, "-"))
    error_message = "region_block_public_access must be \"block-ingress\", \"block-bidirectional\" or null."
  }
}

variable "reserved_cidr_blocks" {
  description = "Ranges that this VPC must not touch, by a name of yours: other environments, peers, the office. Only compared, nothing is made of them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for block in values(var.reserved_cidr_blocks) : can(cidrnetmask(block))])
    error_message = "reserved_cidr_blocks must be IPv4 ranges, for example { office = \"192.168.0.0/20\" }."
  }
}

variable "security_groups" {
  description = <<-EOT
    Who may talk to whom. The load balancer is open on `load_balancer.ports` to `load_balancer.sources`, and reaches the application on `application.ports`;
    the application reaches the database, Redis and HTTPS; database and Redis reach nobody. Ports and sources have names of yours, which are the keys of the rules.
    `application.service_connect` lets the application's tasks reach each other. `additional_rules` adds rules by name; each has one peer: `cidr_ipv4`, `cidr_ipv6`,
    `prefix_list_id`, `peer_group` (one of the groups here) or `peer_security_group_id`.
  EOT
  type = object({
    additional_rules = optional(map(object({
      cidr_ipv4              = optional(string)
      cidr_ipv6              = optional(string)
      description            = string
      direction              = string
      from_port              = number
      group                  = string
      peer_group             = optional(string)
      peer_security_group_id = optional(string)
      prefix_list_id         = optional(string)
      protocol               = optional(string, "tcp")
      to_port                = optional(number)
    })), {})
    application = optional(object({
      ports           = optional(map(number), { api = 8080, web = 3000 })
      service_connect = optional(bool, false)
    }), {})
    database = optional(object({ port = optional(number, 5432) }), {})
    load_balancer = optional(object({
      ports = optional(map(number), { http = 80, https = 443 })
      sources = optional(map(object({
        cidr_ipv4      = optional(string)
        cidr_ipv6      = optional(string)
        prefix_list_id = optional(string)
      })), { internet = { cidr_ipv4 = "0.0.0.0/0" } })
    }), {})
    redis = optional(object({ port = optional(number, 6379) }), {})
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for port in concat(
        values(var.security_groups.application.ports), values(var.security_groups.load_balancer.ports),
        [var.security_groups.database.port, var.security_groups.redis.port],
      ) : port >= 1 && port <= 65535 && floor(port) == port
    ])
    error_message = "Ports in security_groups must be whole numbers from 1 to 65535."
  }

  validation {
    condition = alltrue([
      for source in values(var.security_groups.load_balancer.sources) :
      length([for peer in [source.cidr_ipv4, source.cidr_ipv6, source.prefix_list_id] : peer if peer != null]) == 1
    ])
    error_message = "Each of security_groups.load_balancer.sources must have exactly one of cidr_ipv4, cidr_ipv6 and prefix_list_id."
  }

  validation {
    condition = alltrue([
      for source in values(var.security_groups.load_balancer.sources) :
      (source.cidr_ipv4 == null || can(cidrnetmask(source.cidr_ipv4))) && (source.cidr_ipv6 == null || can(regex(":.*/[0-9]+$", source.cidr_ipv6)))
    ])
    error_message = "security_groups.load_balancer.sources must hold ranges such as \"203.0.113.0/24\" in cidr_ipv4 and \"2001:db8::/32\" in cidr_ipv6."
  }

  validation {
    condition = alltrue([
      for rule in values(var.security_groups.additional_rules) :
      contains(["application", "database", "load_balancer", "redis"], rule.group) &&
      contains(["application", "database", "load_balancer", "redis"], coalesce(rule.peer_group, rule.group)) &&
      contains(["egress", "ingress"], rule.direction)
    ])
    error_message = "security_groups.additional_rules must have a direction of \"ingress\" or \"egress\", and a group (and peer_group) of \"application\", \"database\", \"load_balancer\" or \"redis\"."
  }

  validation {
    condition = alltrue([
      for rule in values(var.security_groups.additional_rules) : length([
        for peer in [rule.cidr_ipv4, rule.cidr_ipv6, rule.prefix_list_id, rule.peer_group, rule.peer_security_group_id] : peer if peer != null
      ]) == 1
    ])
    error_message = "Each of security_groups.additional_rules must have exactly one peer: cidr_ipv4, cidr_ipv6, prefix_list_id, peer_group or peer_security_group_id."
  }

  validation {
    condition = alltrue([
      for rule in values(var.security_groups.additional_rules) :
      contains(["icmp", "tcp", "udp"], rule.protocol) && rule.from_port <= coalesce(rule.to_port, rule.from_port)
    ])
    error_message = "security_groups.additional_rules must have a protocol of \"tcp\", \"udp\" or \"icmp\", and from_port must not be above to_port; a rule for every protocol is not to be had here."
  }

  validation {
    condition = alltrue([
      for rule in values(var.security_groups.additional_rules) :
      !(contains(["database", "redis"], rule.group) && rule.direction == "ingress" && (rule.cidr_ipv6 == "::/0" || rule.cidr_ipv4 == "0.0.0.0/0"))
    ])
    error_message = "Database and Redis are never open to the world: an ingress rule of theirs must name a range of your own, a prefix list or a security group."
  }
}

variable "tags" {
  description = "Tags of everything here, beside Name and Component. What default_tags of the provider hold need not be said again."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tiers" {
  description = <<-EOT
    Where the subnets of each tier lie: `newbits` is how many bits longer than the VPC's their mask is, `first` is the place of the zone with index 0, counted in subnets of that size.
    The defaults make of a /16 private subnets of 4,091 addresses, public and data subnets of 251, for up to eight zones, and leave the last quarter free.
  EOT
  type = object({
    data    = optional(object({ first = number, newbits = number }), { first = 144, newbits = 8 })
    private = optional(object({ first = number, newbits = number }), { first = 0, newbits = 4 })
    public  = optional(object({ first = number, newbits = number }), { first = 128, newbits = 8 })
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for tier in [var.tiers.data, var.tiers.private, var.tiers.public] :
      tier.newbits >= 1 && try(tonumber(split("/", var.cidr_block)[1]), 16) + tier.newbits <= 28 && tier.first >= 0
    ])
    error_message = "Subnets must be /28 or larger: the mask of cidr_block plus newbits of each tier must be 28 at most, and first 0 or more. The default tiers need a VPC of /20 or larger."
  }
}

variable "zones" {
  description = <<-EOT
    The availability zones, by name, and the place of each in the tiers. An index is given once and never again: the ranges of a zone follow from it alone, so that a zone
    that is added or taken away moves no other. Two zones at least: load balancers, Multi-AZ databases and failover need two.
  EOT
  type = map(object({
    index = number
  }))
  nullable = false

  validation {
    condition     = length(var.zones) >= 2
    error_message = "zones must hold at least two availability zones, for example { eu-central-1a = { index = 0 }, eu-central-1b = { index = 1 } }: load balancers and Multi-AZ databases need two."
  }

  validation {
    condition     = alltrue([for zone in keys(var.zones) : can(regex("^${var.account.region}[a-z]$", zone))])
    error_message = "zones must be availability zones of account.region, for example \"${var.account.region}a\"; local and wavelength zones have no NAT gateways and no Multi-AZ."
  }

  validation {
    condition     = length(distinct([for zone in values(var.zones) : zone.index])) == length(var.zones)
    error_message = "Each of the zones must have an index of its own: two zones with one index would have the same ranges."
  }

  validation {
    condition     = alltrue([for zone in values(var.zones) : zone.index >= 0 && zone.index <= 15 && floor(zone.index) == zone.index])
    error_message = "The index of a zone must be a whole number from 0 to 15."
  }
}
