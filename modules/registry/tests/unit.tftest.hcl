mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account      = { id = "123456789012", region = "eu-central-1" }
  name         = "signalcraft"
  repositories = { api = {}, cli = {}, web = {} }
}

run "defaults_are_for_production" {
  command = apply

  assert {
    condition = alltrue([
      for repository in aws_ecr_repository.this :
      repository.image_tag_mutability == "IMMUTABLE_WITH_EXCLUSION" &&
      [for each in repository.image_tag_mutability_exclusion_filter : each.filter] == ["latest"]
    ])
    error_message = "Every tag but latest must be immutable."
  }

  assert {
    condition = alltrue([
      for repository in aws_ecr_repository.this :
      repository.encryption_configuration[0].encryption_type == "KMS" &&
      repository.encryption_configuration[0].kms_key == aws_kms_key.this[0].arn
    ]) && aws_kms_key.this[0].enable_key_rotation && aws_kms_key.this[0].deletion_window_in_days == 30
    error_message = "Images must be encrypted with a key of our own that rotates."
  }

  assert {
    condition = (
      aws_ecr_registry_scanning_configuration.this[0].scan_type == "ENHANCED" &&
      one(aws_ecr_registry_scanning_configuration.this[0].rule).scan_frequency == "CONTINUOUS_SCAN" &&
      alltrue([for repository in aws_ecr_repository.this : repository.image_scanning_configuration[0].scan_on_push])
    )
    error_message = "Images must be scanned when they are pushed, and again from then on."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : !repository.force_delete])
    error_message = "A repository that holds images must not be deleted."
  }

  assert {
    condition = [
      for rule in jsondecode(aws_ecr_lifecycle_policy.this["api"].policy).rules :
      [rule.rulePriority, rule.selection.tagStatus, rule.selection.countType, rule.selection.countNumber]
      ] == [
      [1, "untagged", "sinceImagePushed", 7],
      [10, "tagged", "imageCountMoreThan", 500],
      [1000, "any", "imageCountMoreThan", 100],
    ]
    error_message = "Untagged images must go after a week, releases must be kept apart from all others."
  }

  assert {
    condition     = output.names == { api = "signalcraft-api", cli = "signalcraft-cli", web = "signalcraft-web" }
    error_message = "The repositories must be signalcraft-api, signalcraft-cli and signalcraft-web."
  }

  assert {
    condition     = keys(output.repository_urls) == ["api", "cli", "web"] && keys(output.repository_arns) == ["api", "cli", "web"] && output.key_arn == aws_kms_key.this[0].arn
    error_message = "Outputs must be known by the keys of the repositories."
  }

  assert {
    condition = (
      length(aws_ecr_repository_policy.this) == 0 &&
      length(aws_ecr_replication_configuration.this) == 0 &&
      length(aws_ecr_repository_creation_template.replica) == 0 &&
      length(aws_ecr_pull_through_cache_rule.this) == 0 &&
      length(aws_iam_role.template) == 0 &&
      length(aws_cloudwatch_event_rule.findings) == 0
    )
    error_message = "What nobody asked for must not be there."
  }
}

run "only_those_named_push_and_pull" {
  command = plan

  variables {
    access = {
      exclusive_push = true
      pull_accounts  = { production = "210987654321" }
      pull_roles     = { tasks = "arn:aws:iam::123456789012:role/tasks" }
      push_roles     = { pipeline = "arn:aws:iam::123456789012:role/pipeline" }
    }
  }

  assert {
    condition     = length(aws_ecr_repository_policy.this) == 3
    error_message = "Each repository must have the policy."
  }

  assert {
    condition = alltrue([
      for each in aws_ecr_repository_policy.this : [
        for statement in jsondecode(each.policy).Statement : statement.Sid
      ] == ["Pull", "Push", "NobodyElsePushes"]
    ])
    error_message = "The policy must have the three statements."
  }

  assert {
    condition = (
      jsondecode(aws_ecr_repository_policy.this["api"].policy).Statement[0].Principal.AWS == ["arn:aws:iam::210987654321:root", "arn:aws:iam::123456789012:role/tasks"] &&
      length(setintersection(jsondecode(aws_ecr_repository_policy.this["api"].policy).Statement[0].Action, ["ecr:PutImage", "ecr:BatchDeleteImage"])) == 0
    )
    error_message = "Those who pull must not push."
  }

  assert {
    condition = (
      jsondecode(aws_ecr_repository_policy.this["api"].policy).Statement[1].Principal.AWS == ["arn:aws:iam::123456789012:role/pipeline"] &&
      !contains(jsondecode(aws_ecr_repository_policy.this["api"].policy).Statement[1].Action, "ecr:BatchDeleteImage")
    )
    error_message = "Only the pipeline must push, and not even it deletes."
  }

  assert {
    condition = (
      jsondecode(aws_ecr_repository_policy.this["api"].policy).Statement[2].Effect == "Deny" &&
      jsondecode(aws_ecr_repository_policy.this["api"].policy).Statement[2].Condition.ArnNotEquals["aws:PrincipalArn"] == ["arn:aws:iam::123456789012:role/pipeline"] &&
      contains(jsondecode(aws_ecr_repository_policy.this["api"].policy).Statement[2].Action, "ecr:PutImage")
    )
    error_message = "Everybody else must be refused."
  }
}

run "policies_for_others_name_these_repositories_alone" {
  command = plan

  assert {
    condition = alltrue([
      for policy in [output.pull_policy, output.push_policy] :
      jsondecode(policy).Statement[1].Resource == [
        "arn:aws:ecr:eu-central-1:123456789012:repository/signalcraft-api",
        "arn:aws:ecr:eu-central-1:123456789012:repository/signalcraft-cli",
        "arn:aws:ecr:eu-central-1:123456789012:repository/signalcraft-web",
      ]
    ])
    error_message = "The policies must reach these repositories and no other."
  }

  assert {
    condition = (
      !contains(jsondecode(output.pull_policy).Statement[1].Action, "ecr:PutImage") &&
      contains(jsondecode(output.push_policy).Statement[1].Action, "ecr:PutImage") &&
      jsondecode(output.pull_policy).Statement[0].Action == ["ecr:GetAuthorizationToken"]
    )
    error_message = "Who pulls must not push, and both must be able to log in."
  }

  assert {
    condition     = output.registry_id == "123456789012"
    error_message = "The registry must be the account's."
  }
}

run "copies_go_to_another_region_and_another_account" {
  command = plan

  variables {
    replication = {
      destinations = {
        elsewhere = { region = "eu-west-1", account_id = "210987654321" }
        ireland   = { region = "eu-west-1" }
      }
    }
  }

  assert {
    condition = {
      for each in aws_ecr_replication_configuration.this[0].replication_configuration[0].rule[0].destination : each.registry_id => each.region
    } == { "123456789012" = "eu-west-1", "210987654321" = "eu-west-1" }
    error_message = "Both must have the images."
  }

  assert {
    condition = sort([
      for each in aws_ecr_replication_configuration.this[0].replication_configuration[0].rule[0].repository_filter : each.filter
    ]) == tolist(["signalcraft-api", "signalcraft-cli", "signalcraft-web"])
    error_message = "Only these repositories must be copied."
  }

  assert {
    condition = (
      keys(aws_ecr_repository_creation_template.replica) == ["ireland"] &&
      aws_ecr_repository_creation_template.replica["ireland"].region == "eu-west-1" &&
      aws_ecr_repository_creation_template.replica["ireland"].image_tag_mutability == "IMMUTABLE_WITH_EXCLUSION" &&
      aws_ecr_repository_creation_template.replica["ireland"].encryption_configuration[0].encryption_type == "KMS"
    )
    error_message = "Copies in this account must be immutable and encrypted, those of others are theirs."
  }
}

run "public_images_are_kept_here" {
  command = apply

  variables {
    pull_through = {
      docker-hub = { upstream_url = "registry-1.docker.io", credential_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf" }
      ecr-public = { upstream_url = "public.ecr.aws", days = 10 }
    }
  }

  assert {
    condition     = output.pull_through_prefixes.ecr-public == "123456789012.dkr.ecr.eu-central-1.amazonaws.com/ecr-public"
    error_message = "Callers must know what to write."
  }

  assert {
    condition = alltrue([
      for template in aws_ecr_repository_creation_template.cache :
      template.image_tag_mutability == "MUTABLE" &&
      template.encryption_configuration[0].kms_key == aws_kms_key.this[0].arn &&
      template.custom_role_arn == aws_iam_role.template[0].arn
    ])
    error_message = "Caches must follow their upstream's tags, and be encrypted with our key."
  }

  assert {
    condition     = jsondecode(aws_ecr_repository_creation_template.cache["ecr-public"].lifecycle_policy).rules[0].selection.countNumber == 10
    error_message = "What is not pulled again must go."
  }

  assert {
    condition = (
      jsondecode(aws_iam_role_policy.template[0].policy).Statement[0].Resource == [
        "arn:aws:ecr:eu-central-1:123456789012:repository/docker-hub/*",
        "arn:aws:ecr:eu-central-1:123456789012:repository/ecr-public/*",
      ] &&
      jsondecode(aws_iam_role_policy.template[0].policy).Statement[1].Resource == [aws_kms_key.this[0].arn] &&
      jsondecode(aws_iam_role.template[0].assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    )
    error_message = "The role that makes the caches must do nothing else, and only for this account."
  }
}

run "findings_are_told" {
  command = plan

  variables {
    findings = { enabled = true, severities = ["HIGH", "CRITICAL"], topic_arn = "arn:aws:sns:eu-central-1:123456789012:warning" }
  }

  assert {
    condition = (
      jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern).source == ["aws.inspector2"] &&
      jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern).detail.severity == ["CRITICAL", "HIGH"] &&
      aws_cloudwatch_event_target.findings[0].arn == "arn:aws:sns:eu-central-1:123456789012:warning"
    )
    error_message = "The topic must be told of what Inspector finds."
  }
}

run "a_small_registry_scans_by_itself" {
  command = plan

  variables {
    encryption   = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }
    findings     = { enabled = true, topic_arn = "arn:aws:sns:eu-central-1:123456789012:info" }
    repositories = { api = { name = "small/api", force_delete = true, mutable_tags = [], keep_images = 3, keep_prefixes = {} } }
    scanning     = { type = "BASIC" }
  }

  assert {
    condition = (
      length(aws_kms_key.this) == 0 && length(aws_kms_alias.this) == 0 &&
      aws_ecr_repository.this["api"].encryption_configuration[0].kms_key == "arn:aws:kms:eu-central-1:123456789012:key/given"
    )
    error_message = "The given key must be used."
  }

  assert {
    condition = (
      aws_ecr_repository.this["api"].name == "small/api" &&
      aws_ecr_repository.this["api"].force_delete &&
      aws_ecr_repository.this["api"].image_tag_mutability == "IMMUTABLE" &&
      length(aws_ecr_repository.this["api"].image_tag_mutability_exclusion_filter) == 0
    )
    error_message = "Without exceptions every tag must be immutable."
  }

  assert {
    condition = (
      one(aws_ecr_registry_scanning_configuration.this[0].rule).scan_frequency == "SCAN_ON_PUSH" &&
      jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern).source == ["aws.ecr"] &&
      jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern).detail["$or"][0]["finding-severity-counts"].CRITICAL[0].numeric == [">", 0]
    )
    error_message = "The basic scan must look at each push, and tell."
  }

  assert {
    condition     = [for rule in jsondecode(aws_ecr_lifecycle_policy.this["api"].policy).rules : rule.rulePriority] == [1, 1000]
    error_message = "Without prefixes there must be two rules."
  }
}

run "what_the_account_has_once_may_be_somebody_elses" {
  command = plan

  variables {
    scanning    = { manage = false }
    replication = { destinations = { ireland = { region = "eu-west-1" } }, template = false }
  }

  assert {
    condition     = length(aws_ecr_registry_scanning_configuration.this) == 0 && length(aws_ecr_repository_creation_template.replica) == 0
    error_message = "The settings of others must be left alone."
  }
}
