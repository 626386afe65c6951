# What is built: small, and full.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account     = { id = "123456789012", region = "eu-central-1" }
  environment = "production"
  name        = "signalcraft-production"
  roles       = { administrator = { principal_arns = ["arn:aws:iam::123456789012:role/on-call"] } }

  # said, and not left out: `terraform test` does not take an ephemeral variable that is not set through an apply
  seed_values = {}

  secrets = {
    database = {
      class       = "critical"
      description = "The application's login."
      keys        = ["password", "username"]
      rotation    = { every_days = 30, strategy = "postgres", services = ["worker", "api"] }
      seed        = true
    }
    session-key = {
      application = false
      class       = "important"
      description = "Signs cookies."
      rotation    = { every_days = 120, arguments = ["--length", "64"] }
    }
    stripe-api-key = {
      class       = "important"
      description = "Charges customers."
      rotation    = { every_days = 180, strategy = "manual" }
    }
    feature-flags = {
      class       = "non_critical"
      description = "Reads feature flags."
      replicate   = false
    }
  }
}

run "each_secret_is_encrypted_guarded_and_comes_back" {
  variables {
    seed_values = { database = "{\"password\":\"first\",\"username\":\"application\"}" }
  }

  assert {
    condition = { for key, secret in aws_secretsmanager_secret.this : key => [secret.name, secret.recovery_window_in_days, secret.kms_key_id] } == {
      for key in keys(var.secrets) : key => ["signalcraft-production/${key}", 30, aws_kms_key.this[0].arn]
    }
    error_message = "Each secret is called NAME/KEY, is encrypted with the module's key, and can be brought back for thirty days."
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_key.this[0].deletion_window_in_days == 30
    error_message = "The key must be rotated, and its deletion must take a month."
  }

  # who reads
  assert {
    condition = alltrue([
      for policy in aws_secretsmanager_secret_policy.this : policy.block_public_policy &&
      [for statement in jsondecode(policy.policy).Statement : "${statement.Effect} ${statement.Sid}"] == ["Deny NobodyElseReads", "Deny NoOtherAccount"]
    ])
    error_message = "Each secret has a policy that only denies, and cannot be made public."
  }

  assert {
    condition = jsondecode(aws_secretsmanager_secret_policy.this["database"].policy).Statement[0].Condition.ArnNotEquals["aws:PrincipalArn"] == [
      "arn:aws:iam::123456789012:role/signalcraft-production-secrets-administrator", "arn:aws:iam::123456789012:role/signalcraft-production-secrets-application",
    ]
    error_message = "A secret of the application is read by the application's role, and the administrator's."
  }

  assert {
    condition     = jsondecode(aws_secretsmanager_secret_policy.this["database"].policy).Statement[1].Condition.StringNotEquals["aws:PrincipalAccount"] == ["123456789012"]
    error_message = "Another account can do nothing with a secret."
  }

  # values
  assert {
    condition = (
      keys(aws_secretsmanager_secret_version.seed) == ["database"] && aws_secretsmanager_secret_version.seed["database"].secret_string == null &&
      aws_secretsmanager_secret_version.seed["database"].secret_string_wo == null && aws_secretsmanager_secret_version.seed["database"].secret_string_wo_version == 1
    )
    error_message = "Only what is to be seeded is, and no value may be in the state."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.seed["database"].version_stages == toset(["AWSCURRENT", "SIGNALCRAFT_SEED"])
    error_message = "The first version must keep a label of its own, or AWS clears it away and Terraform writes it again over the present one."
  }

  assert {
    condition     = output.inventory["database"] == { class = "critical", every_days = 30, keys = tolist(["password", "username"]), name = "signalcraft-production/database", strategy = "postgres" }
    error_message = "The inventory tells what there is, without values."
  }

  assert {
    condition     = length(aws_ecs_task_definition.runner) == 0 && length(aws_scheduler_schedule.this) == 0 && length(aws_cloudwatch_metric_alarm.this) == 0 && output.task_definition_arn == null
    error_message = "Without a runner nothing is rotated, and nothing pretends to watch."
  }
}

run "a_later_apply_needs_no_value_and_writes_none" {
  command = plan

  assert {
    # of a version that is to be written the id would not be known
    condition     = aws_secretsmanager_secret_version.seed["database"].id != ""
    error_message = "A seeded secret must stay as it is when its value is not given any more."
  }
}

run "production_rotates_copies_and_watches" {
  variables {
    github_oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    readers                  = { api = "arn:aws:iam::123456789012:role/signalcraft-production-api-execution" }
    replicas                 = { eu-west-1 = {}, us-east-1 = { create_key = false, key_arn = "arn:aws:kms:us-east-1:123456789012:key/given" } }

    alarm_topics = {
      critical = "arn:aws:sns:eu-central-1:123456789012:critical"
      warning  = "arn:aws:sns:eu-central-1:123456789012:warning"
    }

    roles = {
      administrator = { principal_arns = ["arn:aws:iam::123456789012:role/on-call"] }
      pipeline      = { repository = "example/signalcraft", environments = ["production"], refs = ["refs/heads/main"], read_classes = ["non_critical"] }
    }

    runner = {
      cluster_arn        = "arn:aws:ecs:eu-central-1:123456789012:cluster/signalcraft-production"
      helper_key_arns    = { database = "arn:aws:kms:eu-central-1:123456789012:key/database" }
      helper_secret_arns = { owner = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:owner-a1B2c3" }
      image              = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/signalcraft-cli:1.8.2"
      redis_user_arns    = { application = "arn:aws:elasticache:eu-central-1:123456789012:user:application" }
      security_group_ids = ["sg-0a1b2c3d4e5f60718"]
      subnet_ids         = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
      timezone           = "Europe/Berlin"
    }
  }

  # pipeline: pinned, sees everything, reads what is non-critical
  assert {
    condition = jsondecode(aws_iam_role.this["pipeline"].assume_role_policy).Statement[0].Condition == {
      StringEquals = {
        "token.actions.githubusercontent.com:aud" = ["sts.amazonaws.com"]
        "token.actions.githubusercontent.com:sub" = ["repo:example/signalcraft:environment:production", "repo:example/signalcraft:ref:refs/heads/main"]
      }
    }
    error_message = "The pipeline's claims must be pinned, word for word."
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_policy.this["pipeline"].policy).Statement : statement.Sid => [statement.Action, length(statement.Resource)] } == {
      SeeWhatThereIs = [["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "secretsmanager:ListSecretVersionIds"], 4]
      ReadValues     = [["secretsmanager:GetSecretValue"], 1]
      UseTheKey      = [["kms:Decrypt"], 1]
    }
    error_message = "The pipeline sees all secrets, reads the non-critical, and writes none."
  }

  # administrator: with a second factor
  assert {
    condition = (
      jsondecode(aws_iam_role.this["administrator"].assume_role_policy).Statement[0].Condition.Bool["aws:MultiFactorAuthPresent"] == "true" &&
      jsondecode(aws_iam_role.this["administrator"].assume_role_policy).Statement[0].Principal.AWS == ["arn:aws:iam::123456789012:role/on-call"]
    )
    error_message = "People take the administrator's role with a second factor."
  }

  # application: what is marked for it, by tasks of this account
  assert {
    condition = (
      length(jsondecode(aws_iam_policy.this["application"].policy).Statement[0].Resource) == 3 &&
      jsondecode(aws_iam_policy.this["application"].policy).Statement[0].Action == ["secretsmanager:GetSecretValue"] &&
      jsondecode(aws_iam_role.this["application"].assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    )
    error_message = "Tasks of this account read what is marked for the application."
  }

  assert {
    condition = {
      for key, policy in aws_secretsmanager_secret_policy.this : key => [
        for arn in jsondecode(policy.policy).Statement[0].Condition.ArnNotEquals["aws:PrincipalArn"] : trimprefix(arn, "arn:aws:iam::123456789012:role/signalcraft-production-")
      ]
      } == {
      database       = ["api-execution", "secrets-administrator", "secrets-application", "secrets-task"]
      feature-flags  = ["api-execution", "secrets-administrator", "secrets-application", "secrets-pipeline"]
      session-key    = ["api-execution", "secrets-administrator", "secrets-task"]
      stripe-api-key = ["api-execution", "secrets-administrator", "secrets-application"]
    }
    error_message = "Each secret is read by whom it is for, and denied to everybody else."
  }

  # copies
  assert {
    condition = (
      { for replica in aws_secretsmanager_secret.this["database"].replica : replica.region => replica.kms_key_id } ==
      { eu-west-1 = aws_kms_key.replica["eu-west-1"].arn, us-east-1 = "arn:aws:kms:us-east-1:123456789012:key/given" } &&
      length(aws_secretsmanager_secret.this["feature-flags"].replica) == 0 &&
      keys(aws_kms_key.replica) == ["eu-west-1"] && aws_kms_key.replica["eu-west-1"].region == "eu-west-1" && aws_kms_key.replica["eu-west-1"].enable_key_rotation
    )
    error_message = "Copies are encrypted with a key of their region, and only what is to be copied is."
  }

  # rotation
  assert {
    condition = { for key, schedule in aws_scheduler_schedule.this : key => jsondecode(schedule.target[0].input).containerOverrides[0].command } == {
      audit = [
        "secrets", "audit", "--secret", "signalcraft-production/database=30d", "--secret", "signalcraft-production/session-key=120d",
        "--secret", "signalcraft-production/stripe-api-key=180d", "--json",
      ]
      "rotate/database" = [
        "secrets", "rotate", "--secret", "signalcraft-production/database", "--strategy", "postgres", "--older-than", "30d", "--keys", "password,username",
        "--restart", "signalcraft-production/api", "--restart", "signalcraft-production/worker", "--json",
      ]
      "rotate/session-key" = [
        "secrets", "rotate", "--secret", "signalcraft-production/session-key", "--strategy", "generated", "--older-than", "120d", "--length", "64", "--json",
      ]
    }
    error_message = "The task is told which secret, how, and how old; what is manual is audited and not rotated."
  }

  assert {
    condition = alltrue([
      for key, schedule in aws_scheduler_schedule.this :
      schedule.group_name == "signalcraft-production-secrets" && schedule.kms_key_arn == aws_kms_key.this[0].arn && schedule.schedule_expression_timezone == "Europe/Berlin" &&
      can(regex(key == "audit" ? "^cron\\(0 5 \\* \\* \\? \\*\\)$" : "^cron\\([0-9]+ 3 \\* \\* \\? \\*\\)$", schedule.schedule_expression)) &&
      schedule.target[0].arn == "arn:aws:ecs:eu-central-1:123456789012:cluster/signalcraft-production" &&
      schedule.target[0].dead_letter_config[0].arn == aws_sqs_queue.failures["runner"].arn &&
      schedule.target[0].ecs_parameters[0].launch_type == "FARGATE" && schedule.target[0].ecs_parameters[0].group == "signalcraft-production-secrets" &&
      !schedule.target[0].ecs_parameters[0].network_configuration[0].assign_public_ip
    ])
    error_message = "Schedules begin at the hour, in their group, on Fargate without a public address; what does not start goes to the queue."
  }

  # the task
  assert {
    condition = (
      jsondecode(aws_ecs_task_definition.runner["runner"].container_definitions)[0].readonlyRootFilesystem &&
      jsondecode(aws_ecs_task_definition.runner["runner"].container_definitions)[0].user == "1000:1000" &&
      jsondecode(aws_ecs_task_definition.runner["runner"].container_definitions)[0].linuxParameters.capabilities.drop == ["ALL"] &&
      !can(jsondecode(aws_ecs_task_definition.runner["runner"].container_definitions)[0].secrets) &&
      aws_ecs_task_definition.runner["runner"].runtime_platform[0].cpu_architecture == "ARM64"
    )
    error_message = "The runner has no root, writes no disk, and gets no secret by its environment."
  }

  assert {
    condition     = aws_cloudwatch_log_group.runner["runner"].kms_key_id == aws_kms_key.this[0].arn && aws_cloudwatch_log_group.runner["runner"].retention_in_days == 365
    error_message = "The runner's log is encrypted and kept for a year."
  }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.task["runner"].policy).Statement : statement.Sid => [statement.Action, length(statement.Resource)]
      } == {
      SeeAges                = [["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"], 4]
      Rotate                 = [["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"], 2]
      UseTheKeys             = [["kms:Decrypt", "kms:GenerateDataKey"], 2]
      ReadHelpers            = [["secretsmanager:GetSecretValue"], 1]
      ChangePasswordsOfRedis = [["elasticache:DescribeUsers", "elasticache:ModifyUser"], 1]
      RestartServices        = [["ecs:DescribeServices", "ecs:UpdateService"], 2]
    }
    error_message = "The runner may write what it rotates, read its helpers, and restart the services that are named; nothing else."
  }

  assert {
    condition = (
      jsondecode(aws_iam_role_policy.execution["runner"].policy).Statement[1].Resource == ["arn:aws:ecr:eu-central-1:123456789012:repository/signalcraft-cli"] &&
      jsondecode(aws_iam_role.scheduler["runner"].assume_role_policy).Statement[0].Condition.ArnEquals["aws:SourceArn"] == "arn:aws:scheduler:eu-central-1:123456789012:schedule-group/signalcraft-production-secrets" &&
      jsondecode(aws_iam_role_policy.scheduler["runner"].policy).Statement[0].Condition.ArnEquals["ecs:cluster"] == "arn:aws:ecs:eu-central-1:123456789012:cluster/signalcraft-production" &&
      jsondecode(aws_iam_role_policy.scheduler["runner"].policy).Statement[2].Condition.StringEquals["iam:PassedToService"] == "ecs-tasks.amazonaws.com"
    )
    error_message = "The image comes from its one repository, and only this group's schedules start this task on this cluster."
  }

  # what fails is told, and so is silence
  assert {
    condition = (
      jsondecode(aws_cloudwatch_event_rule.failed["runner"].event_pattern).detail.group == ["signalcraft-production-secrets"] &&
      jsondecode(aws_cloudwatch_event_rule.failed["runner"].event_pattern).detail["$or"] == [{ containers = { exitCode = [{ anything-but = [0] }] } }, { stopCode = ["TaskFailedToStart"] }] &&
      aws_cloudwatch_event_target.failed["runner"].arn == aws_sqs_queue.failures["runner"].arn &&
      aws_sqs_queue.failures["runner"].kms_master_key_id == aws_kms_key.this[0].arn && aws_sqs_queue.failures["runner"].message_retention_seconds == 1209600
    )
    error_message = "A task that ends with an error or does not begin goes to the queue."
  }

  assert {
    condition = {
      for key, alarm in aws_cloudwatch_metric_alarm.this : key => [alarm.threshold, alarm.treat_missing_data, join(",", [for arn in alarm.alarm_actions : split(":", arn)[5]]), one(values(alarm.dimensions))]
      } == {
      failures             = [0, "notBreaching", "critical", "signalcraft-production-secrets-failures"]
      "age/database"       = [33, "breaching", "critical", "signalcraft-production/database"]
      "age/session-key"    = [123, "breaching", "warning", "signalcraft-production/session-key"]
      "age/stripe-api-key" = [183, "breaching", "warning", "signalcraft-production/stripe-api-key"]
    }
    error_message = "Failures are critical; ages are as severe as the class; silence of the audit is an alarm."
  }

  assert {
    condition = (
      aws_cloudwatch_log_metric_filter.age["runner"].metric_transformation[0].namespace == aws_cloudwatch_metric_alarm.this["age/database"].namespace &&
      aws_cloudwatch_log_metric_filter.age["runner"].metric_transformation[0].name == aws_cloudwatch_metric_alarm.this["age/database"].metric_name &&
      aws_cloudwatch_log_metric_filter.age["runner"].metric_transformation[0].dimensions == tomap({ Secret = "$.secret" }) &&
      alltrue([for key in ["database", "session-key"] : startswith(output.alarm_names["age/${key}"], "signalcraft-production-")])
    )
    error_message = "The alarms hear what the audit says."
  }
}

run "dev_is_small_and_forgets_at_once" {
  variables {
    alarms               = { enabled = false }
    encryption           = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }
    environment          = "dev"
    name                 = "signalcraft-dev"
    recovery_window_days = 0
    secrets              = { feature-flags = { class = "non_critical", description = "Reads feature flags." } }
  }

  assert {
    condition = (
      aws_secretsmanager_secret.this["feature-flags"].recovery_window_in_days == 0 && aws_secretsmanager_secret.this["feature-flags"].force_overwrite_replica_secret &&
      aws_secretsmanager_secret.this["feature-flags"].kms_key_id == "arn:aws:kms:eu-central-1:123456789012:key/given" && length(aws_kms_key.this) == 0
    )
    error_message = "In dev a secret goes at once; a key that is given is used."
  }
}
