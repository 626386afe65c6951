"""Protections are taken away from the real modules, one at a time, and the module's own tests must see it.

Not part of each run, because each case is a run of a module's tests: `FAULTS=1 make test-modules FILTER=modules/redis`.
"""

import re
import shutil
from dataclasses import dataclass

import terraform
from found import units
from stage import Part

NAME = "faults"


@dataclass(frozen=True)
class Mutation:
    """What matches `old` in a module's source becomes `new`."""

    name: str
    old: str
    new: str


FLAGS = (
    "at_rest_encryption_enabled|block_public_acls|block_public_policy|bucket_key_enabled|copy_tags_to_snapshot|"
    "deletion_protection|drop_invalid_header_fields|enable_deletion_protection|enable_key_rotation|"
    "iam_database_authentication_enabled|ignore_public_acls|multi_az_enabled|performance_insights_enabled|"
    "restrict_public_buckets|scan_on_push|storage_encrypted|transit_encryption_enabled"
)
MUTATIONS = (
    Mutation("a protection is off", rf"(?m)^(\s*(?:{FLAGS})\s*=\s*)true$", r"\g<1>false"),
    Mutation("public", r"(?m)^(\s*publicly_accessible\s*=\s*)false$", r"\g<1>true"),
    Mutation(
        "without a key",
        r"(?m)^(\s*(?:kms_key_id|kms_key|kms_key_arn|kms_master_key_id|kms_master_key_arn)\s*=\s*)\S.*$",
        r"\g<1>null",
    ),
    Mutation("open to the world", r"(?m)^(\s*cidr_ipv4\s*=\s*)\S.*$", r'\g<1>"0.0.0.0/0"'),
    Mutation("open to all groups", r"(?m)^(\s*referenced_security_group_id\s*=\s*)\S.*$", r"\g<1>null"),
    Mutation("a renamed variable", r'(?m)^variable "(\w+)"', r'variable "\g<1>_renamed"'),
    Mutation("a renamed output", r'(?m)^output "(\w+)"', r'output "\g<1>_renamed"'),
)
RENAMED = 2  # of a module's variables and outputs, so many are renamed: one is like another


def work(stage, root, wanted, line):
    """(how long it may take, work) of each case; the work returns a Part."""
    cases = []
    for unit in wanted:
        if unit.kind not in ("module", "submodule") or not unit.tests:
            continue
        for mutation in MUTATIONS:
            found = [(path, match) for path in unit.sources for match in re.finditer(mutation.old, path.read_text())]
            for path, match in found[:RENAMED] if "renamed" in mutation.name else found:
                number = len(cases)
                case = (stage, root, unit, line, mutation, path, match, stage.scratch / NAME / str(number))
                cases.append((2, lambda case=case: _seen(*case)))
    return cases


def _seen(stage, root, unit, line, mutation, path, match, folder):
    # with its neighbours, because tests may set up with them
    shutil.copytree(root / "modules", folder / "modules", ignore=shutil.ignore_patterns(".terraform", "examples"))
    changed = folder / path.relative_to(root)
    text = changed.read_text()
    changed.write_text(text[: match.start()] + match.expand(mutation.new) + text[match.end() :])
    [copy] = [each for each in units(folder.resolve()) if each.name == unit.name]
    part = Part(NAME, unit.name)
    if terraform.tests(stage, copy, line).complaints:
        part.passed = 1
    else:
        where = f"{path.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}"
        part.complaints.append(f"{where}: {mutation.name} (`{' '.join(match[0].split())}`), and no test sees it")
    shutil.rmtree(folder)
    return part
