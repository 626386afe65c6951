variable "access_logs" {
  description = "Logs of requests in S3. The module makes the bucket unless create_bucket is false and bucket names one in the same region that lets Elastic Load Balancing write. connection and health_checks add those two logs. retention_days: 1 to 3653. force_destroy lets a destroy delete a bucket with logs in it."
  type = object({
    bucket         = optional(string)
    connection     = optional(bool, false)
    create_bucket  = optional(bool, true)
    enabled        = optional(bool, true)
    force_destroy  = optional(bool, false)
    health_checks  = optional(bool, false)
    prefix         = optional(string, "alb")
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !var.access_logs.enabled || var.access_logs.create_bucket || var.access_logs.bucket != null
    error_message = "access_logs.bucket must name the bucket when access_logs.create_bucket is false."
  }

  validation {
    condition     = var.access_logs.bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logs.bucket))
    error_message = "access_logs.bucket must be a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens."
  }

  validation {
    condition     = !can(regex("(^/|/$|AWSLogs)", var.access_logs.prefix)) && length(var.access_logs.prefix) > 0
    error_message = "access_logs.prefix must be a path without a slash at either end, and without the word AWSLogs, which Elastic Load Balancing adds itself."
  }

  validation {
    condition     = var.access_logs.retention_days >= 1 && var.access_logs.retention_days <= 3653 && floor(var.access_logs.retention_days) == var.access_logs.retention_days
    error_message = "access_logs.retention_days must be a whole number from 1 to 3653 (ten years)."
  }
}

variable "account" {
  description = "The account and region in which the load balancer is made. Given, not looked up, so that no plan waits for it."
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
  description = "Alarms of the load balancer and of each service behind it. balancer_5xx: answers of the load balancer itself in five minutes. error_percent: share of 5xx answers, counted from minimum_requests a minute on. latency_seconds: 99th percentile. blocked_requests: requests that the WAF blocked in five minutes. overrides: other thresholds for a service, by its key."
  type = object({
    balancer_5xx     = optional(number, 20)
    blocked_requests = optional(number, 1000)
    enabled          = optional(bool, true)
    error_percent    = optional(number, 5)
    latency_seconds  = optional(number, 1)
    minimum_requests = optional(number, 20)
    overrides = optional(map(object({
      error_percent    = optional(number)
      latency_seconds  = optional(number)
      minimum_requests = optional(number)
    })), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.alarms.overrides) : contains(keys(var.services), key)])
    error_message = "alarms.overrides has an unknown service key; the keys must be those of services: ${join(", ", keys(var.services))}."
  }

  validation {
    condition = alltrue(concat(
      [for percent in concat([var.alarms.error_percent], [for o in values(var.alarms.overrides) : o.error_percent if o.error_percent != null]) : percent > 0 && percent <= 100],
      [for seconds in concat([var.alarms.latency_seconds], [for o in values(var.alarms.overrides) : o.latency_seconds if o.latency_seconds != null]) : seconds > 0],
      [var.alarms.balancer_5xx > 0, var.alarms.blocked_requests > 0, var.alarms.minimum_requests >= 1],
    ))
    error_message = "alarms: error_percent must be above 0 and at most 100, latency_seconds, balancer_5xx and blocked_requests above 0, minimum_requests at least 1."
  }
}

variable "authentication" {
  description = "Who may pass, by a name that services and rules refer to in authenticate; each entry has exactly one of three kinds. jwt: machines that bring a token. cognito: people, by a user pool. oidc: people, by any identity provider; Elastic Load Balancing wants its client secret in the rule, so that it is in the state: accept_secret_in_state must say that this is known."
  type = map(object({
    cognito = optional(object({
      client_id       = string
      domain          = string
      scope           = optional(string, "openid")
      session_seconds = optional(number, 43200)
      user_pool_arn   = string
    }))
    jwt = optional(object({
      claims = optional(map(object({
        format = optional(string, "single-string")
        values = list(string)
      })), {})
      issuer        = string
      jwks_endpoint = string
    }))
    oidc = optional(object({
      accept_secret_in_state = optional(bool, false)
      authorization_endpoint = string
      client_id              = string
      issuer                 = string
      scope                  = optional(string, "openid")
      session_seconds        = optional(number, 43200)
      token_endpoint         = string
      user_info_endpoint     = string
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for a in values(var.authentication) : length([for kind in [a.cognito, a.jwt, a.oidc] : true if kind != null]) == 1])
    error_message = "Each entry of authentication must have exactly one of cognito, jwt and oidc."
  }

  validation {
    condition     = alltrue([for a in values(var.authentication) : a.oidc == null ? true : a.oidc.accept_secret_in_state])
    error_message = "authentication.oidc puts the client's secret into the state, as aws_lb_listener_rule has no write-only argument for it. Set accept_secret_in_state = true if the state may hold it, or use cognito or jwt, which need no secret."
  }

  validation {
    condition     = alltrue(flatten([for a in values(var.authentication) : a.oidc == null ? [] : [for url in [a.oidc.authorization_endpoint, a.oidc.issuer, a.oidc.token_endpoint, a.oidc.user_info_endpoint] : startswith(url, "https://")]]))
    error_message = "The endpoints and the issuer of authentication.oidc must be URLs that start with https://."
  }
}

variable "balancer" {
  description = "The load balancer itself. internal: no address on the internet. idle_timeout (1 to 4000) and client_keep_alive (60 to 604800) are seconds; an application must keep its connections longer than idle_timeout. strict_desync: refuse whatever may be understood in two ways, instead of only what is known to be an attack. capacity_units: reserved capacity, null for none."
  type = object({
    capacity_units            = optional(number)
    client_keep_alive         = optional(number, 3600)
    idle_timeout              = optional(number, 60)
    internal                  = optional(bool, false)
    ip_address_type           = optional(string, "ipv4")
    preserve_host_header      = optional(bool, false)
    strict_desync             = optional(bool, false)
    tls_version_headers       = optional(bool, false)
    waf_fail_open             = optional(bool, false)
    x_forwarded_for           = optional(string, "append")
    x_forwarded_for_with_port = optional(bool, false)
    zonal_shift               = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["ipv4", "dualstack", "dualstack-without-public-ipv4"], var.balancer.ip_address_type)
    error_message = "balancer.ip_address_type must be ipv4, dualstack or dualstack-without-public-ipv4."
  }

  validation {
    condition     = contains(["append", "preserve", "remove"], var.balancer.x_forwarded_for)
    error_message = "balancer.x_forwarded_for must be append, preserve or remove."
  }

  validation {
    condition     = var.balancer.idle_timeout >= 1 && var.balancer.idle_timeout <= 4000 && var.balancer.client_keep_alive >= 60 && var.balancer.client_keep_alive <= 604800
    error_message = "balancer.idle_timeout must be 1 to 4000 seconds, balancer.client_keep_alive 60 to 604800 seconds."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer. To destroy one: apply with false, then destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "encryption" {
  description = "The KMS key of the WAF's log group: one of the module's own, with rotation, or the one that key_arn names with create_key = false (its policy must let CloudWatch Logs use it). Access logs in S3 have S3's own keys: Elastic Load Balancing writes to no bucket with a KMS key."
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
  description = "Name of the environment. In \"production\" an address on the internet without a web ACL in front is refused."
  type        = string
  default     = "production"
  nullable    = false
}

variable "headers" {
  description = "What the HTTPS listener adds to or takes from answers. An empty string leaves a header to the application; server = false takes the Server header out. strict_transport_security is in seconds, by its own syntax."
  type = object({
    access_control_allow_credentials = optional(string, "")
    access_control_allow_headers     = optional(string, "")
    access_control_allow_methods     = optional(string, "")
    access_control_allow_origin      = optional(string, "")
    access_control_expose_headers    = optional(string, "")
    access_control_max_age           = optional(string, "")
    content_security_policy          = optional(string, "")
    server                           = optional(bool, false)
    strict_transport_security        = optional(string, "max-age=31536000; includeSubDomains")
    x_content_type_options           = optional(string, "nosniff")
    x_frame_options                  = optional(string, "DENY")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.headers.strict_transport_security == "" || can(regex("^max-age=[0-9]+(; includeSubDomains)?(; preload)?$", var.headers.strict_transport_security))
    error_message = "headers.strict_transport_security must read max-age=SECONDS, then \"; includeSubDomains\" and \"; preload\" as wanted."
  }

  validation {
    condition     = var.headers.x_content_type_options == "" || var.headers.x_content_type_options == "nosniff"
    error_message = "headers.x_content_type_options must be nosniff, or empty to leave it to the application."
  }

  validation {
    condition     = contains(["", "DENY", "SAMEORIGIN"], var.headers.x_frame_options)
    error_message = "headers.x_frame_options must be DENY or SAMEORIGIN, or empty to leave it to the application."
  }

  validation {
    condition     = !(var.headers.access_control_allow_origin == "*" && var.headers.access_control_allow_credentials == "true")
    error_message = "headers must not allow credentials to every origin: browsers refuse access_control_allow_origin \"*\" with access_control_allow_credentials \"true\"."
  }
}

variable "https" {
  description = "The HTTPS listener on port 443; plain HTTP gets a redirect, and nothing else. certificate_arn: an ACM certificate in the same region; additional_certificate_arns: more of them, by keys of the caller, chosen by SNI. mutual_tls: certificates of clients, verified against trust_store_arn or passed through."
  type = object({
    additional_certificate_arns = optional(map(string), {})
    certificate_arn             = string
    mutual_tls = optional(object({
      advertise_ca_names = optional(bool, false)
      ignore_expiry      = optional(bool, false)
      mode               = optional(string, "verify")
      trust_store_arn    = optional(string)
    }))
  })
  nullable = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:(acm|iam):", var.https.certificate_arn))
    error_message = "https.certificate_arn must be the ARN of a certificate in ACM (arn:aws:acm:REGION:ACCOUNT:certificate/ID) or in IAM."
  }

  validation {
    condition     = var.https.mutual_tls == null ? true : (var.https.mutual_tls.mode == "verify" ? var.https.mutual_tls.trust_store_arn != null : var.https.mutual_tls.mode == "passthrough")
    error_message = "https.mutual_tls.mode must be verify, with a trust_store_arn, or passthrough."
  }
}

variable "name" {
  description = "Prefix of all names, such as \"signalcraft-production\": 3 to 32 lower-case letters, digits and hyphens, the limit of a load balancer's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name)) && !startswith(var.name, "internal-")
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, begin with a letter, not end with a hyphen, and not begin with \"internal-\"; a load balancer's name has at most 32 characters."
  }
}

variable "network" {
  description = "Where the load balancer stands: the VPC, at least two subnets in different zones (zone => id, as networking gives them) and its security groups' ids. The groups must let in 80, 443 and, from where smoke tests come, test_listener.port."
  type = object({
    security_group_ids = list(string)
    subnet_ids         = map(string)
    vpc_id             = string
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 2
    error_message = "network.subnet_ids must have at least two subnets in different zones: Elastic Load Balancing takes no fewer."
  }

  validation {
    condition     = length(var.network.security_group_ids) >= 1 && length(var.network.security_group_ids) <= 5
    error_message = "network.security_group_ids must have one to five ids; without one the VPC's default group would be used."
  }
}

variable "oidc_client_secrets" {
  description = "Secrets of the clients in authentication that are of the kind oidc, by the same keys. They are in the state: see authentication."
  type        = map(string)
  default     = {}
  nullable    = false
  sensitive   = true

  validation {
    condition     = alltrue([for key, a in var.authentication : a.oidc == null || contains(nonsensitive(keys(var.oidc_client_secrets)), key)])
    error_message = "oidc_client_secrets must have an entry for each entry of authentication that is of the kind oidc."
  }
}

variable "rules" {
  description = "Rules beside those of services, by keys of the caller: each has conditions like a service's route, and exactly one of forward (key of a service with the strategy rolling), redirect and response. authenticate: key of authentication, with forward only."
  type = map(object({
    authenticate = optional(string)
    forward      = optional(string)
    headers      = optional(map(list(string)), {})
    hosts        = optional(list(string), [])
    methods      = optional(list(string), [])
    paths        = optional(list(string), [])
    priority     = number
    redirect = optional(object({
      host   = optional(string, "#{host}")
      path   = optional(string, "/#{path}")
      query  = optional(string, "#{query}")
      status = optional(string, "HTTP_301")
    }))
    response = optional(object({
      body         = optional(string)
      content_type = optional(string, "text/plain")
      status       = number
    }))
    source_cidrs = optional(list(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for r in values(var.rules) : length([for a in [r.forward, r.redirect, r.response] : true if a != null]) == 1])
    error_message = "Each entry of rules must have exactly one of forward, redirect and response."
  }

  validation {
    condition     = alltrue([for r in values(var.rules) : r.forward == null ? true : contains(keys(var.services), r.forward)])
    error_message = "rules has a forward to an unknown service key; it must be one of: ${join(", ", keys(var.services))}."
  }

  validation {
    condition     = alltrue([for r in values(var.rules) : r.forward == null ? true : try(var.services[r.forward].strategy == "rolling", true)])
    error_message = "rules can forward only to a service with the strategy rolling: a release shifts weights on the one rule of the service's route, and traffic of a second rule would stay with the old version."
  }

  validation {
    condition     = alltrue([for r in values(var.rules) : r.authenticate == null ? true : r.forward != null && contains(keys(var.authentication), r.authenticate)])
    error_message = "rules: authenticate must be a key of authentication, and stands with forward only."
  }

  validation {
    condition = alltrue([for r in values(var.rules) : alltrue([
      length(r.hosts) + length(r.paths) + length(r.methods) + length(r.source_cidrs) + length(flatten(values(r.headers))) >= 1,
      length(r.hosts) + length(r.paths) + length(r.methods) + length(r.source_cidrs) + length(flatten(values(r.headers))) <= 5,
    ])])
    error_message = "Each entry of rules must have one to five values in hosts, paths, headers, methods and source_cidrs together, the limit of a listener rule."
  }

  validation {
    condition     = alltrue([for r in values(var.rules) : r.response == null ? true : r.response.status >= 200 && r.response.status <= 599 && contains(["text/plain", "text/css", "text/html", "application/javascript", "application/json"], r.response.content_type)])
    error_message = "rules: response.status must be 200 to 599, response.content_type one of text/plain, text/css, text/html, application/javascript and application/json."
  }

  validation {
    condition     = alltrue([for r in values(var.rules) : r.redirect == null ? true : contains(["HTTP_301", "HTTP_302"], r.redirect.status)])
    error_message = "rules: redirect.status must be HTTP_301 or HTTP_302."
  }

  validation {
    condition     = length(distinct(concat([for s in values(var.services) : s.route.priority], [for r in values(var.rules) : r.priority]))) == length(var.services) + length(var.rules)
    error_message = "Priorities of services' routes and of rules must all differ: a listener takes each once."
  }

  validation {
    condition     = alltrue([for p in concat([for s in values(var.services) : s.route.priority], [for r in values(var.rules) : r.priority]) : p >= 1 && p <= 50000 && floor(p) == p])
    error_message = "Priorities of services' routes and of rules must be whole numbers from 1 to 50000."
  }
}

variable "services" {
  description = "Services behind the load balancer, by key (the same as in the application module): how a request finds the service (route), how its targets are checked, and the strategy of its releases. Every strategy but rolling gets a pair of target groups and a rule on the test listener. Seconds: deregistration_delay 0 to 3600, slow_start 0 or 30 to 900, health_check.interval 5 to 300. Targets' ports come from the service, so that a changed port replaces nothing here."
  type = map(object({
    algorithm            = optional(string, "round_robin")
    authenticate         = optional(string)
    deregistration_delay = optional(number, 30)
    health_check = optional(object({
      healthy_threshold   = optional(number, 2)
      interval            = optional(number, 15)
      matcher             = optional(string, "200")
      path                = optional(string, "/health")
      timeout             = optional(number, 5)
      unhealthy_threshold = optional(number, 3)
    }), {})
    protocol         = optional(string, "HTTP")
    protocol_version = optional(string, "HTTP1")
    route = object({
      headers      = optional(map(list(string)), {})
      hosts        = optional(list(string), [])
      methods      = optional(list(string), [])
      paths        = optional(list(string), [])
      priority     = number
      source_cidrs = optional(list(string), [])
    })
    slow_start = optional(number, 0)
    stickiness = optional(object({
      cookie_name = optional(string)
      seconds     = optional(number, 3600)
    }))
    strategy = optional(string, "rolling")
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.services) : can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", key))])
    error_message = "Keys of services must be 2 to 16 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen: they are part of target groups' names, which have at most 32 characters."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : contains(["rolling", "blue_green", "linear", "canary", "alb_weighted"], s.strategy)])
    error_message = "services: strategy must be rolling, blue_green, linear, canary or alb_weighted."
  }

  validation {
    condition = alltrue([for s in values(var.services) : alltrue([
      length(s.route.hosts) + length(s.route.paths) + length(s.route.methods) + length(s.route.source_cidrs) + length(flatten(values(s.route.headers))) >= 1,
      length(s.route.hosts) + length(s.route.paths) + length(s.route.methods) + length(s.route.source_cidrs) + length(flatten(values(s.route.headers))) <= 5,
    ])])
    error_message = "services: route must have one to five values in hosts, paths, headers, methods and source_cidrs together, the limit of a listener rule. Everything is paths = [\"/*\"]."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.authenticate == null ? true : contains(keys(var.authentication), s.authenticate)])
    error_message = "services: authenticate must be a key of authentication."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.authenticate == null || s.strategy == "rolling"])
    error_message = "services: authenticate goes with the strategy rolling only: Amazon ECS shifts no traffic on a rule that has another action beside its forward, and a release owns the actions of the rule."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.stickiness == null || s.strategy == "rolling"])
    error_message = "services: stickiness goes with the strategy rolling only: a cookie outranks the weights of a release, and its client would be sent to a target group that has been emptied."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : contains(["HTTP", "HTTPS"], s.protocol) && contains(["HTTP1", "HTTP2", "GRPC"], s.protocol_version)])
    error_message = "services: protocol must be HTTP or HTTPS, protocol_version HTTP1, HTTP2 or GRPC."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : contains(["round_robin", "least_outstanding_requests", "weighted_random"], s.algorithm)])
    error_message = "services: algorithm must be round_robin, least_outstanding_requests or weighted_random."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.slow_start == 0 || (s.slow_start >= 30 && s.slow_start <= 900 && s.algorithm == "round_robin")])
    error_message = "services: slow_start must be 0 or 30 to 900 seconds, and goes with the algorithm round_robin only."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.deregistration_delay >= 0 && s.deregistration_delay <= 3600])
    error_message = "services: deregistration_delay must be 0 to 3600 seconds."
  }

  validation {
    condition = alltrue([for s in values(var.services) : alltrue([
      s.health_check.interval >= 5, s.health_check.interval <= 300,
      s.health_check.timeout >= 2, s.health_check.timeout <= 120, s.health_check.timeout < s.health_check.interval,
      s.health_check.healthy_threshold >= 2, s.health_check.healthy_threshold <= 10,
      s.health_check.unhealthy_threshold >= 2, s.health_check.unhealthy_threshold <= 10,
      startswith(s.health_check.path, "/"),
    ])])
    error_message = "services: health_check.interval must be 5 to 300 seconds, timeout 2 to 120 seconds and below interval, both thresholds 2 to 10, path begin with a slash."
  }

  validation {
    condition     = alltrue(flatten([for s in values(var.services) : [for cidr in s.route.source_cidrs : can(cidrhost(cidr, 0))]]))
    error_message = "services: route.source_cidrs must be CIDR blocks such as 10.0.0.0/8."
  }
}

variable "tags" {
  description = "Tags of everything that the module makes, beside those of the provider's default_tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "test_listener" {
  description = "The listener on which smoke tests reach the new version before anybody else does; it is made if a service has another strategy than rolling. allowed_cidrs narrows who is answered, beside the security group: at most five values together with the route's."
  type = object({
    allowed_cidrs = optional(list(string), [])
    port          = optional(number, 8443)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.test_listener.port >= 1 && var.test_listener.port <= 65535 && !contains([80, 443], var.test_listener.port)
    error_message = "test_listener.port must be 1 to 65535, and neither 80 nor 443."
  }

  validation {
    condition     = alltrue([for cidr in var.test_listener.allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "test_listener.allowed_cidrs must be CIDR blocks such as 10.0.0.0/8."
  }

  validation {
    condition = alltrue([for s in values(var.services) : s.strategy == "rolling" ? true : (
      length(var.test_listener.allowed_cidrs) + length(s.route.hosts) + length(s.route.paths) + length(s.route.methods) + length(s.route.source_cidrs) + length(flatten(values(s.route.headers))) <= 5
    )])
    error_message = "test_listener.allowed_cidrs and the route of a service must have at most five values together, the limit of a listener rule."
  }
}

variable "tls_policy" {
  description = "Security policy of the HTTPS listeners: one that begins at TLS 1.2 or 1.3."
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  nullable    = false

  validation {
    condition = contains([
      "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
      "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
      "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
      "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      "ELBSecurityPolicy-TLS13-1-3-2021-06",
      "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
      "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    ], var.tls_policy)
    error_message = "tls_policy must be a security policy that begins at TLS 1.2 or 1.3: ELBSecurityPolicy-TLS13-1-2-Res-2021-06 (forward secrecy and authenticated ciphers only), ELBSecurityPolicy-TLS13-1-3-2021-06, or another of their families (Ext1, Ext2, FIPS-2023-04, PQ-2025-09). Policies that begin at TLS 1.0 or 1.1 are refused."
  }
}

variable "waf" {
  description = "The web ACL in front: AWS' lists of bad and of hidden addresses, common attacks and known bad inputs (Log4j), and a limit of requests per address in five minutes (10 to 2000000000). count_only: managed rules that only count, by group; by default addresses of hosting providers, where the servers that send alerts stand. additional_groups: more groups of AWS, by name, with their priority from 100 on. blocked_cidrs are refused first. log: what goes to CloudWatch Logs, with redacted_headers and the query left out; log_allowed keeps requests that passed as well. retention_days is of the log."
  type = object({
    additional_groups   = optional(map(object({ priority = number })), {})
    blocked_cidrs       = optional(list(string), [])
    count_only          = optional(map(list(string)), { AWSManagedRulesAnonymousIpList = ["HostingProviderIPList"] })
    enabled             = optional(bool, true)
    log                 = optional(bool, true)
    log_allowed         = optional(bool, false)
    rate_limit          = optional(number, 2000)
    redact_query_string = optional(bool, true)
    redacted_headers    = optional(list(string), ["authorization", "cookie"])
    retention_days      = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.waf.rate_limit >= 10 && var.waf.rate_limit <= 2000000000
    error_message = "waf.rate_limit must be 10 to 2000000000 requests of one address in five minutes."
  }

  validation {
    condition     = alltrue([for cidr in var.waf.blocked_cidrs : can(cidrnetmask(cidr))])
    error_message = "waf.blocked_cidrs must be IPv4 CIDR blocks such as 192.0.2.0/24."
  }

  validation {
    condition     = length(distinct([for g in values(var.waf.additional_groups) : g.priority])) == length(var.waf.additional_groups) && alltrue([for g in values(var.waf.additional_groups) : g.priority >= 100])
    error_message = "waf.additional_groups must have priorities of 100 or above that all differ."
  }

  validation {
    condition     = alltrue([for group in keys(var.waf.count_only) : contains(concat(["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesAnonymousIpList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"], keys(var.waf.additional_groups)), group)])
    error_message = "waf.count_only has an unknown group; it must be AWSManagedRulesAmazonIpReputationList, AWSManagedRulesAnonymousIpList, AWSManagedRulesCommonRuleSet, AWSManagedRulesKnownBadInputsRuleSet or a key of waf.additional_groups."
  }

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.waf.retention_days)
    error_message = "waf.retention_days must be a retention that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }

  validation {
    condition     = alltrue([for header in var.waf.redacted_headers : header == lower(header) && length(header) > 0])
    error_message = "waf.redacted_headers must be names in lower case."
  }

  validation {
    condition     = var.waf.enabled || var.environment != "production" || var.balancer.internal
    error_message = "waf.enabled must be true in production for a load balancer with an address on the internet."
  }
}
