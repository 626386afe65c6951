# With a role of another account, and retries for a busy API
provider "signalcraft" {
  alias       = "production"
  region      = "eu-west-1"
  max_retries = 8

  assume_role = {
    role_arn     = "arn:aws:iam::111122223333:role/terraform"
    session_name = "terraform-production"
    external_id  = "signalcraft"
    duration     = "1h"
  }
}
