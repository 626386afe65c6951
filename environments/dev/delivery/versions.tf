terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
    signalcraft = {
      source = "signalcraft/signalcraft"
    }
  }

  # Where the state is comes from `terraform output backend_files` in environments/shared, as backend.tf beside this file.
}

# Only to read the parameter; what is delivered is delivered by the other one.
provider "aws" {
  allowed_account_ids = [var.account_id]
  region              = var.region
}

provider "signalcraft" {
  environment = local.environment
  region      = var.region
}
