terraform {
  required_version = ">= 1.11"

  required_providers {
    signalcraft = {
      source = "signalcraft/signalcraft"
    }
  }
}
