terraform {
  required_version = ">= 1.11"

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

# Everything that carries Backup = "standard" is backed up: daily for 30 days, weekly for 90, monthly for a year.
module "backup" {
  source = "../.."

  name    = "signalcraft-dev"
  account = { id = "123456789012", region = "eu-central-1" }
}

output "selection_tags" {
  description = "What a resource carries to be backed up."
  value       = module.backup.selection_tags
}
