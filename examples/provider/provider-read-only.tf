# For plans in a pull request: whatever is asked, nothing is written
provider "signalcraft" {
  alias     = "reader"
  region    = "eu-west-1"
  profile   = "signalcraft-reader"
  read_only = true
}
