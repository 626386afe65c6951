#!/usr/bin/env bash
# Brings an old version of a root's state back, as a new version.
#
#     restore.sh ROOT                  lists the versions that the bucket holds, newest first
#     restore.sh ROOT VERSION          shows what would change, and changes nothing
#     restore.sh ROOT VERSION --yes    does it
#
# ROOT is initialized. The present state is kept in ROOT/before-restore.tfstate, and stays in the bucket as a version.
# It is pushed by Terraform, so under the lock, and only if it is a state of this root (its lineage). Needs terraform, aws
# and jq, and the role that applies.
set -euo pipefail

[ $# -ge 1 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$1 version=${2:-} yes=${3:-}
cd "$root"

settings=.terraform/terraform.tfstate
[ -s "$settings" ] && [ "$(jq -r '.backend.type' "$settings")" = s3 ] || { echo "$root is not initialized with the backend s3: run terraform init there." >&2; exit 1; }
bucket=$(jq -r '.backend.config.bucket' "$settings")
key=$(jq -r '.backend.config.key' "$settings")
region=$(jq -r '.backend.config.region' "$settings")

if [ -z "$version" ]; then
  aws s3api list-object-versions --region "$region" --bucket "$bucket" --prefix "$key" --output json |
    jq -r --arg key "$key" '["VERSION", "WRITTEN", "BYTES", "NOW"], (.Versions[]? | select(.Key == $key) | [.VersionId, .LastModified, .Size, (if .IsLatest then "now" else "" end)]) | @tsv'
  exit 0
fi

old=$(mktemp) new=$(mktemp)
trap 'rm -f "$old" "$new"' EXIT
chmod 600 "$old" "$new"

aws s3api get-object --region "$region" --bucket "$bucket" --key "$key" --version-id "$version" "$old" > /dev/null
jq -e '.version == 4 and (.lineage | type == "string") and (.serial | type == "number")' "$old" > /dev/null || { echo "Version $version is not a Terraform state." >&2; exit 1; }

(umask 077 && terraform state pull > before-restore.tfstate)
if [ -n "$(jq -r '.lineage' before-restore.tfstate 2> /dev/null)" ]; then
  present=$(jq -r '.serial' before-restore.tfstate)
  lineage=$(jq -r '.lineage' before-restore.tfstate)
else # the state is gone altogether (Terraform pulls one without lineage): nothing to compare with
  present=$(jq -r '.serial' "$old")
  lineage=$(jq -r '.lineage' "$old")
fi
[ "$(jq -r '.lineage' "$old")" = "$lineage" ] || { echo "Version $version belongs to another state: its lineage is $(jq -r '.lineage' "$old"), not $lineage. Nothing was changed." >&2; exit 1; }

addresses='[.resources[]? | [.module, (if .mode == "data" then "data" else null end), .type, .name] | map(select(. != null)) | join(".")] | sort[]'
echo "Resources: < in version $version, > in the present state (serial $present)"
diff <(jq -r "$addresses" "$old") <(jq -r "$addresses" before-restore.tfstate 2> /dev/null || true) || true

if [ "$yes" != --yes ]; then
  echo "Nothing was changed. Add --yes to bring this version back."
  exit 0
fi

# Terraform takes only a state that is newer than the one it has
jq --argjson serial "$((present + 1))" '.serial = $serial' "$old" > "$new"
terraform state push "$new"
echo "Done: version $version is the state again, as serial $((present + 1)). Run terraform plan: it shows what happened in the meantime. The state as it was is in $root/before-restore.tfstate."
