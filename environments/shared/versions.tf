terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.28, < 7.0"
    }
  }

  # backend.tf, beside this file, is written by modules/state/scripts/bootstrap.sh: the bucket must be there first.
}

provider "aws" {
  allowed_account_ids = [var.account_id]
  region              = var.region

  default_tags {
    tags = { Environment = "shared", ManagedBy = "terraform", Project = "signalcraft", Root = "shared" }
  }
}
