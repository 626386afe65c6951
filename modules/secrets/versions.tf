terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.30, < 7.0" # from there on a plan lists the versions of a seeded secret and does not read its value
    }
  }
}
