# The images of SignalCraft, in one account that all environments pull from.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.28, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "registry" {
  source = "../.."

  name    = "signalcraft"
  account = { id = "123456789012", region = "eu-central-1" }

  repositories = {
    api = {}
    cli = {}
    web = {}
  }
}
