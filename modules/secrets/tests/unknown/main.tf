# The module, given what nobody knows before an apply: ARNs of things that are yet to be made.

terraform {
  required_version = ">= 1.11"
}

resource "terraform_data" "later" {
  input = "arn:aws:iam::123456789012:role/later"
}

module "secrets" {
  source = "../.."

  account                  = { id = "123456789012", region = "eu-central-1" }
  alarm_topics             = { critical = terraform_data.later.output }
  encryption               = { create_key = false, key_arn = terraform_data.later.output }
  environment              = "dev"
  github_oidc_provider_arn = terraform_data.later.output
  name                     = "signalcraft-dev"
  readers                  = { api = terraform_data.later.output }
  replicas                 = { eu-west-1 = { create_key = false, key_arn = terraform_data.later.output }, us-east-1 = {} }

  roles = {
    administrator = { principal_arns = [terraform_data.later.output] }
    pipeline      = { repository = "example/signalcraft", refs = ["refs/heads/main"] }
  }

  runner = {
    cluster_arn        = terraform_data.later.output
    helper_secret_arns = { owner = terraform_data.later.output }
    image              = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2"
    redis_user_arns    = { application = terraform_data.later.output }
    security_group_ids = [terraform_data.later.output]
    subnet_ids         = [terraform_data.later.output]
  }

  secrets = {
    database = { class = "critical", description = "The application's login.", rotation = { every_days = 30, services = ["api"], strategy = "postgres" } }
  }
}

output "schedule_names" {
  description = "Names of the schedules."
  value       = module.secrets.schedule_names
}
