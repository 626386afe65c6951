#!/usr/bin/env bash
# Moves a root's state from where it is now to the backend that a file describes.
#
#     migrate.sh ROOT BACKEND_FILE [ARGUMENTS OF terraform init ...]
#
# ROOT is initialized and nobody works in it; BACKEND_FILE is what the output `backend_files` says of it. Before anything
# moves, the state is kept in ROOT/before-migration.tfstate. If what arrives is not what left, the old backend is put
# back. Needs terraform and jq.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$1 backend=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
shift 2
cd "$root"

echo "1/3 The state is pulled and kept."
(umask 077 && terraform state pull > before-migration.tfstate)
whole='[.outputs, .resources]' # not the lineage: Terraform gives a new one where none was
before=$(jq -cS "$whole" before-migration.tfstate)

echo "2/3 The state moves."
if [ -e backend.tf ]; then cp backend.tf backend.tf.before; fi
cp "$backend" backend.tf
back() {
  if [ -e backend.tf.before ]; then mv backend.tf.before backend.tf; else rm -f backend.tf; fi
  echo "Not moved: $1. The old backend.tf is back and the old state untouched; run terraform init -reconfigure. A copy is in $root/before-migration.tfstate." >&2
  exit 1
}
terraform init -input=false -migrate-state -force-copy "$@" || back "terraform init failed"

echo "3/3 What arrived is compared with what left."
after=$(terraform state pull | jq -cS "$whole")
[ "$before" = "$after" ] || back "another state arrived"

rm -f backend.tf.before
echo "Done: all $(jq '.resources | length' before-migration.tfstate) resources and the outputs arrived. Commit $root/backend.tf; the old state can go when a plan is empty."
