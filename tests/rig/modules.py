"""The tier `modules`: everything in HCL on real Terraform with the stub, by checkov and by the rules of the house.

What is checked, and how, is in tests/modules: this gives it the tools. Terraform 1.11 is always asked. In CI, and
where the variable TERRAFORM is set, the newest one is too, and examples are applied. Where FAULTS is set, nothing is
asked but whether the modules' tests see what is taken away from them (tests/modules/mutations.py).
"""

import json
import os

from . import aws_schema, stub
from .pins import REPOSITORY, USUAL_TERRAFORM
from .tools import line_of

SUITE = REPOSITORY / "tests" / "modules"
LIMIT_S = 20 * 60
FOLDERS = ("modules", "environments", "examples")
WRITTEN_FOR = "1.11"


def aws_types(folder):
    """The list of the types that modules in `folder` use."""
    own = folder / aws_schema.TYPES.relative_to(REPOSITORY)
    return own if own.is_file() else aws_schema.TYPES


def run(session, folder, filters, tally):
    """Run the suite on the repository in `folder` and add what it counted to the tally."""
    before = dict(session.environment)
    try:
        stub.prepare(session, ours=_is_used(folder))
        result = session.directory / "modules.json"
        command = [str(session.tools.hcl), str(SUITE / "run.py"), f"--root={folder}", f"--result={result}"]
        command += [f"--scratch={session.directory}", f"--schema={session.tools.aws_schema}"]
        command += [f"--checkov={session.tools.checkov}", *_terraform(session), *filters]
        code = session.run(command, on_line=_show, limit_s=LIMIT_S)
    finally:
        session.environment = before
    try:
        counted = json.loads(result.read_text())
    except (OSError, ValueError) as error:
        tally.complaints.append(f"the suite ended with code {code} and no result ({error})")
        return
    tally.passed += counted["passed"]
    tally.failed += counted["failed"]


def _terraform(session):
    known = session.tools.environment()
    lines, more = [WRITTEN_FOR], []
    if os.environ.get("CI") or os.environ.get("TERRAFORM"):
        lines.append(line_of(USUAL_TERRAFORM[-1]))
        more.append("--thorough")
    if os.environ.get("FAULTS"):
        more.append("--faults")
    return more + [
        f"--terraform={line}={known['SIGNALCRAFT_TEST_TERRAFORM_' + line.replace('.', '_')]}" for line in lines
    ]


def _is_used(folder):
    """Whether a root, or an example that calls a module, has our own provider. Other examples are of its own pages."""
    [name] = stub.OURS
    texts = [(top, path.read_text()) for top in FOLDERS for path in (folder / top).rglob("*.tf")]
    return any(name in text and (top == "environments" or "\nmodule " in text) for top, text in texts)


def _show(line):
    print(line, end="", flush=True)
