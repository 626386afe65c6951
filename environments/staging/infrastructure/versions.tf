terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.34, < 7.0"
    }
  }

  # Where the state is comes from `terraform output backend_files` in environments/shared, as backend.tf beside this file.
}

provider "aws" {
  allowed_account_ids = [var.account_id]
  region              = var.region

  default_tags {
    tags = { Environment = local.environment, ManagedBy = "terraform", Project = "signalcraft", Root = "${local.environment}/infrastructure" }
  }
}
