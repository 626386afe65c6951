output "backend_files" {
  description = "The text of backend.tf for each root: by \"shared/account\" for this one, and by \"ENVIRONMENT/ROOT\"."
  value = merge(
    { for name, root in local.roots : "${root.environment}/${root.root}" => module.state.backend_files["${name}/${root.root}"] },
    { "shared/account" = module.state.backend_files["shared/account"] },
  )
}

output "name_servers" {
  description = "Name servers that the registrar must be told for the domain."
  value       = module.dns.name_servers["production"]
}

output "repository_urls" {
  description = "Where images are pushed to, by api, cli and web."
  value       = module.registry.repository_urls
}

output "role_arns" {
  description = "What jobs of the pipeline assume: images, and by \"ENVIRONMENT/ROOT\" plan and apply."
  value = merge(
    { for name, root in local.roots : "${root.environment}/${root.root}" => module.state.role_arns[name] },
    { images = { push = module.pipeline.images_role_arn } },
  )
}

output "signing_records" {
  description = "The DS record that the registrar must be told, so that the signatures of the zone count."
  value       = module.dns.ds_records["production"]
}

output "zones" {
  description = "The zone of each environment, as its variable `dns` takes it."
  value = {
    for environment in local.environments : environment => {
      domain  = environment == "production" ? var.domain : "${environment}.${var.domain}"
      zone_id = module.dns.zone_ids[environment]
    }
  }
}
