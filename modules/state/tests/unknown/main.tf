# The module, given what nobody knows before an apply: ARNs of things that are yet to be made.

terraform {
  required_version = ">= 1.11"
}

resource "terraform_data" "later" {
  input = "arn:aws:iam::123456789012:role/later"
}

module "state" {
  source = "../.."

  account     = { id = "123456789012", region = "eu-central-1" }
  encryption  = { create_key = false, key_arn = terraform_data.later.output }
  github_oidc = { create_provider = false, provider_arn = terraform_data.later.output }
  name        = "signalcraft"

  environments = {
    dev = {
      states = ["infrastructure"]
      plan   = { principal_arns = [terraform_data.later.output] }
      apply  = { github = { repository = "example/signalcraft", refs = ["refs/heads/main"] } }
    }
  }
}

output "bucket_name" {
  description = "Name of the bucket."
  value       = module.state.bucket_name
}
