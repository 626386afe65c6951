variable "account" {
  description = "Where the cache is: the account's id, its region and its partition. Given by the caller, so that no data source holds up a plan."
  type = object({
    id        = string
    region    = string
    partition = optional(string, "aws")
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id is the twelve digits of an AWS account, for instance \"111122223333\"."
  }

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.account.region))
    error_message = "account.region is a region's code, for instance \"eu-west-1\"."
  }
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that alarms and events go to, by severity. A severity without a topic has alarms without an action."
  type = object({
    critical = optional(string)
    warning  = optional(string)
    info     = optional(string)
  })
  default = null
}

variable "alarms" {
  description = "Alarms and their thresholds, for each node. `omit` leaves single ones out by key."
  type = object({
    enabled                 = optional(bool, true)
    authentication_failures = optional(number, 10)
    connections             = optional(number, 5000)
    cpu_credits             = optional(number, 20)
    engine_cpu_percent      = optional(number, 80)
    evictions               = optional(number)
    host_cpu_percent        = optional(number, 85)
    memory_percent          = optional(number)
    omit                    = optional(set(string), [])
    replication_lag_seconds = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for percent in [
      var.alarms.engine_cpu_percent, var.alarms.host_cpu_percent, var.alarms.memory_percent == null ? 75 : var.alarms.memory_percent,
    ] : percent > 0 && percent < 100])
    error_message = "Percentages in alarms are above 0 and below 100; to leave an alarm out, name its key in alarms.omit."
  }

  validation {
    condition = length(setsubtract(var.alarms.omit, [
      "authentication_failures", "connections", "cpu_credits", "engine_cpu", "evictions", "host_cpu", "memory", "replication_lag",
      "silence", "traffic_management",
    ])) == 0
    error_message = "alarms.omit has keys of alarms: authentication_failures, connections, cpu_credits, engine_cpu, evictions, host_cpu, memory, replication_lag, silence, traffic_management."
  }

  validation {
    condition     = var.alarms.connections > 0 && var.alarms.connections <= 65000
    error_message = "alarms.connections is 1 to 65000, which is all that a node takes."
  }
}

variable "cluster" {
  description = <<-EOT
    How many nodes there are: `replicas` for each shard (0 to 5), and with `sharded` (cluster mode: clients must speak it)
    the number of `shards`. `multi_az` puts replicas into other zones and fails over to them; it needs a replica.
    `durability` (async or sync) writes to a log in several zones: cluster mode and Valkey 9 only, chosen for good at creation.
  EOT
  type = object({
    durability = optional(string)
    multi_az   = optional(bool, true)
    replicas   = optional(number, 1)
    sharded    = optional(bool, false)
    shards     = optional(number, 1)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.cluster.replicas >= 0 && var.cluster.replicas <= 5 && floor(var.cluster.replicas) == var.cluster.replicas
    error_message = "cluster.replicas is 0 to 5, for each shard."
  }

  validation {
    condition     = var.cluster.shards >= 1 && floor(var.cluster.shards) == var.cluster.shards && var.cluster.shards * (var.cluster.replicas + 1) <= 500
    error_message = "cluster.shards is 1 or more, and shards with their replicas are at most 500 nodes."
  }

  validation {
    condition     = var.cluster.sharded || var.cluster.shards == 1
    error_message = "cluster.shards above 1 needs cluster.sharded = true (cluster mode), and clients that speak it."
  }

  validation {
    condition     = !var.cluster.multi_az || var.cluster.replicas >= 1
    error_message = "cluster.multi_az needs something to fail over to: cluster.replicas of 1 or more, or multi_az = false."
  }

  validation {
    condition     = !var.cluster.multi_az || length(var.network.subnet_ids) >= 2
    error_message = "cluster.multi_az needs subnets in two zones at least: network.subnet_ids has ${join(", ", keys(var.network.subnet_ids))}."
  }

  validation {
    condition     = var.cluster.durability == null || contains(["async", "sync", "disabled"], coalesce(var.cluster.durability, "-"))
    error_message = "cluster.durability is async, sync or disabled, or left out."
  }

  validation {
    condition = var.cluster.durability == null || (
      var.cluster.sharded && var.engine.name == "valkey" && try(tonumber(split(".", var.engine.version)[0]) >= 9, false)
    )
    error_message = "cluster.durability needs cluster.sharded = true and Valkey 9 or later (engine = { version = \"9.0\" })."
  }
}

variable "encryption" {
  description = "The customer-managed key of memory on disk, snapshots, secrets and logs: made here, or `create_key = false` and the `key_arn` of one."
  type = object({
    create_key           = optional(bool, true)
    key_arn              = optional(string)
    deletion_window_days = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key || var.encryption.key_arn != null
    error_message = "encryption needs one key: leave create_key true, or set it to false and give key_arn."
  }

  validation {
    condition     = !var.encryption.create_key || var.encryption.key_arn == null
    error_message = "encryption has one key: with key_arn, set create_key to false."
  }

  validation {
    condition     = var.encryption.deletion_window_days >= 7 && var.encryption.deletion_window_days <= 30
    error_message = "encryption.deletion_window_days is 7 to 30."
  }
}

variable "engine" {
  description = <<-EOT
    Valkey, or Redis OSS. `version` is major and minor, "8.1" (Valkey from 7.2 on; Redis 6.2 and 7.x). It moves when you move it: one
    that AWS had moved would look like a way back to the next plan, which the provider makes a replacement. `family` is that of the parameter group; left out, it follows name and version.
  EOT
  type = object({
    family  = optional(string)
    name    = optional(string, "valkey")
    version = optional(string, "8.1")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["valkey", "redis"], var.engine.name)
    error_message = "engine.name is valkey or redis."
  }

  validation {
    condition     = var.engine.name != "valkey" || can(regex("^(7[.]2|([89]|[1-9][0-9])[.][0-9]+)$", var.engine.version))
    error_message = "engine.version of Valkey is 7.2 or later, major and minor, for instance \"8.1\"."
  }

  validation {
    condition     = var.engine.name != "redis" || can(regex("^(6[.]2|7[.][0-9]+)$", var.engine.version))
    error_message = "engine.version of Redis OSS is 6.2 or 7.x, for instance \"7.1\"; later ones are Valkey (engine.name = \"valkey\")."
  }

  validation {
    condition     = var.engine.family == null || var.engine.family == (startswith(var.engine.version, "6.") ? "${var.engine.name}6.x" : "${var.engine.name}${split(".", var.engine.version)[0]}")
    error_message = "engine.family does not fit: ${var.engine.name} ${var.engine.version} has parameter groups of the family \"${startswith(var.engine.version, "6.") ? "${var.engine.name}6.x" : "${var.engine.name}${split(".", var.engine.version)[0]}"}\". Leave family out, and it follows the version."
  }
}

variable "events" {
  description = "Events of the cache (failover, node replaced, snapshot, ...) as messages to the topic of `severity` in alarm_topics. Nothing is subscribed without alarm_topics."
  type = object({
    enabled  = optional(bool, true)
    severity = optional(string, "warning")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["critical", "warning", "info"], var.events.severity)
    error_message = "events.severity is critical, warning or info."
  }
}

variable "eviction_policy" {
  description = "What goes when the memory is full (maxmemory-policy). Left out: noeviction for a queue, allkeys-lru for a cache."
  type        = string
  default     = null

  validation {
    condition     = var.eviction_policy == null || contains(["noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"], coalesce(var.eviction_policy, "-"))
    error_message = "eviction_policy is noeviction, allkeys-lru, allkeys-lfu, allkeys-random, volatile-lru, volatile-lfu, volatile-random or volatile-ttl."
  }

  validation {
    condition     = var.purpose != "queue" || coalesce(var.eviction_policy, "noeviction") == "noeviction"
    error_message = "eviction_policy of a queue is noeviction: any other drops jobs when the memory is full, and nobody is told. Leave it out, or set purpose to \"cache\"."
  }
}

variable "logs" {
  description = "For how many days slow commands and the engine's messages are kept in CloudWatch, and from how many microseconds on a command is slow."
  type = object({
    engine             = optional(bool, true)
    retention_days     = optional(number, 365)
    slow               = optional(bool, true)
    slower_than_micros = optional(number, 10000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_days)
    error_message = "logs.retention_days is a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }

  validation {
    condition     = var.logs.slower_than_micros >= 0 && floor(var.logs.slower_than_micros) == var.logs.slower_than_micros
    error_message = "logs.slower_than_micros is a whole number of microseconds, 10000 for ten milliseconds; 0 logs every command. To log none, set logs.slow to false."
  }
}

variable "maintenance" {
  description = "The weekly window of maintenance in UTC, and whether changes are made at once instead of in it."
  type = object({
    apply_immediately = optional(bool, false)
    window            = optional(string, "sun:05:00-sun:06:00")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance.window))
    error_message = "maintenance.window is days and times in UTC, for instance \"sun:05:00-sun:06:00\"."
  }
}

variable "name" {
  description = "Prefix of all names, and the replication group's id, for instance \"signalcraft-production\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 40
    error_message = "name is up to 40 lower-case letters, digits and single hyphens, begins with a letter and does not end with a hyphen: a replication group's id has no more."
  }
}

variable "network" {
  description = "Where the nodes stand: the subnets of the data tier by zone, and the security groups."
  type = object({
    security_group_ids = list(string)
    subnet_ids         = map(string)
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 1
    error_message = "network.subnet_ids has a subnet at least, by zone, for instance { \"eu-west-1a\" = \"subnet-...\" }; two zones for cluster.multi_az."
  }

  validation {
    condition     = alltrue([for zone in keys(var.network.subnet_ids) : can(regex("^${var.account.region}(-[a-z]+-[0-9]+)?[a-z]$", zone))])
    error_message = "network.subnet_ids has zones of ${var.account.region} for keys, for instance \"${var.account.region}a\"."
  }

  validation {
    condition     = length(var.network.security_group_ids) >= 1 && length(var.network.security_group_ids) <= 5
    error_message = "network.security_group_ids has one to five security groups, such as the networking module's \"redis\"."
  }
}

variable "node_type" {
  description = "Type of the nodes."
  type        = string
  default     = "cache.r7g.large"
  nullable    = false

  validation {
    condition     = can(regex("^cache[.][a-z0-9]+[.][a-z0-9]+$", var.node_type))
    error_message = "node_type is a type of ElastiCache, for instance \"cache.t4g.small\" or \"cache.r7g.large\"."
  }

  validation {
    condition     = !can(regex("^cache[.](t[12]|m[123]|c1|r[3])[.]", var.node_type))
    error_message = "node_type is of a generation that encrypts in transit and fails over: t3, t4g, m5, m6g, m7g, r5, r6g, r7g or later."
  }
}

variable "parameters" {
  description = "Parameters of the engine beside and above those that the module sets, as words."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setintersection(keys(var.parameters), ["cluster-enabled", "maxmemory-policy", "slowlog-log-slower-than"])) == 0
    error_message = "parameters has none that the module sets by what it is told: cluster-enabled is cluster.sharded, maxmemory-policy is purpose and eviction_policy, slowlog-log-slower-than is logs.slower_than_micros."
  }
}

variable "passwords" {
  description = "Passwords by key of users, for those that authenticate by password. They are never written to plan or state."
  type        = map(string)
  default     = {}
  ephemeral   = true
  sensitive   = true
  nullable    = false

  validation {
    condition = alltrue([
      for key, user in var.users : try(can(regex("^[^,\"/@ ]{16,128}$", var.passwords[key])), false) if user.authentication == "password"
    ])
    error_message = "passwords has a password for each of users that authenticates by one: 16 to 128 characters, none of them a comma, quote, slash, at sign or space."
  }
}

variable "port" {
  description = "Port of the nodes."
  type        = number
  default     = 6379
  nullable    = false

  validation {
    condition     = var.port >= 1024 && var.port <= 65535
    error_message = "port is 1024 to 65535."
  }
}

variable "purpose" {
  description = "What the memory is for: a `queue`, where nothing may be dropped when it is full (writes are refused instead), or a `cache`."
  type        = string
  default     = "queue"
  nullable    = false

  validation {
    condition     = contains(["queue", "cache"], var.purpose)
    error_message = "purpose is queue or cache."
  }
}

variable "secret_recovery_days" {
  description = "For how many days a deleted secret can be brought back, 7 to 30. 0 deletes at once, so that an environment can be made again under the same name the same day."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.secret_recovery_days == 0 || (var.secret_recovery_days >= 7 && var.secret_recovery_days <= 30)
    error_message = "secret_recovery_days is 7 to 30, or 0 to delete at once."
  }
}

variable "snapshots" {
  description = <<-EOT
    Daily snapshots: for how many days they are kept (0 to 35; 0 takes none), the `window` in UTC, the one that deletion leaves
    (its name ends in `generation`), and `restore_from`, the name of one that a new group begins with.
  EOT
  type = object({
    final_snapshot = optional(object({
      enabled    = optional(bool, true)
      generation = optional(number, 1)
    }), {})
    restore_from   = optional(string)
    retention_days = optional(number, 7)
    window         = optional(string, "02:00-03:00")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.snapshots.retention_days >= 0 && var.snapshots.retention_days <= 35
    error_message = "snapshots.retention_days is 0 (none are taken) to 35."
  }

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.snapshots.window))
    error_message = "snapshots.window is a part of the day in UTC, for instance \"02:00-03:00\"."
  }

  validation {
    condition     = var.snapshots.final_snapshot.generation >= 1 && floor(var.snapshots.final_snapshot.generation) == var.snapshots.final_snapshot.generation
    error_message = "snapshots.final_snapshot.generation is a whole number from 1 on."
  }
}

variable "tags" {
  description = "Tags of everything here, beside the provider's default_tags. The module adds Name and Component."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setintersection(keys(var.tags), ["Name", "Component"])) == 0
    error_message = "tags has neither Name nor Component: the module sets them."
  }
}

variable "transit_encryption_mode" {
  description = "`required`, or `preferred` for the time in which clients of a group that had no TLS move over."
  type        = string
  default     = "required"
  nullable    = false

  validation {
    condition     = contains(["required", "preferred"], var.transit_encryption_mode)
    error_message = "transit_encryption_mode is required, or preferred while clients move over."
  }
}

variable "users" {
  description = <<-EOT
    Who may log in, by key: `application` is what services use. `authentication` is password (a secret, and passwords) or iam (a token;
    the user is called NAME-KEY then). `access` is an access string of ACLs without passwords. A password goes out when
    `password_version` is raised, to the user and to its secret.
  EOT
  type = map(object({
    access           = optional(string, "on ~* &* +@all -@admin -@dangerous +info")
    authentication   = optional(string, "password")
    password_version = optional(number, 1)
  }))
  default  = { application = {} }
  nullable = false

  validation {
    condition     = contains(keys(var.users), "application")
    error_message = "users has the key application, and others beside it as you like."
  }

  validation {
    condition     = alltrue([for key in keys(var.users) : can(regex("^[a-z](-?[a-z0-9])*$", key)) && key != "default" && length("${var.name}-${key}") <= 40])
    error_message = "Keys of users are lower-case letters, digits and single hyphens, not \"default\", and NAME-KEY (\"${var.name}-...\") has at most 40 characters, as ids of users have."
  }

  validation {
    condition     = alltrue([for user in values(var.users) : contains(["password", "iam"], user.authentication)])
    error_message = "authentication in users is password or iam: nobody logs in without."
  }

  validation {
    condition     = alltrue([for user in values(var.users) : can(regex("^(on|off) ", user.access)) && !can(regex("(^| )(nopass|reset|resetpass|[><#!][^ ]*)( |$)", user.access))])
    error_message = "access in users begins with on or off, for instance \"on ~alerts:* +@read +@write\", and has neither passwords (>, <, #, !) nor nopass, reset, resetpass: those are ElastiCache's own."
  }

  validation {
    condition     = var.engine.name == "valkey" || !anytrue([for user in values(var.users) : user.authentication == "iam"]) || startswith(var.engine.version, "7.")
    error_message = "authentication = \"iam\" needs Valkey, or Redis OSS 7."
  }

  validation {
    condition     = length(var.users) <= 99
    error_message = "users are at most 99: a group of users has 100, and one is the default user."
  }
}
