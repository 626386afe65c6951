#!/usr/bin/env bash
# The steps of the README on an emulator of S3: bootstrap, move, break, restore. Wants what the scripts want, and
#
#     AWS_ENDPOINT_URL_S3   where the emulator answers
#     AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION
#     TF_CLI_CONFIG_FILE    a configuration with a mirror that has hashicorp/aws (the stub serves)
#
# The stub makes resources up, so that the buckets themselves are made here. Everything else is the scripts' work.
set -euo pipefail

module=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

flags=(-backend-config=skip_credentials_validation=true -backend-config=skip_requesting_account_id=true -backend-config=skip_metadata_api_check=true -backend-config=use_path_style=true)
export TF_CLI_ARGS_apply=-no-color TF_CLI_ARGS_init=-no-color TF_CLI_ARGS_plan=-no-color
fail() { echo "FAILED: $1" >&2; exit 1; }
step() { echo "ok: $1"; }

bucket=signalcraft-terraform-state-123456789012-eu-central-1
root=$work/shared
mkdir -p "$root"
cat > "$root/main.tf" <<HCL
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "also" {
  type    = map(string)
  default = {}
}

module "state" {
  source = "$module"

  account    = { id = "123456789012", region = "eu-central-1" }
  encryption = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-4e5f-4071-8a9b-0c1d2e3f4a5b" }
  name       = "signalcraft"

  environments = {
    shared = {
      states = ["registry", "moved"]
      plan   = { principal_arns = ["arn:aws:iam::123456789012:role/on-call"] }
      apply  = { principal_arns = ["arn:aws:iam::123456789012:role/pipeline"] }
    }
  }
}

resource "terraform_data" "also" {
  for_each = var.also
  input    = each.value
}

output "backend_files" {
  value = module.state.backend_files
}
HCL

aws s3api create-bucket --bucket "$bucket" --create-bucket-configuration LocationConstraint=eu-central-1 > /dev/null
aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Enabled

# --- bootstrap
if "$module/scripts/bootstrap.sh" "$root" shared/nothing "${flags[@]}" > "$work/log" 2>&1; then fail "a state that is not there was taken"; fi
grep -q 'There is no state "shared/nothing"' "$work/log" || { cat "$work/log"; fail "bootstrap did not say which states there are"; }
[ ! -e "$root/backend.tf" ] || fail "a failed bootstrap left a backend.tf"

"$module/scripts/bootstrap.sh" "$root" shared/registry "${flags[@]}" > "$work/log" 2>&1 || { cat "$work/log"; fail "bootstrap"; }
aws s3api head-object --bucket "$bucket" --key shared/registry/terraform.tfstate > /dev/null || fail "the state is not in the bucket"
[ ! -e "$root/terraform.tfstate" ] || fail "the state is still a file"
terraform -chdir="$root" plan -input=false -detailed-exitcode > "$work/log" 2>&1 || { cat "$work/log"; fail "the plan after the bootstrap is not empty"; }
"$module/scripts/bootstrap.sh" "$root" shared/registry "${flags[@]}" > "$work/log" 2>&1 || fail "bootstrap cannot be run again"
step "bootstrap: the state is in the bucket, the plan is empty, a second run does nothing"

# --- protection
if terraform -chdir="$root" plan -destroy -input=false > "$work/log" 2>&1; then fail "the state's bucket could be destroyed"; fi
tr '\n' ' ' < "$work/log" | grep 'terraform_data.protection\[0\] has lifecycle.prevent_destroy' > /dev/null || { cat "$work/log"; fail "the plan was refused for another reason"; }
step "protection: a plan that destroys is refused"

# --- the lock is a file, and it is gone afterwards
terraform -chdir="$root" apply -input=false -auto-approve -var 'also={one="1",two="2"}' > "$work/log" 2>&1 || { cat "$work/log"; fail "apply"; }
versions=$(aws s3api list-object-versions --bucket "$bucket" --prefix shared/registry/terraform.tfstate.tflock --output json)
[ "$(jq '(.Versions // []) | map(select(.IsLatest)) | length' <<< "$versions")" = 0 ] || fail "a lock is left"
[ "$(jq '(.DeleteMarkers // []) | length' <<< "$versions")" -gt 0 ] || fail "no lock was ever taken"
printf '{"ID":"0a1b2c3d-4e5f-4071-8a9b-0c1d2e3f4a5b","Operation":"OperationTypeApply","Info":"","Who":"somebody@else","Version":"1.11.4","Created":"2026-01-01T00:00:00Z","Path":""}' > "$work/lock"
aws s3api put-object --bucket "$bucket" --key shared/registry/terraform.tfstate.tflock --body "$work/lock" > /dev/null
if terraform -chdir="$root" plan -input=false > "$work/log" 2>&1; then fail "a lock of somebody else was not honoured"; fi
grep -q somebody@else "$work/log" || { cat "$work/log"; fail "the holder of the lock is not told"; }
aws s3api delete-object --bucket "$bucket" --key shared/registry/terraform.tfstate.tflock > /dev/null
step "lock: held by a file, told by its holder's name, gone afterwards"

# --- restore: two resources are forgotten, and come back
good=$("$module/scripts/restore.sh" "$root" | awk '$4 == "now" {print $1}')
[ -n "$good" ] || fail "the present version is not listed"
terraform -chdir="$root" state rm 'terraform_data.also' > "$work/log" 2>&1 || { cat "$work/log"; fail "state rm"; }
"$module/scripts/restore.sh" "$root" "$good" > "$work/log" 2>&1 || { cat "$work/log"; fail "the preview of a restore"; }
grep -q '^< terraform_data.also' "$work/log" || { cat "$work/log"; fail "what a restore brings back is not told"; }
terraform -chdir="$root" state list | grep terraform_data.also > /dev/null && fail "the preview changed something"
"$module/scripts/restore.sh" "$root" "$good" --yes > "$work/log" 2>&1 || { cat "$work/log"; fail "restore"; }
[ "$(terraform -chdir="$root" state list | grep -c terraform_data.also)" = 2 ] || fail "the resources did not come back"
terraform -chdir="$root" plan -input=false -detailed-exitcode -var 'also={one="1",two="2"}' > "$work/log" 2>&1 || { cat "$work/log"; fail "the plan after the restore is not empty"; }
step "restore: an old version is shown, then brought back; the plan is empty"

# --- restore refuses a state of somebody else
echo '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"another","outputs":{},"resources":[]}' > "$work/foreign"
aws s3api put-object --bucket "$bucket" --key shared/registry/terraform.tfstate --body "$work/foreign" > /dev/null
terraform -chdir="$root" state pull | grep '"another"' > /dev/null || fail "the scene is not set"
if "$module/scripts/restore.sh" "$root" "$good" --yes > "$work/log" 2>&1; then fail "a state of another lineage was overwritten"; fi
grep -q 'belongs to another state' "$work/log" || { cat "$work/log"; fail "the other lineage is not told"; }
aws s3api get-object --bucket "$bucket" --key shared/registry/terraform.tfstate --version-id "$good" "$work/own" > /dev/null
aws s3api put-object --bucket "$bucket" --key shared/registry/terraform.tfstate --body "$work/own" > /dev/null
step "restore: a state of another lineage is refused"

# --- restore a state that somebody deleted
aws s3api delete-object --bucket "$bucket" --key shared/registry/terraform.tfstate > /dev/null
[ -z "$(terraform -chdir="$root" state pull | jq -r '.lineage // ""')" ] || fail "the scene is not set"
"$module/scripts/restore.sh" "$root" "$good" --yes > "$work/log" 2>&1 || { cat "$work/log"; fail "the restore of a deleted state"; }
terraform -chdir="$root" plan -input=false -detailed-exitcode -var 'also={one="1",two="2"}' > "$work/log" 2>&1 || { cat "$work/log"; fail "the plan after that restore is not empty"; }
step "restore: a state that was deleted comes back"

# --- migrate
terraform -chdir="$root" output -json backend_files | jq -r '.["shared/moved"]' > "$work/moved.tf"
"$module/scripts/migrate.sh" "$root" "$work/moved.tf" "${flags[@]}" > "$work/log" 2>&1 || { cat "$work/log"; fail "migrate"; }
[ "$(terraform -chdir="$root" state list | grep -c terraform_data.also)" = 2 ] || fail "the state did not arrive"
grep -q shared/moved "$root/backend.tf" || fail "backend.tf is the old one"
sed 's/shared\/moved/shared\/elsewhere/; s/signalcraft-terraform-state/no-such-bucket/' "$work/moved.tf" > "$work/wrong.tf"
if "$module/scripts/migrate.sh" "$root" "$work/wrong.tf" "${flags[@]}" > "$work/log" 2>&1; then fail "a bucket that is not there took the state"; fi
grep -q shared/moved "$root/backend.tf" || fail "the old backend.tf was not put back"
terraform -chdir="$root" init -input=false -reconfigure "${flags[@]}" > "$work/log" 2>&1 || { cat "$work/log"; fail "back to the old backend"; }
[ "$(terraform -chdir="$root" state list | grep -c terraform_data.also)" = 2 ] || fail "the state was lost on the way"
step "migrate: the state moves whole, or the old backend is put back"
