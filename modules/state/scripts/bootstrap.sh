#!/usr/bin/env bash
# From an empty account to a state that lives in its own bucket.
#
#     bootstrap.sh ROOT STATE [ARGUMENTS OF terraform init ...]
#
# ROOT is a directory whose configuration has this module and an output `backend_files` with the module's; STATE is the
# name of its own state, for instance shared/registry. Nothing may be in the way: no backend.tf, no state elsewhere.
# Run again after a failure, it goes on where it stopped. Needs terraform and jq.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$1 state=$2
shift 2
cd "$root"

if [ ! -e backend.tf ]; then
  echo "1/3 The bucket is made; until it is there, the state is a file in $root."
  terraform init -input=false
  if [ -t 0 ]; then terraform apply; else terraform apply -input=false -auto-approve; fi

  terraform output -json backend_files | jq -er --arg state "$state" '.[$state]' > backend.tf.new || {
    rm -f backend.tf.new
    echo "There is no state \"$state\" in the output backend_files. It has: $(terraform output -json backend_files | jq -r 'keys | join(", ")')" >&2
    exit 1
  }
  mv backend.tf.new backend.tf
fi

if [ -s terraform.tfstate ]; then
  echo "2/3 The state moves into the bucket."
  # not the lineage: Terraform gives a new one where none was
  whole='[.outputs, .resources]'
  before=$(jq -cS "$whole" terraform.tfstate)
  terraform init -input=false -migrate-state -force-copy "$@"

  echo "3/3 What is in the bucket is compared with the file."
  after=$(terraform state pull | jq -cS "$whole")
  if [ "$before" != "$after" ]; then
    echo "The bucket holds another state than the file. The file terraform.tfstate is still the true one; backend.tf can be removed." >&2
    exit 1
  fi
  mv terraform.tfstate terraform.tfstate.bootstrap
  rm -f terraform.tfstate.backup
fi

echo "Done. Commit $root/backend.tf; terraform.tfstate.bootstrap can be deleted when a plan is empty."
