# Against an emulator on this machine
provider "signalcraft" {
  alias        = "local"
  region       = "eu-west-1"
  endpoint_url = "http://127.0.0.1:4566"

  endpoints = {
    rds = "http://127.0.0.1:4567"
  }
}
