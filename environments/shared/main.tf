# What all environments of the account share: the bucket of states and the roles that may use it, the registry, the
# zones of the DNS. Applied once, by a person, and then seldom.

locals {
  account      = { id = var.account_id, region = var.region }
  environments = ["dev", "production", "staging"]

  # A pull request may plan dev and staging; who plans production passes through GitHub's environment "production-plan".
  plans = {
    dev        = { pull_requests = true, repository = var.repository }
    production = { environments = ["production-plan"], repository = var.repository }
    staging    = { pull_requests = true, repository = var.repository }
  }

  # ENVIRONMENT-ROOT has one state and two roles of its own: who releases neither reads nor writes the network's state.
  roots = merge([for environment in local.environments : {
    for root in ["delivery", "infrastructure"] : "${environment}-${root}" => {
      environment = environment
      root        = root
    }
  }]...)
}

module "state" {
  source = "../../modules/state"

  account     = local.account
  name        = "signalcraft"
  replication = var.replica_region == null ? null : { region = var.replica_region }

  environments = merge(
    { for name, root in local.roots : name => {
      apply  = { github = { environments = [root.environment], repository = var.repository } }
      plan   = { github = local.plans[root.environment] }
      states = [root.root]
    } },
    {
      shared = {
        apply  = { github = { environments = ["shared"], repository = var.repository } }
        plan   = { github = { environments = ["shared"], repository = var.repository } }
        states = ["account"]
      }
    },
  )
}

module "registry" {
  source = "../../modules/registry"

  account      = local.account
  name         = "signalcraft"
  replication  = { destinations = { for region in compact([var.replica_region]) : "copy" => { region = region } } }
  repositories = { api = {}, cli = {}, web = {} }

  # whoever else could push could release
  access = { exclusive_push = true, push_roles = { pipeline = "arn:aws:iam::${var.account_id}:role/signalcraft-images" } }
}

# The zone of production, and below it one for each other environment, so that none of them can write into another's.
module "dns" {
  source = "../../modules/dns"

  account = local.account
  name    = "signalcraft"

  zones = {
    production = { domain = var.domain }
    dev        = { domain = "dev.${var.domain}", parent = "production" }
    staging    = { domain = "staging.${var.domain}", parent = "production" }
  }
}

module "pipeline" {
  source = "../modules/pipeline"

  account = local.account
  name    = "signalcraft"

  environments = { for environment in local.environments : environment => {
    for root in ["delivery", "infrastructure"] : root => {
      for action in ["apply", "plan"] : action => regex("[^/]+$", module.state.role_arns["${environment}-${root}"][action])
    }
  } }

  images = {
    github_oidc_provider_arn = module.state.github_oidc_provider_arn
    policy                   = module.registry.push_policy
    refs                     = ["refs/heads/main"]
    repository               = var.repository
  }

  states = {
    bucket_arn = module.state.bucket_arn
    keys = merge(
      { for name, root in local.roots : "${root.environment}/${root.root}" => module.state.backend_configs["${name}/${root.root}"].key },
      { "shared/account" = module.state.backend_configs["shared/account"].key },
    )
  }
}
