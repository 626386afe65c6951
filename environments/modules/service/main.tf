# One environment of SignalCraft: the network, what is in front of it, and who may reach whom. The same for dev, staging
# and production; what differs is in `settings`, and nowhere else.
#
# Here are module calls, and one parameter that tells the delivery root what there is (handover.tf).

locals {
  api_host = "api.${var.dns.domain}"
  registry = "${var.account.id}.dkr.ecr.${var.account.region}.amazonaws.com"

  # AWS Backup finds by tag what it keeps; the tag Environment comes from the provider's default_tags
  kept = { Backup = "standard" }

  # A critical alarm of a module is a child of one of the six critical alerts (monitoring.tf), which speak for it: its own
  # voice would be a second page for one outage.
  quiet_topics = { info = module.monitoring.topic_arns["info"], warning = module.monitoring.topic_arns["warning"] }
  topics       = merge(local.quiet_topics, { critical = module.monitoring.topic_arns["critical"] })
}

module "networking" {
  source = "../../../modules/networking"

  account              = var.account
  alarm_topics         = local.topics
  cidr_block           = var.settings.network.cidr_block
  endpoints            = { interface = var.settings.network.interface_endpoints }
  flow_logs            = { retention_days = var.settings.log_days }
  name                 = var.name
  nat                  = { mode = var.settings.network.nat, zone = var.settings.network.nat_zone }
  reserved_cidr_blocks = var.reserved_cidr_blocks
  zones                = { for zone, index in var.settings.network.zones : zone => { index = index } }

  security_groups = {
    application   = { ports = { for key, service in local.behind_balancer : key => service.port } }
    load_balancer = { ports = merge({ http = 80, https = 443 }, { for name in ["test"] : name => local.test_port if local.paired }) }
  }
}

module "dns" {
  source = "../../../modules/dns"

  account       = var.account
  alarms        = { enabled = false } # nothing here has one: uptime is asked by monitoring, signing by environments/shared
  name          = var.name
  query_logging = { enabled = false } # belongs to whom the zone belongs to

  zones = { main = { create = false, domain = var.dns.domain, zone_id = var.dns.zone_id } }

  certificates = {
    main = { domain = var.dns.domain, alternatives = [local.api_host] }
  }

  records = {
    for key, name in { api = "api", web = "" } : key => {
      alias                = { name = module.load_balancer.dns_name, zone_id = module.load_balancer.zone_id }
      name                 = name
      zone                 = "main"
    }
  }
}

module "load_balancer" {
  source = "../../../modules/load_balancer"

  access_logs         = { force_destroy = !var.settings.protection.deletion, retention_days = var.settings.log_days }
  account             = var.account
  alarm_topics        = local.quiet_topics
  alarms              = var.settings.alarms.load_balancer
  deletion_protection = var.settings.protection.deletion
  environment         = var.environment
  https               = { certificate_arn = module.dns.certificate_arns["main"] }
  name                = var.name
  test_listener       = { port = local.test_port }
  waf                 = { rate_limit = var.settings.waf_rate_limit, retention_days = var.settings.log_days }

  network = {
    security_group_ids = [module.networking.security_group_ids["load_balancer"]]
    subnet_ids         = module.networking.subnet_ids["public"]
    vpc_id             = module.networking.vpc_id
  }

  services = { for key, service in local.behind_balancer : key => {
    route    = { hosts = service.hosts, priority = service.priority }
    strategy = var.settings.services[key].strategy
  } }
}
