# What is built: at defaults, small, and full. `protection` is off where something is applied: Terraform up to 1.14 could
# not clean up after such a run, and that it could not is the point of it.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account    = { id = "123456789012", region = "eu-central-1" }
  name       = "signalcraft"
  protection = false

  environments = {
    dev = {
      states = ["infrastructure", "delivery"]
      reads  = ["shared/registry"]
      plan   = { github = { repository = "example/signalcraft", pull_requests = true, refs = ["refs/heads/main"] } }
      apply  = { github = { repository = "example/signalcraft", environments = ["dev"] } }
    }
    shared = {
      states = ["registry"]
      plan   = { principal_arns = ["arn:aws:iam::123456789012:role/on-call"] }
      apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
    }
  }
}

run "nothing_is_destroyed_by_default" {
  command = plan

  variables {
    protection = true
  }

  assert {
    condition = (
      terraform_data.protection[0].triggers_replace == ["signalcraft-terraform-state-123456789012-eu-central-1", "eu-central-1"] &&
      aws_s3_bucket.this.force_destroy == false
    )
    error_message = "The guard must be there, and must be hit by another bucket or region as well."
  }

  assert {
    condition     = contains([for statement in local.bucket_statements : "${statement.Effect} ${jsonencode(statement.Action)}"], "Deny \"s3:DeleteBucket\"")
    error_message = "The bucket's policy must deny everybody that the bucket is deleted."
  }

  assert {
    condition     = contains([for statement in jsondecode(aws_kms_key.this[0].policy).Statement : "${statement.Effect} ${statement.Action[0]}"], "Deny kms:ScheduleKeyDeletion")
    error_message = "The key's policy must deny everybody that the key is deleted."
  }

  assert {
    condition     = aws_s3_bucket.this.bucket == "signalcraft-terraform-state-123456789012-eu-central-1"
    error_message = "The bucket's name follows from name, account and region."
  }
}

run "states_are_encrypted_versioned_and_private" {
  assert {
    condition = (
      one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms" &&
      one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == aws_kms_key.this[0].arn &&
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled
    )
    error_message = "What is written must be encrypted with the module's key."
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_key.this[0].deletion_window_in_days == 30
    error_message = "The key must be rotated, and its deletion must take a month."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "Old versions must be kept."
  }

  assert {
    condition = (
      aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy &&
      aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets &&
      aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    )
    error_message = "No state may be public, by no way."
  }

  # the policy refuses
  assert {
    condition = { for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid => [statement.Effect, statement.Condition] } == {
      OnlyOverTls       = ["Deny", { Bool = { "aws:SecureTransport" = "false" } }]
      OnlyOverTls12     = ["Deny", { NumericLessThan = { "s3:TlsVersion" = "1.2" } }]
      NoOtherEncryption = ["Deny", { Null = { "s3:x-amz-server-side-encryption" = "false" }, StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" } }]
      NoOtherKey        = ["Deny", { Null = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }, StringNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = aws_kms_key.this[0].arn } }]
      NoKeysOfCustomers = ["Deny", { Null = { "s3:x-amz-server-side-encryption-customer-algorithm" = "false" } }]
    }
    error_message = "The bucket's policy must refuse plain connections, other encryption and other keys, and allow nothing."
  }

  # old versions are bounded
  assert {
    condition = (
      aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].newer_noncurrent_versions == 50 &&
      aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 90
    )
    error_message = "Of old versions the newest fifty stay, and those of ninety days."
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.filter[0].prefix => [rule.noncurrent_version_expiration[0].noncurrent_days, rule.expiration[0].expired_object_delete_marker]
      if rule.filter[0].prefix != ""
      } == {
      "dev/delivery/terraform.tfstate.tflock"       = [1, true]
      "dev/infrastructure/terraform.tfstate.tflock" = [1, true]
      "shared/registry/terraform.tfstate.tflock"    = [1, true]
    }
    error_message = "Versions of lock files go after a day, and so do the marks of their deletion."
  }

  # backends
  assert {
    condition = output.backend_configs["dev/delivery"] == {
      bucket       = "signalcraft-terraform-state-123456789012-eu-central-1"
      encrypt      = true
      key          = "dev/delivery/terraform.tfstate"
      kms_key_id   = aws_kms_key.this[0].arn
      region       = "eu-central-1"
      use_lockfile = true
    }
    error_message = "A backend locks by file, and encrypts with the module's key."
  }

  assert {
    condition = alltrue([
      for name, text in output.backend_files : strcontains(text, "use_lockfile = true") && strcontains(text, "key          = \"${name}/terraform.tfstate\"") && !strcontains(text, "dynamodb")
    ])
    error_message = "The text of a backend says the same, and names no table."
  }
}

run "each_environment_has_a_role_to_plan_and_one_to_apply" {
  command = plan

  assert {
    condition     = toset([for role in aws_iam_role.this : role.name]) == toset(["signalcraft-state-dev-apply", "signalcraft-state-dev-plan", "signalcraft-state-shared-apply", "signalcraft-state-shared-plan"])
    error_message = "There are two roles an environment."
  }

  # claims are pinned
  assert {
    condition = jsondecode(aws_iam_role.this["dev/apply"].assume_role_policy).Statement == [{
      Sid       = "GitHub"
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = ["sts.amazonaws.com"]
          "token.actions.githubusercontent.com:sub" = ["repo:example/signalcraft:environment:dev"]
        }
      }
    }]
    error_message = "Only a job in GitHub's environment dev may apply."
  }

  assert {
    condition = jsondecode(aws_iam_role.this["dev/plan"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == [
      "repo:example/signalcraft:ref:refs/heads/main", "repo:example/signalcraft:pull_request",
    ]
    error_message = "Only main and pull requests may plan."
  }

  assert {
    condition     = jsondecode(aws_iam_role.this["shared/apply"].assume_role_policy).Statement[0].Principal.AWS == ["arn:aws:iam::123456789012:role/pipeline"]
    error_message = "A principal of AWS takes the role that names it."
  }

  # plan reads and locks
  assert {
    condition = { for statement in jsondecode(aws_iam_policy.this["dev/plan"].policy).Statement : statement.Sid => [statement.Action, statement.Resource] } == {
      FindStates = [["s3:ListBucket"], ["arn:aws:s3:::mocked"]]
      ReadStates = [["s3:GetObject"], [
        "arn:aws:s3:::mocked/dev/delivery/terraform.tfstate", "arn:aws:s3:::mocked/dev/infrastructure/terraform.tfstate",
        "arn:aws:s3:::mocked/shared/registry/terraform.tfstate",
      ]]
      Lock = [["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [
        "arn:aws:s3:::mocked/dev/delivery/terraform.tfstate.tflock", "arn:aws:s3:::mocked/dev/infrastructure/terraform.tfstate.tflock",
      ]]
      UseTheKey = [["kms:Decrypt", "kms:GenerateDataKey"], [aws_kms_key.this[0].arn]]
    }
    error_message = "Who plans may read the states of the environment and those it names, and hold the lock; nothing else."
  }

  assert {
    condition     = jsondecode(aws_iam_policy.this["dev/plan"].policy).Statement[0].Condition.StringEquals["s3:prefix"] == ["env:/", "dev/delivery/terraform.tfstate", "dev/infrastructure/terraform.tfstate", "shared/registry/terraform.tfstate"]
    error_message = "Listing is of the states' own keys, and of the workspaces that init looks for."
  }

  # apply also writes
  assert {
    condition = {
      for statement in jsondecode(aws_iam_policy.this["dev/apply"].policy).Statement : statement.Sid => [statement.Action, statement.Resource]
      if !contains(["FindStates", "ReadStates", "Lock", "UseTheKey"], statement.Sid)
      } == {
      WriteStates     = [["s3:PutObject"], ["arn:aws:s3:::mocked/dev/delivery/terraform.tfstate", "arn:aws:s3:::mocked/dev/infrastructure/terraform.tfstate"]]
      ReadOldVersions = [["s3:GetObjectVersion"], ["arn:aws:s3:::mocked/dev/delivery/terraform.tfstate", "arn:aws:s3:::mocked/dev/infrastructure/terraform.tfstate"]]
      FindOldVersions = [["s3:ListBucketVersions"], ["arn:aws:s3:::mocked"]]
    }
    error_message = "Who applies may also write the environment's own states and read their old versions; nobody may delete one."
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 1 && aws_iam_openid_connect_provider.github[0].client_id_list == toset(["sts.amazonaws.com"])
    error_message = "The provider of GitHub's identities is made where it is needed."
  }

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.this : [for statement in jsondecode(policy.policy).Statement : [for resource in statement.Resource : !strcontains(resource, "*")]]
    ]))
    error_message = "No policy may name a wildcard."
  }
}

run "a_copy_in_another_region" {
  variables {
    access_logs = { bucket_name = "logs" }
    bucket_name = "states-of-example"
    replication = { region = "eu-west-1" }
    versions    = { days = 365, keep = 100, lock_days = 3 }

    environments = {
      production = {
        states = ["infrastructure"]
        plan   = { principal_arns = ["arn:aws:iam::123456789012:role/on-call"] }
        apply  = { principal_arns = ["arn:aws:iam::123456789012:role/break-glass"] }
      }
    }
  }

  assert {
    condition = (
      aws_s3_bucket.replica[0].region == "eu-west-1" && aws_kms_key.replica[0].region == "eu-west-1" && aws_kms_key.replica[0].enable_key_rotation &&
      aws_s3_bucket_versioning.replica[0].versioning_configuration[0].status == "Enabled" && aws_s3_bucket_versioning.replica[0].region == "eu-west-1" &&
      one(one(aws_s3_bucket_server_side_encryption_configuration.replica[0].rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms" &&
      aws_s3_bucket_public_access_block.replica[0].restrict_public_buckets && aws_s3_bucket_public_access_block.replica[0].block_public_policy
    )
    error_message = "The copy must be in the other region, encrypted there, versioned and private."
  }

  assert {
    condition = (
      aws_s3_bucket_replication_configuration.this[0].rule[0].delete_marker_replication[0].status == "Disabled" &&
      aws_s3_bucket_replication_configuration.this[0].rule[0].source_selection_criteria[0].sse_kms_encrypted_objects[0].status == "Enabled" &&
      aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].encryption_configuration[0].replica_kms_key_id == aws_kms_key.replica[0].arn
    )
    error_message = "Encrypted versions are copied, with the copy's key, and deletions are not."
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.replica[0].policy).Statement : statement.Sid] == ["OnlyOverTls", "OnlyOverTls12"]
    error_message = "The copy is reached over TLS alone."
  }

  assert {
    condition     = jsondecode(aws_iam_role.replication[0].assume_role_policy).Statement[0].Condition.ArnEquals["aws:SourceArn"] == aws_s3_bucket.this.arn
    error_message = "The role of replication is for this bucket alone."
  }

  assert {
    condition     = output.replica_bucket_name == "signalcraft-terraform-state-123456789012-eu-west-1" && output.bucket_name == "states-of-example"
    error_message = "A name that is given is used; the copy's follows from its region."
  }

  assert {
    condition     = aws_s3_bucket_logging.this[0].target_bucket == "logs" && aws_s3_bucket_logging.this[0].target_prefix == "terraform-state/"
    error_message = "Access is logged where it is asked for."
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0 && output.github_oidc_provider_arn == null
    error_message = "Where nobody trusts GitHub there is no provider of its identities."
  }

  assert {
    condition = (
      aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].newer_noncurrent_versions == 100 &&
      aws_s3_bucket_lifecycle_configuration.this.rule[1].noncurrent_version_expiration[0].noncurrent_days == 3
    )
    error_message = "Other bounds are used."
  }
}

run "what_exists_already_is_used" {
  command = plan

  variables {
    encryption  = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/given" }
    github_oidc = { create_provider = false, provider_arn = "arn:aws:iam::123456789012:oidc-provider/given" }
  }

  assert {
    condition = (
      length(aws_kms_key.this) == 0 && output.key_arn == "arn:aws:kms:eu-central-1:123456789012:key/given" &&
      one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == "arn:aws:kms:eu-central-1:123456789012:key/given"
    )
    error_message = "A key that is given is used, and none is made."
  }

  assert {
    condition = (
      length(aws_iam_openid_connect_provider.github) == 0 &&
      jsondecode(aws_iam_role.this["dev/plan"].assume_role_policy).Statement[0].Principal.Federated == "arn:aws:iam::123456789012:oidc-provider/given"
    )
    error_message = "A provider of identities that is given is used, and none is made."
  }
}
