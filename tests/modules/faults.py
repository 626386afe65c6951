"""The faults: a case is a line of data. Each rule of the house has one, and each of the tools.

A fault without `old` is a new file; `new` may use the names below.
"""

from dataclasses import dataclass

MODULE = "modules/vault"
MAIN = f"{MODULE}/main.tf"
GROUPS = f"{MODULE}/security_groups.tf"
INPUTS = f"{MODULE}/variables.tf"
OUTPUTS = f"{MODULE}/outputs.tf"
README = f"{MODULE}/README.md"
TESTS = f"{MODULE}/tests/vault.tftest.hcl"
EXAMPLE = f"{MODULE}/examples/basic/main.tf"
ROOT = "environments/dev/infrastructure/main.tf"
ADDED = f"{MODULE}/added.tf"

RULES_INSIDE = """resource "aws_security_group" "open" {
  ingress {
    from_port = 22
  }
}
"""
COUNTED = """resource "aws_sqs_queue" "many" {
  count = length(var.names)
}
"""
PROGRAM = """resource "aws_sqs_queue" "run" {
  provisioner "local-exec" {
    command = "true"
  }
}
"""
CONDITION = """resource "aws_sqs_queue" "more" {
  lifecycle {
    precondition {
      condition     = var.name != "more"
      error_message = "name must be another one."
    }
  }
}
"""


@dataclass(frozen=True)
class Fault:
    """`old` becomes `new` in `file`; then `by` says `says`."""

    name: str
    by: str  # fmt, validate, apply, test, checkov, or a rule's id
    file: str
    old: str
    new: str
    says: str


FAULTS = (
    # what Terraform and its tests see
    Fault(
        "spaces",
        "fmt",
        OUTPUTS,
        "value       = aws_sqs_queue.this.url",
        "value = aws_sqs_queue.this.url",
        "outputs.tf is not as",
    ),
    Fault("renamed-variable", "validate", INPUTS, 'variable "network"', 'variable "net"', "undeclared input variable"),
    Fault("renamed-for-callers", "validate", EXAMPLE, "  name    =", "  names   =", "Unsupported argument"),
    Fault("unknown-argument", "validate", MAIN, "kms_master_key_id", "kms_master_key", "Unsupported argument"),
    Fault("of-an-older-major", "validate", GROUPS, "  cidr_ipv4 ", "  cidr_blocks ", "Unsupported argument"),
    Fault(
        "warned-of",
        "validate",
        GROUPS,
        "create_before_destroy = true",
        'create_before_destroy = true\n    ignore_changes        = ["tags"]',
        "Quoted references are deprecated",
    ),
    Fault(
        "refused-example",
        "validate",
        EXAMPLE,
        '"small"',
        '"longer-than-twenty-letters"',
        "name must have 1 to 20 letters",
    ),
    Fault(
        "never-at-rest",
        "apply",
        MAIN,
        "var.tags, { Name = var.name }",
        "var.tags, { Name = timestamp() }",
        "would change module.vault.aws_kms_key.this",
    ),
    Fault(
        "no-rotation",
        "test",
        MAIN,
        "enable_key_rotation = true",
        "enable_key_rotation = false",
        "The key does not rotate.",
    ),
    Fault(
        "no-encryption", "test", MAIN, "  kms_master_key_id = aws_kms_key.this.arn\n", "", "not encrypted with the key"
    ),
    Fault("open-to-all", "test", GROUPS, "each.value", '"0.0.0.0/0"', "The office does not reach the vault."),
    Fault("a-validation-that-never-fails", "test", INPUTS, "<= 20", "<= 200", "Missing expected failure"),
    Fault("a-root-without-its-module", "test", ROOT, "module.vault.key_arn", '"none"', "There is no vault."),
    # what checkov sees
    Fault(
        "checkov-no-rotation",
        "checkov",
        MAIN,
        "enable_key_rotation = true",
        "enable_key_rotation = false",
        "CKV_AWS_7 ",
    ),
    Fault("checkov-no-encryption", "checkov", MAIN, "  kms_master_key_id = aws_kms_key.this.arn\n", "", "CKV_AWS_27 "),
    Fault(
        "checkov-open-to-all",
        "checkov",
        GROUPS,
        'each.value\n  ip_protocol       = "tcp"\n  from_port         = 443',
        '"0.0.0.0/0"\n  ip_protocol       = "tcp"\n  from_port         = 22',
        "CKV_AWS_24 ",
    ),
    Fault(
        "checkov-no-skip",
        "checkov",
        MAIN,
        "  #checkov:skip=CKV_AWS_356:Who lists all repositories names none of them.\n",
        "",
        "CKV_AWS_356 ",
    ),
    Fault(
        "checkov-another-skip",
        "checkov",
        MAIN,
        "  name              = ",
        "  #checkov:skip=CKV_AWS_27:This is not on the list of exceptions.\n  name              = ",
        "CKV_AWS_27 is skipped",
    ),
    Fault(
        "checkov-cannot-read",
        "checkov",
        MAIN,
        "enable_key_rotation = true",
        "enable_key_rotation = = true",
        "cannot read it",
    ),
    # what the rules of the house see
    Fault(
        "unreadable",
        "readable",
        MAIN,
        "enable_key_rotation = true",
        "enable_key_rotation = = true",
        "main.tf cannot be read",
    ),
    Fault("no-outputs", "complete", "modules/empty/main.tf", "", "", "outputs.tf is missing"),
    Fault("no-run", "tested", "environments/dev/delivery/main.tf", "", "", "no run in tests"),
    Fault(
        "variable-without-description",
        "variables-described",
        INPUTS,
        '  description = "Tags of everything that has tags."\n',
        "",
        "variable tags has no description",
    ),
    Fault(
        "description-that-is-no-sentence",
        "variables-described",
        INPUTS,
        "that has tags.",
        "that has tags",
        "is no sentence",
    ),
    Fault(
        "output-without-description",
        "outputs-described",
        OUTPUTS,
        '  description = "URL of the queue."\n',
        "",
        "output queue_url has no description",
    ),
    Fault("untyped", "typed", INPUTS, "  type        = map(string)\n", "", "variable tags has no type"),
    Fault("any", "typed", INPUTS, "map(string)\n  default", "map(any)\n  default", "says `any`"),
    Fault(
        "unsorted", "alphabetical", INPUTS, 'variable "pull"', 'variable "audit"', "variable audit comes after network"
    ),
    Fault(
        "output-elsewhere",
        "alphabetical",
        ADDED,
        "",
        'output "a" {\n  value = 1\n}\n',
        "output a belongs into outputs.tf",
    ),
    Fault(
        "dashed",
        "named",
        GROUPS,
        '"aws_vpc_security_group_ingress_rule" "this"',
        '"aws_vpc_security_group_ingress_rule" "this-one"',
        "snake_case",
    ),
    Fault("unused-variable", "used", MAIN, "var.pull ? 1 : 0", "1", "variable pull is used nowhere"),
    Fault("unused-local", "used", ADDED, "", "locals {\n  spare = 1\n}\n", "local.spare is used nowhere"),
    Fault("any-version", "needs", f"{MODULE}/versions.tf", ">= 6.0, < 7.0", ">= 6.0", "required_providers.aws is not"),
    Fault("old-terraform", "needs", f"{MODULE}/versions.tf", ">= 1.11", ">= 1.9", "required_version is not"),
    Fault("provider-in-a-module", "no-providers", ADDED, "", 'provider "aws" {}\n', "provider aws in a module"),
    Fault("data-source", "no-waiting", ADDED, "", 'data "aws_caller_identity" "this" {}\n', "may have to wait"),
    Fault("program", "no-programs", ADDED, "", PROGRAM, "local-exec runs a program"),
    Fault("chance", "no-programs", ADDED, "", 'resource "random_id" "this" {}\n', "is of chance"),
    Fault("rules-inside-a-group", "no-inline-rules", ADDED, "", RULES_INSIDE, "has ingress inside"),
    Fault("old-rules", "no-inline-rules", ADDED, "", 'resource "aws_security_group_rule" "a" {}\n', "of the old kind"),
    Fault(
        "clock",
        "no-clock",
        MAIN,
        "var.tags, { Name = var.name }",
        "var.tags, { Name = timestamp() }",
        "timestamp() is another",
    ),
    Fault(
        "clock-in-a-template",
        "no-clock",
        MAIN,
        "com.amazonaws.${var.account.region}",
        "com.${timestamp()}",
        "timestamp() is another",
    ),
    Fault("count-over-a-list", "count-is-a-switch", ADDED, "", COUNTED, "is no switch"),
    Fault(
        "module-depends-on",
        "no-module-depends-on",
        ROOT,
        'source = "../../../modules/vault"',
        'source     = "../../../modules/vault"\n  depends_on = [terraform_data.a]',
        "module vault has depends_on",
    ),
    Fault(
        "whole-resource",
        "no-whole-outputs",
        OUTPUTS,
        "aws_sqs_queue.this.url",
        "aws_sqs_queue.this",
        "a whole resource",
    ),
    Fault(
        "skip-that-is-not-listed", "skips", MAIN, "skip=CKV_AWS_356", "skip=CKV_AWS_27", "CKV_AWS_27 may not be skipped"
    ),
    Fault(
        "skip-of-another-module",
        "skips",
        MAIN,
        "skip=CKV_AWS_356",
        "skip=CKV_AWS_145",
        "CKV_AWS_145 may not be skipped",
    ),
    Fault(
        "skip-without-a-reason",
        "skips",
        MAIN,
        "CKV_AWS_356:Who lists all repositories names none of them.",
        "CKV_AWS_356",
        "has no reason",
    ),
    Fault(
        "configured-away", "skips", f"{MODULE}/.checkov.yaml", "", "skip-check: [CKV_AWS_7]\n", "changes what is asked"
    ),
    Fault(
        "unseen-validation",
        "refusals",
        TESTS,
        "  expect_failures = [var.name]\n",
        "",
        "var.name has 1 conditions, and 0 runs",
    ),
    Fault("unseen-precondition", "refusals", ADDED, "", CONDITION, "aws_sqs_queue.more has 1 conditions, and 0 runs"),
    Fault(
        "promise-without-a-run",
        "promises",
        README,
        "`vault.tftest.hcl: refuses_a_long_name`",
        "the tests",
        "names no run",
    ),
    Fault(
        "promise-of-a-run-that-is-gone",
        "promises",
        TESTS,
        'run "encrypts"',
        'run "encrypts_all"',
        "no run encrypts in vault.tftest.hcl",
    ),
    Fault(
        "stale-table",
        "fresh",
        INPUTS,
        "Tags of everything that has tags.",
        "Tags of everything.",
        "not what the code says",
    ),
    Fault("stale-example", "fresh", EXAMPLE, '"small"', '"large"', "not what the code says"),
    Fault("no-markers", "fresh", README, "<!-- END INTERFACE -->", "", "has no <!-- BEGIN INTERFACE -->"),
    Fault(
        "example-of-another-module",
        "example",
        EXAMPLE,
        'source = "../.."',
        'source = "../../../other"',
        "no module has",
    ),
    Fault("example-that-does-not-run", "example", EXAMPLE, 'provider "aws"', 'variable "aws"', "no provider block"),
)
