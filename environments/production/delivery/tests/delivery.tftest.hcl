# The delivery root of production: with our provider itself, which plans from files alone, and a parameter as the
# infrastructure root writes it. Nothing is asked of an account or a database.

mock_provider "aws" {
  override_data {
    target = data.aws_ssm_parameter.infrastructure[0]
    values = {
      value = "{\"cluster\": \"signalcraft-production\", \"environment\": \"production\", \"database\": {\"application_secret_arn\": \"arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft-production/database/application-AbCdEf\", \"identifier\": \"signalcraft-production\", \"master_secret_arn\": \"arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1\", \"name\": \"signalcraft\", \"owner_secret_arn\": \"arn:aws:secretsmanager:eu-central-1:123456789012:secret:signalcraft-production/database/owner-AbCdEf\", \"resource_id\": \"db-ABCDEFGHIJKLMNOP\", \"usernames\": {\"owner\": \"signalcraft_owner\", \"application\": \"signalcraft_application\"}}, \"gates\": [\"signalcraft-production-api-5xx\"], \"network\": {\"security_group_ids\": [\"sg-1\"], \"subnet_ids\": [\"subnet-1\"]}, \"services\": {\"worker\": {\"container\": \"worker\", \"repository\": \"signalcraft-api\", \"smoke_base_url\": null, \"strategy\": \"rolling\", \"task_definition\": \"arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-production-worker:1\", \"traffic\": null}, \"api\": {\"container\": \"api\", \"repository\": \"signalcraft-api\", \"smoke_base_url\": \"https://api.example.com\", \"strategy\": \"rolling\", \"task_definition\": \"arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-production-api:1\", \"traffic\": null}, \"web\": {\"container\": \"web\", \"repository\": \"signalcraft-web\", \"smoke_base_url\": \"https://example.com\", \"strategy\": \"rolling\", \"task_definition\": \"arn:aws:ecs:eu-central-1:123456789012:task-definition/signalcraft-production-web:1\", \"traffic\": null}}}"
    }
  }
}

variables {
  account_id = "123456789012"
  plan       = "offline"
}

run "the_parameter_says_where_to_deliver" {
  command = plan

  assert {
    condition     = data.aws_ssm_parameter.infrastructure[0].name == "/signalcraft-production/delivery" && data.aws_ssm_parameter.infrastructure[0].with_decryption
    error_message = "production reads the parameter of production."
  }

  assert {
    condition     = output.release_inputs.cluster == "signalcraft-production" && [for service in output.release_inputs.services : service.name] == ["worker", "api", "web"]
    error_message = "A release gets the cluster, and the services in their order: whoever takes work first."
  }
}

run "the_schema_is_planned_and_clean" {
  command = plan

  assert {
    condition     = join(",", [for step in output.planned_steps : tonumber(step.version)]) == "1,2,3"
    error_message = "Each migration is in the plan, in order."
  }

  assert {
    condition     = alltrue([for step in output.planned_steps : length(step.findings) == 0])
    error_message = "The service's own migrations have no findings."
  }

  assert {
    condition     = join(",", [for step in output.planned_steps : tonumber(step.version) if !step.transactional]) == "3"
    error_message = "An index is built beside the traffic, outside of a transaction."
  }
}

run "what_is_no_handover_is_refused" {
  command = plan

  variables {
    infrastructure = "{\"environment\":\"staging\"}"
  }

  expect_failures = [var.infrastructure]
}

run "bad_input_is_refused" {
  command = plan

  variables {
    account_id     = "12345"
    infrastructure = "not JSON"
    plan           = "sometimes"
  }

  expect_failures = [var.account_id, var.infrastructure, var.plan]
}
