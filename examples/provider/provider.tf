terraform {
  required_version = ">= 1.8"
  required_providers {
    signalcraft = {
      source = "signalcraft/signalcraft"
    }
  }
}

# What is not said here comes from the standard AWS chain: environment, shared files, roles.
provider "signalcraft" {
  region = "eu-west-1"
}
