"""What the environments promise beside the rules of every root: no environment lacks what all must have, a plan leaves
alone what a release changed, and the guide's cost table and pictures are those of the code. The scripts are in
tests/cases/environments, and can be run by themselves.
"""

import re
import sys

from stage import Part

SCRIPTS = "tests/cases/environments"
USUAL = ("shared", "staging")
ROOT = re.compile(r"environments/(?:(\w+)/infrastructure|(shared))")


def work(stage, root, wanted, line, thorough):
    """(how long it may take, work) of each part. Not `thorough`, only the account, and the environment with every
    strategy of releases, are applied."""
    roots = [(found[1] or found[2], unit) for unit in wanted if (found := ROOT.fullmatch(unit.name))]
    if not roots:
        return []
    each = [
        (20, lambda name=name, unit=unit: posture(stage, root, unit, name, line))
        for name, unit in roots
        if thorough or name in USUAL
    ]
    return [*each, (0, lambda: tables(stage, root))]


def posture(stage, root, unit, name, line):
    """The root is applied in the stub's memory, looked at, changed as a release would, and planned again."""
    part = Part(f"posture on {line}", unit.name)
    extra = {**stage.terraform_environment(unit, line), "TERRAFORM_PROGRAM": str(stage.terraform[line])}
    done = stage.run([sys.executable, root / SCRIPTS / "posture.py", name], root, extra)
    part.complaints = [said.removeprefix("FAILED ") for said in done.stdout.splitlines() if said.startswith("FAILED ")]
    if done.returncode and not part.complaints:
        part.complaints = [done.stderr[-600:]]
    part.passed = not part.complaints
    return part


def tables(stage, root):
    """What is made of the table of differences is fresh."""
    part = Part("tables", "environments")
    done = stage.run([sys.executable, root / SCRIPTS / "tables.py", "--check"], root)
    part.complaints = done.stdout.splitlines() or ([done.stderr[-600:]] if done.returncode else [])
    part.passed = not part.complaints
    return part
