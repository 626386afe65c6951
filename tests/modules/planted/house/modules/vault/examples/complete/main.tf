terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "vault" {
  source = "../.."

  name    = "small"
  account = { id = "111122223333", region = "eu-central-1" }
  network = { vpc_id = "vpc-0123456789abcdef0", cidrs = { office = "192.0.2.0/24" } }
}
