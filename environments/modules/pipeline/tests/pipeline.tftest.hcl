# What the pipeline may, and what it may not.

mock_provider "aws" {
  source = "../service/tests/mocks"
}

variables {
  account = { id = "123456789012", region = "eu-central-1" }
  name    = "signalcraft"

  environments = {
    production = {
      delivery       = { apply = "signalcraft-state-production-delivery-apply", plan = "signalcraft-state-production-delivery-plan" }
      infrastructure = { apply = "signalcraft-state-production-infrastructure-apply", plan = "signalcraft-state-production-infrastructure-plan" }
    }
    dev = {
      delivery       = { apply = "signalcraft-state-dev-delivery-apply", plan = "signalcraft-state-dev-delivery-plan" }
      infrastructure = { apply = "signalcraft-state-dev-infrastructure-apply", plan = "signalcraft-state-dev-infrastructure-plan" }
    }
  }

  states = {
    bucket_arn = "arn:aws:s3:::states"
    keys = {
      "dev/delivery"              = "dev-delivery/delivery/terraform.tfstate"
      "dev/infrastructure"        = "dev-infrastructure/infrastructure/terraform.tfstate"
      "production/infrastructure" = "production-infrastructure/infrastructure/terraform.tfstate"
      "shared/account"            = "shared/account/terraform.tfstate"
    }
  }

  images = {
    github_oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    policy                   = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    refs                     = ["refs/heads/main"]
    repository               = "example/signalcraft"
  }
}

run "who_delivers_changes_no_network_and_no_role" {
  command = plan

  assert {
    condition = alltrue([for key in ["dev/delivery/apply", "dev/delivery/plan"] : alltrue([
      for statement in output.policies[key] : statement.Effect == "Allow" && alltrue([
        for action in statement.Action : !can(regex("^(ec2|iam|kms|rds|s3|sns|route53|elasticache):(Create|Delete|Put|Modify|Attach|Detach|Authorize|Revoke|\\*)", action)) || action == "rds:CreateDBSnapshot"
      ]) && alltrue([for resource in statement.Resource : resource != "*"])
    ])])
    error_message = "Delivery changes services, traffic and the schema, takes snapshots, and nothing else; and says of what."
  }

  assert {
    condition     = alltrue([for statement in output.policies["dev/delivery/plan"] : alltrue([for action in statement.Action : can(regex(":(Get|Describe|List|BatchGet|Decrypt)", action))])])
    error_message = "A plan of delivery only looks."
  }

  assert {
    condition     = alltrue([for key, policy in aws_iam_role_policy.look : endswith(key, "plan") || endswith(key, "apply")]) && length(aws_iam_role_policy.look) == 4
    error_message = "What knows no resources is given to delivery alone."
  }
}

run "who_builds_reads_no_data_and_is_nobody_else" {
  command = plan

  assert {
    condition     = contains(flatten([for statement in output.policies["dev/infrastructure/plan"] : statement.Action if statement.Effect == "Deny"]), "secretsmanager:GetSecretValue")
    error_message = "A plan of infrastructure reads no secret."
  }

  assert {
    condition = alltrue([
      for statement in output.policies["dev/infrastructure/apply"] : alltrue([
        for resource in statement.Resource : can(regex(":(role|policy)/signalcraft-dev-|:role/aws-service-role/", resource))
      ]) if statement.Effect == "Allow"
    ])
    error_message = "IAM reaches the environment's own roles and policies only."
  }

  assert {
    condition = contains(flatten([
      for statement in output.policies["dev/infrastructure/apply"] : statement.Resource if statement.Effect == "Deny" && contains(statement.Action, "iam:*")
    ]), "arn:aws:iam::123456789012:role/signalcraft-state-*")
    error_message = "Who builds an environment may not change the roles of the pipeline."
  }

  assert {
    condition = { for key, attachment in aws_iam_role_policy_attachment.managed : key => attachment.policy_arn } == {
      "dev/apply"        = "arn:aws:iam::aws:policy/PowerUserAccess", "dev/plan" = "arn:aws:iam::aws:policy/ReadOnlyAccess",
      "production/apply" = "arn:aws:iam::aws:policy/PowerUserAccess", "production/plan" = "arn:aws:iam::aws:policy/ReadOnlyAccess",
    }
    error_message = "Infrastructure looks with ReadOnlyAccess and builds with PowerUserAccess, which has no IAM."
  }
}

run "an_environment_does_not_reach_into_another" {
  command = plan

  assert {
    condition = alltrue([for action in ["apply", "plan"] : toset(flatten([
      for statement in output.policies["dev/infrastructure/${action}"] : statement.Resource if statement.Sid == "NotTheStatesOfOthers" && statement.Effect == "Deny"
      ])) == toset(flatten([for key in ["dev-delivery/delivery", "production-infrastructure/infrastructure", "shared/account"] : [
        "arn:aws:s3:::states/${key}/terraform.tfstate", "arn:aws:s3:::states/${key}/terraform.tfstate.tflock",
    ]]))])
    error_message = "Who builds dev reaches its own state, and is denied all others."
  }

  assert {
    condition = alltrue([for action in ["apply", "plan"] : length([
      for statement in output.policies["dev/infrastructure/${action}"] : statement
      if statement.Effect == "Deny" && jsonencode(try(statement.Condition.StringEquals["aws:ResourceTag/Environment"], null)) == jsonencode(["production"])
    ]) == 1])
    error_message = "Who builds dev is denied whatever is tagged as production's."
  }
}

run "images_are_pushed_from_named_refs_only" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.images.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:example/signalcraft:ref:refs/heads/main"]
    error_message = "Claims are compared word for word."
  }
}

run "a_wildcard_is_refused" {
  command = plan

  variables {
    images = {
      github_oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
      policy                   = "{}"
      refs                     = ["refs/heads/*"]
      repository               = "example/signalcraft"
    }
  }

  expect_failures = [var.images]
}
