terraform {
  required_version = ">= 1.11"

  backend "s3" {
    bucket       = "small-state"
    key          = "dev/infrastructure.tfstate"
    region       = "eu-central-1"
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.62"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "vault" {
  source = "../../../modules/vault"

  name    = "small"
  account = { id = "111122223333", region = "eu-central-1" }
  network = { vpc_id = "vpc-0123456789abcdef0" }
}

output "key_arn" {
  description = "ARN of the vault's key."
  value       = module.vault.key_arn
}
