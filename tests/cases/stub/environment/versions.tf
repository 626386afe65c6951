terraform {
  required_version = ">= 1.8"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }

  provider_meta "aws" {
    user_agent = ["signalcraft/environment"]
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Environment = "stub" }
  }
}
