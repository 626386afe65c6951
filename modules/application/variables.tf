variable "account" {
  description = "The account and region in which services run. Given, not looked up, so that no plan waits for it."
  type = object({
    id        = string
    region    = string
    partition = optional(string, "aws")
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account.id))
    error_message = "account.id must be the 12 digits of an AWS account."
  }

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.account.region))
    error_message = "account.region must be the name of a region, such as \"eu-central-1\"."
  }

  validation {
    condition     = contains(["aws", "aws-cn", "aws-us-gov", "aws-eusc"], var.account.partition)
    error_message = "account.partition must be aws, aws-cn, aws-us-gov or aws-eusc."
  }
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that alarms of each severity speak to. Null: the alarm is there and tells nobody."
  type = object({
    critical = optional(string)
    info     = optional(string)
    warning  = optional(string)
  })
  default  = {}
  nullable = false
}

variable "alarms" {
  description = "Alarms of each service: cpu_percent and memory_percent of what its tasks have, over ten minutes; tasks_missing_minutes, after which fewer tasks than wanted are a warning. That none is running while some are wanted is critical at once. overrides: other thresholds for a service, by its key. The alarms on tasks need container insights."
  type = object({
    cpu_percent    = optional(number, 90)
    enabled        = optional(bool, true)
    memory_percent = optional(number, 90)
    overrides = optional(map(object({
      cpu_percent    = optional(number)
      memory_percent = optional(number)
    })), {})
    tasks_missing_minutes = optional(number, 15)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.alarms.overrides) : contains(keys(var.services), key)])
    error_message = "alarms.overrides has an unknown service key; the keys must be those of services: ${join(", ", keys(var.services))}."
  }

  validation {
    condition = alltrue([for percent in concat(
      [var.alarms.cpu_percent, var.alarms.memory_percent],
      flatten([for o in values(var.alarms.overrides) : [for p in [o.cpu_percent, o.memory_percent] : p if p != null]]),
    ) : percent > 0 && percent <= 100])
    error_message = "alarms: cpu_percent and memory_percent must be above 0 and at most 100."
  }

  validation {
    condition     = var.alarms.tasks_missing_minutes >= 2 && var.alarms.tasks_missing_minutes <= 60 && floor(var.alarms.tasks_missing_minutes) == var.alarms.tasks_missing_minutes
    error_message = "alarms.tasks_missing_minutes must be a whole number from 2 to 60."
  }
}

variable "allow_latest" {
  description = "Whether an image may have the tag latest, or no tag, which is the same. Never in production: nobody could say what runs, or go back to it."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.allow_latest || var.environment != "production"
    error_message = "allow_latest must be false in production: give each image a tag that never moves, or a digest."
  }
}

variable "cluster" {
  description = "The ECS cluster. exec_log_retention_days is of the log of sessions, which is there if a service allows ECS Exec. encrypt_ephemeral_storage: Fargate's disks with the key as well; a key that was given must let fargate.amazonaws.com use it."
  type = object({
    encrypt_ephemeral_storage = optional(bool, true)
    exec_log_retention_days   = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.cluster.exec_log_retention_days)
    error_message = "cluster.exec_log_retention_days must be a retention that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "container_insights" {
  description = "What the cluster measures: enhanced, enabled or disabled. Alarms on tasks and scaling by backlog need it."
  type        = string
  default     = "enhanced"
  nullable    = false

  validation {
    condition     = contains(["enhanced", "enabled", "disabled"], var.container_insights)
    error_message = "container_insights must be enhanced, enabled or disabled."
  }
}

variable "encryption" {
  description = "The KMS key of logs, of sessions of ECS Exec and of Fargate's disks: one of the module's own, with rotation, or the one that key_arn names with create_key = false (its policy must let CloudWatch Logs use it)."
  type = object({
    create_key = optional(bool, true)
    key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.encryption.create_key ? var.encryption.key_arn == null : var.encryption.key_arn != null
    error_message = "encryption must have exactly one of create_key = true and key_arn: with a key_arn set create_key = false."
  }
}

variable "environment" {
  description = "Name of the environment. In \"production\" the ways out that only a small environment may take are refused: moving image tags."
  type        = string
  default     = "production"
  nullable    = false
}

variable "logs" {
  description = "Where containers write: a log group for each service, PREFIX/SERVICE, made here unless create_groups is false (whoever owns them gives them these names). retention_days: how long they are kept."
  type = object({
    create_groups  = optional(bool, true)
    prefix         = optional(string)
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_days)
    error_message = "logs.retention_days must be a retention that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }

  validation {
    condition     = var.logs.prefix == null || can(regex("^[a-zA-Z0-9_./#-]{1,400}$", var.logs.prefix)) && !endswith(coalesce(var.logs.prefix, "-"), "/")
    error_message = "logs.prefix must be letters, digits and _ . / # -, and not end with a slash, as in \"/ecs/signalcraft-production\"."
  }
}

variable "name" {
  description = "Prefix of all names, such as \"signalcraft-production\": 3 to 36 lower-case letters, digits and hyphens, so that the names of roles fit."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,34}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 36 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen; a role's name, NAME-SERVICE-execution, has at most 64 characters."
  }
}

variable "network" {
  description = "Where tasks run: subnets (zone => id, as networking gives them) and the security groups' ids. assign_public_ip is for an environment without NAT, and makes tasks reachable as far as their security groups let them be."
  type = object({
    assign_public_ip   = optional(bool, false)
    security_group_ids = list(string)
    subnet_ids         = map(string)
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 1 && length(var.network.subnet_ids) <= 16
    error_message = "network.subnet_ids must have one to sixteen subnets."
  }

  validation {
    condition     = length(var.network.security_group_ids) >= 1 && length(var.network.security_group_ids) <= 5
    error_message = "network.security_group_ids must have one to five ids; without one the VPC's default group would be used."
  }
}

variable "roles" {
  description = "What all roles of the module have in common: the path, and the ARN of a permissions boundary if the account wants one."
  type = object({
    path                     = optional(string, "/")
    permissions_boundary_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^/([a-zA-Z0-9_.,+@=-]+/)*$", var.roles.path))
    error_message = "roles.path must begin and end with a slash, as in \"/signalcraft/\"."
  }
}

variable "service_connect" {
  description = "A namespace in which services find each other by name: made here if enabled, unless namespace_arn names one with create_namespace = false."
  type = object({
    create_namespace = optional(bool, true)
    enabled          = optional(bool, false)
    namespace_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !var.service_connect.enabled || (var.service_connect.create_namespace ? var.service_connect.namespace_arn == null : var.service_connect.namespace_arn != null)
    error_message = "service_connect must have exactly one of create_namespace = true and namespace_arn: with a namespace_arn set create_namespace = false."
  }
}

variable "services" {
  description = "Services by key (api, worker, web): resources, containers, where traffic comes from, how it scales. README.md says what each attribute means. Everything that a release changes (images, count, weights, running task definition) is not here: a service is born with no task, and Terraform owns only the template of its task definition."
  type = map(object({
    architecture = optional(string, "ARM64")

    autoscaling = optional(object({
      backlog = optional(object({
        dimensions  = optional(map(string), {})
        metric_name = string
        namespace   = string
        per_task    = number
        statistic   = optional(string, "Average")
      }))
      cpu_percent         = optional(number, 60)
      max                 = number
      memory_percent      = optional(number)
      min                 = number
      requests_per_target = optional(number)
      scale_in_cooldown   = optional(number, 300)
      scale_out_cooldown  = optional(number, 60)
      schedules = optional(map(object({
        max      = number
        min      = number
        schedule = string
        start    = optional(string)
        timezone = optional(string, "Etc/UTC")
      })), {})
    }))

    capacity = optional(object({
      on_demand = optional(object({ base = optional(number, 0), weight = optional(number, 1) }), {})
      spot      = optional(object({ base = optional(number, 0), weight = optional(number, 0) }), {})
    }), {})

    containers = map(object({
      command      = optional(list(string))
      cpu          = optional(number, 0)
      dependencies = optional(map(string), {})
      entry_point  = optional(list(string))
      environment  = optional(list(object({ name = string, value = string })), [])
      essential    = optional(bool, true)
      health_check = optional(object({
        command      = list(string)
        interval     = optional(number, 30)
        retries      = optional(number, 3)
        start_period = optional(number, 30)
        timeout      = optional(number, 5)
      }))
      image              = string
      labels             = optional(map(string), {})
      memory             = optional(number)
      memory_reservation = optional(number)
      open_files         = optional(number, 65536)
      ports = optional(map(object({
        app_protocol = optional(string)
        port         = number
        protocol     = optional(string, "tcp")
      })), {})
      read_only_root    = optional(bool, true)
      secrets           = optional(list(object({ name = string, valueFrom = string })), [])
      stop_timeout      = optional(number, 30)
      user              = optional(string, "1000")
      working_directory = optional(string)
      writable_paths    = optional(map(object({ tmpfs_mib = optional(number) })), {})
    }))

    cpu = optional(number, 256)

    deployment = optional(object({
      alarm_names             = optional(list(string), [])
      circuit_breaker         = optional(bool, true)
      maximum_percent         = optional(number, 200)
      minimum_healthy_percent = optional(number, 100)
      strategy                = optional(string, "rolling")
    }), {})

    ephemeral_storage_gib = optional(number)
    exec                  = optional(bool, false)

    firelens = optional(object({
      cpu                = optional(number, 0)
      image              = optional(string, "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.17")
      memory_reservation = optional(number, 64)
      options            = optional(map(string))
    }))

    load_balancer = optional(object({
      container            = optional(string)
      health_check_seconds = optional(number, 60)
      port                 = number
      traffic = object({
        load_balancer_arn_suffix = string
        rule_arn                 = string
        target_groups = object({
          blue  = object({ arn = string, arn_suffix = string })
          green = optional(object({ arn = string, arn_suffix = string }))
        })
        test_rule_arn = optional(string)
      })
    }))

    main_container     = optional(string)
    memory             = optional(number, 512)
    run_as_service     = optional(bool, true)
    secret_key_arns    = optional(map(string), {})
    security_group_ids = optional(list(string))

    service_connect = optional(object({
      discovery_name          = optional(string)
      dns_name                = optional(string)
      idle_timeout_seconds    = optional(number)
      port                    = optional(number)
      port_name               = optional(string)
      request_timeout_seconds = optional(number)
    }))

    task_role_statements = optional(map(object({
      actions    = list(string)
      conditions = optional(map(map(list(string))), {})
      resources  = list(string)
    })), {})

    tracing = optional(object({
      configuration      = optional(string)
      cpu                = optional(number, 0)
      image              = optional(string, "public.ecr.aws/aws-observability/aws-otel-collector:v0.48.0")
      memory_reservation = optional(number, 64)
    }))
  }))
  nullable = false

  # Names

  validation {
    condition     = alltrue([for key in keys(var.services) : can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", key))])
    error_message = "Keys of services must be 2 to 16 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen: they are names of ECS services and part of roles' names, which have at most 64 characters."
  }

  validation {
    condition     = alltrue([for key, s in var.services : !(endswith(key, "-green") && contains([for k, v in var.services : k if v.deployment.strategy == "alb_weighted"], trimsuffix(key, "-green")))])
    error_message = "A key of services must not be that of an alb_weighted service with \"-green\" behind it: this is the name of its second ECS service."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for name in keys(s.containers) : can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$", name)) && !contains(["log-router", "otel-collector"], name)]]))
    error_message = "Names of containers must be 1 to 255 letters, digits, _ and -, and neither log-router nor otel-collector, which the module adds."
  }

  validation {
    condition     = alltrue([for key, s in var.services : length(s.containers) >= 1 && (s.main_container == null ? contains(keys(s.containers), key) || length(s.containers) == 1 : contains(keys(s.containers), s.main_container))])
    error_message = "Each service must have a container that is its own: the only one, one with the service's key as its name, or the one that main_container names, which must exist."
  }

  # Resources

  validation {
    condition = alltrue([for s in values(var.services) : anytrue([
      s.cpu == 256 && contains([512, 1024, 2048], s.memory),
      s.cpu == 512 && s.memory >= 1024 && s.memory <= 4096 && s.memory % 1024 == 0,
      s.cpu == 1024 && s.memory >= 2048 && s.memory <= 8192 && s.memory % 1024 == 0,
      s.cpu == 2048 && s.memory >= 4096 && s.memory <= 16384 && s.memory % 1024 == 0,
      s.cpu == 4096 && s.memory >= 8192 && s.memory <= 30720 && s.memory % 1024 == 0,
      s.cpu == 8192 && s.memory >= 16384 && s.memory <= 61440 && s.memory % 4096 == 0,
      s.cpu == 16384 && s.memory >= 32768 && s.memory <= 122880 && s.memory % 8192 == 0,
    ])])
    error_message = "services: cpu and memory must be a pair that Fargate has: 256 with 512, 1024 or 2048 MiB; 512 with 1024 to 4096; 1024 with 2048 to 8192; 2048 with 4096 to 16384; 4096 with 8192 to 30720 (all in steps of 1024); 8192 with 16384 to 61440 in steps of 4096; 16384 with 32768 to 122880 in steps of 8192."
  }

  validation {
    condition = alltrue([for s in values(var.services) : alltrue([
      sum([for c in values(s.containers) : c.cpu]) + (s.firelens == null ? 0 : s.firelens.cpu) + (s.tracing == null ? 0 : s.tracing.cpu) <= s.cpu,
      sum([for c in values(s.containers) : coalesce(c.memory_reservation, c.memory, 0)]) + (s.firelens == null ? 0 : s.firelens.memory_reservation) + (s.tracing == null ? 0 : s.tracing.memory_reservation) <= s.memory,
      alltrue([for c in values(s.containers) : coalesce(c.memory, 0) <= s.memory]),
    ])])
    error_message = "services: containers and sidecars must not ask for more cpu and memory together than their task has."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : contains(["ARM64", "X86_64"], s.architecture)])
    error_message = "services: architecture must be ARM64 or X86_64."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.ephemeral_storage_gib == null ? true : s.ephemeral_storage_gib >= 21 && s.ephemeral_storage_gib <= 200])
    error_message = "services: ephemeral_storage_gib must be 21 to 200, or null for the 20 GiB that every task has."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.capacity.on_demand.weight + s.capacity.spot.weight > 0 && (s.capacity.on_demand.base == 0 || s.capacity.spot.base == 0) && alltrue([for n in [s.capacity.on_demand.weight, s.capacity.spot.weight] : n >= 0 && n <= 1000]) && alltrue([for n in [s.capacity.on_demand.base, s.capacity.spot.base] : n >= 0 && n <= 100000])])
    error_message = "services: capacity must have a weight above 0 (0 to 1000 each) for on_demand or spot, and a base (0 to 100000) for one of them at most."
  }

  # Containers

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for image in concat([for c in values(s.containers) : c.image], s.firelens == null ? [] : [s.firelens.image], s.tracing == null ? [] : [s.tracing.image]) : var.allow_latest || strcontains(image, "@sha256:") || can(regex(":[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", image)) && !endswith(image, ":latest")]]))
    error_message = "services: each image must have a tag other than latest, or a digest: REPOSITORY:1.8.2 or REPOSITORY@sha256:.... (The template's image only stands until the first release, and no task is started from it; a tag that does not exist, such as \":unreleased\", does well.)"
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : length(distinct(concat([for e in c.environment : e.name], [for e in c.secrets : e.name]))) == length(c.environment) + length(c.secrets)]]))
    error_message = "services: names in environment and secrets of a container must all differ: a variable has one value."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : [for e in c.secrets : can(regex("^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^:]+(:[^:]*:[^:]*:[^:]*)?|ssm:[a-z0-9-]+:[0-9]{12}:parameter/.+)$", e.valueFrom))]]]))
    error_message = "services: valueFrom of a secret must be the ARN of a secret in Secrets Manager, followed by :KEY:: for one key of it, or the ARN of an SSM parameter. Values never stand here."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : [for e in concat([for v in c.environment : v.name], [for v in c.secrets : v.name]) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", e))]]]))
    error_message = "services: names in environment and secrets must be letters, digits and _, and not begin with a digit."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : [for name, when in c.dependencies : contains(keys(s.containers), name) && contains(["START", "COMPLETE", "SUCCESS", "HEALTHY"], when)]]]))
    error_message = "services: dependencies of a container must name containers of the same service, each with START, COMPLETE, SUCCESS or HEALTHY."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : [for name, when in c.dependencies : when != "HEALTHY" || try(s.containers[name].health_check, null) != null]]]))
    error_message = "services: a container can only wait for HEALTHY of one that has a health_check."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : c.stop_timeout >= 1 && c.stop_timeout <= 120]]))
    error_message = "services: stop_timeout must be 1 to 120 seconds, Fargate's limit."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : !contains(["0", "root"], split(":", c.user)[0])]]))
    error_message = "services: user must not be root: give a numeric id such as \"1000\" or \"1000:1000\"."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : c.health_check == null ? true : alltrue([c.health_check.interval >= 5, c.health_check.interval <= 300, c.health_check.timeout >= 2, c.health_check.timeout <= 60, c.health_check.retries >= 1, c.health_check.retries <= 10, c.health_check.start_period >= 0, c.health_check.start_period <= 300, contains(["CMD", "CMD-SHELL", "NONE"], try(c.health_check.command[0], "-"))])]]))
    error_message = "services: health_check.command must begin with CMD, CMD-SHELL or NONE; interval must be 5 to 300 seconds, timeout 2 to 60, retries 1 to 10, start_period 0 to 300."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : [for path in keys(c.writable_paths) : startswith(path, "/") && path != "/"]]]))
    error_message = "services: writable_paths must be absolute paths below the root, such as \"/tmp\"."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for c in values(s.containers) : [for p in values(c.ports) : p.port >= 1 && p.port <= 65535 && contains(["tcp", "udp"], p.protocol) && contains(["-", "http", "http2", "grpc"], coalesce(p.app_protocol, "-"))]]]))
    error_message = "services: a port must be 1 to 65535 with the protocol tcp or udp, its app_protocol http, http2, grpc or null."
  }

  # Roles

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for statement in values(s.task_role_statements) : length(statement.actions) > 0 && length(statement.resources) > 0 && alltrue([for action in statement.actions : can(regex("^[a-z0-9-]+:[A-Za-z][A-Za-z0-9]*\\*?$", action))])]]))
    error_message = "services: each of task_role_statements must have resources, and actions that name a service and what is done, such as \"s3:GetObject\" or \"s3:Get*\": neither \"*\" nor \"s3:*\"."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for sid in keys(s.task_role_statements) : can(regex("^[A-Za-z0-9]+$", sid)) && !contains(["Exec", "ExecLog", "ExecLogDescribe", "ExecKey", "Tracing", "Logs"], sid)]]))
    error_message = "services: keys of task_role_statements must be letters and digits, and none of Exec, ExecLog, ExecLogDescribe, ExecKey, Tracing and Logs, which the module uses."
  }

  # Traffic and releases

  validation {
    condition     = alltrue([for s in values(var.services) : contains(["rolling", "blue_green", "linear", "canary", "alb_weighted"], s.deployment.strategy)])
    error_message = "services: deployment.strategy must be rolling, blue_green, linear, canary or alb_weighted."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : contains(["blue_green", "linear", "canary"], s.deployment.strategy) ? s.load_balancer != null || try(s.service_connect.port, null) != null : true])
    error_message = "services: the strategies blue_green, linear and canary need a load_balancer, or a service_connect with a port: there is no traffic to shift without one. A service that only takes work from a queue can but roll."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.deployment.strategy == "alb_weighted" ? s.load_balancer != null : true])
    error_message = "services: the strategy alb_weighted needs a load_balancer, whose rule has the weights."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.deployment.strategy == "rolling" || s.load_balancer == null ? true : s.load_balancer.traffic.target_groups.green != null])
    error_message = "services: every strategy but rolling needs a pair of target groups: load_balancer.traffic.target_groups.green is null. Give the service the same strategy in the load_balancer module."
  }

  validation {
    condition     = alltrue([for key, s in var.services : s.load_balancer == null ? true : contains(flatten([for p in values(try(s.containers[coalesce(s.load_balancer.container, s.main_container, contains(keys(s.containers), key) ? key : keys(s.containers)[0])].ports, {})) : p.port]), s.load_balancer.port)])
    error_message = "services: load_balancer.port must be among the ports of its container (load_balancer.container, or else the service's own)."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.run_as_service || (s.load_balancer == null && s.autoscaling == null && s.service_connect == null)])
    error_message = "services: load_balancer, autoscaling and service_connect need run_as_service = true; without a service there is only a task definition."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.service_connect == null || var.service_connect.enabled])
    error_message = "services: service_connect of a service needs service_connect.enabled = true."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.service_connect == null ? true : s.service_connect.port_name == null ? s.service_connect.port == null : contains(flatten([for c in values(s.containers) : keys(c.ports)]), s.service_connect.port_name) && s.service_connect.port != null])
    error_message = "services: service_connect needs both port_name (a key of ports of one of the containers) and port to be found by others, or neither to only find them."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.deployment.minimum_healthy_percent >= 0 && s.deployment.minimum_healthy_percent <= 100 && s.deployment.maximum_percent > 100 && s.deployment.maximum_percent <= 400])
    error_message = "services: deployment.minimum_healthy_percent must be 0 to 100, deployment.maximum_percent above 100 and at most 400; at 100 no new task could start before an old one stops."
  }

  # Scaling

  validation {
    condition     = alltrue([for s in values(var.services) : s.autoscaling == null ? true : s.autoscaling.min >= 0 && s.autoscaling.min <= s.autoscaling.max && s.autoscaling.max >= 1 && s.autoscaling.max <= 5000])
    error_message = "services: autoscaling.min must be at least 0 and not above autoscaling.max, which is 1 to 5000."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : s.autoscaling == null ? [] : [for t in values(s.autoscaling.schedules) : t.min >= 0 && t.min <= t.max && can(regex("^(cron|rate|at)\\(.+\\)$", t.schedule))]]))
    error_message = "services: each of autoscaling.schedules must have a min that is at least 0 and not above max, and a schedule like cron(0 7 ? * MON-FRI *), rate(1 day) or at(2030-01-01T00:00:00)."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.autoscaling == null ? true : alltrue([for percent in [s.autoscaling.cpu_percent, s.autoscaling.memory_percent] : coalesce(percent, 0) == 0 ? true : percent >= 10 && percent <= 100])])
    error_message = "services: autoscaling.cpu_percent and memory_percent must be 10 to 100, or 0 for no policy."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.autoscaling == null ? true : s.autoscaling.requests_per_target == null ? true : s.load_balancer != null && s.autoscaling.requests_per_target > 0])
    error_message = "services: autoscaling.requests_per_target must be above 0 and needs a load_balancer."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.autoscaling == null ? true : s.autoscaling.backlog == null ? true : s.autoscaling.backlog.per_task > 0 && var.container_insights != "disabled"])
    error_message = "services: autoscaling.backlog.per_task must be above 0, and needs container_insights, which counts the running tasks."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.autoscaling == null ? true : s.deployment.strategy != "alb_weighted" || length(s.autoscaling.schedules) == 0])
    error_message = "services: autoscaling.schedules do not go with the strategy alb_weighted: they would wake the colour that is idle."
  }
}

variable "tags" {
  description = "Tags of everything that the module makes, beside those of the provider's default_tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
