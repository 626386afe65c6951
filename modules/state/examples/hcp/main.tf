# HCP Terraform instead: it keeps the states, locks and versions, and runs the plans. This root has moved already, as the
# `cloud` block says; the module keeps the bucket for the roots that have not. When the last has moved, it can go.
# What is left to do in AWS is to let a run in, without keys: a role for plans and one for applies, each pinned to the
# organization, project, workspace and phase of the run.

terraform {
  required_version = ">= 1.11"

  cloud {
    organization = "example"

    workspaces {
      name    = "signalcraft-shared"
      project = "signalcraft"
    }
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

# In the workspace: TFC_AWS_PROVIDER_AUTH = true, TFC_AWS_PLAN_ROLE_ARN and TFC_AWS_APPLY_ROLE_ARN = the output below.
provider "aws" {
  region = "eu-central-1"
}

module "state" {
  source = "../.."

  account = { id = "123456789012", region = "eu-central-1" }
  name    = "signalcraft"

  environments = {
    production = {
      states = ["delivery"]
      plan   = { principal_arns = ["arn:aws:iam::123456789012:role/on-call"] }
      apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
    }
  }
}

locals {
  workspace = "organization:example:project:signalcraft:workspace:signalcraft-shared"
}

resource "aws_iam_openid_connect_provider" "hcp" {
  client_id_list = ["aws.workload.identity"]
  url            = "https://app.terraform.io"
}

resource "aws_iam_role" "run" {
  for_each = { apply = "apply", plan = "plan" }

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "RunsOfThisWorkspace"
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.hcp.arn }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        StringEquals = {
          "app.terraform.io:aud" = ["aws.workload.identity"]
          "app.terraform.io:sub" = ["${local.workspace}:run_phase:${each.key}"]
        }
      }
    }]
  })
  description = "Runs of HCP Terraform, to ${each.key}"
  name        = "signalcraft-shared-hcp-${each.key}"
}

output "role_arns" {
  description = "What the workspace's variables name."
  value       = { for phase, role in aws_iam_role.run : phase => role.arn }
}
