"""Real Terraform on a folder: its format, whether it is valid, its tests, and whether an example stands when applied.

There is no `terraform init`: with the stub in `dev_overrides`, `get` for the modules is all that is needed, also where
a root keeps its state in a bucket.
"""

import json
from collections import Counter

from stage import Part

# said of how we call it: the stub stands in for a provider, and an example's state must not lie beside its source
OURS = ("Provider development overrides are in effect", "Deprecated flag: -state")
GOOD = ("pass",)
PLAN = ["plan", "-json", "-input=false", "-lock=false"]
LONGEST = 600  # letters of one complaint


def form(stage, root, units, line):
    """`terraform fmt` on all of them at once."""
    part = Part("fmt", "all")
    folders = sorted({unit.folder for unit in units})
    # the folders of modules hold those of their examples
    tops = [folder for folder in folders if not any(other in folder.parents for other in folders)]
    for folder in tops:
        done = stage.run([stage.terraform[line], "fmt", "-check", "-recursive", "-list=true", folder], root)
        part.passed += not done.returncode
        if done.returncode:
            names = [name.removeprefix(f"{root}/") for name in done.stdout.split()]
            part.complaints += [f"{name} is not as `terraform fmt` writes it" for name in names] or [_last(done)]
    return part


def valid(stage, unit, line):
    """`terraform validate`; of an example that keeps no state elsewhere `terraform plan`, because what an input may be
    is asked only there. A warning is a fault too."""
    part = Part(f"validate on {line}", unit.name)
    extra = stage.terraform_environment(unit, line)
    if complaint := _get(stage, unit, line, extra):
        part.complaints.append(complaint)
        return part
    asked = PLAN if can_be_planned(unit) else ["validate", "-json"]
    done = stage.run([stage.terraform[line], *asked], unit.folder, extra)
    part.complaints = _diagnosed(done)
    part.passed = not part.complaints
    return part


def applied(stage, unit, line):
    """The example is made, in the stub's memory, and a plan then finds nothing to do."""
    part = Part(f"apply on {line}", unit.name)
    extra = stage.terraform_environment(unit, f"{line}-applied")
    state = f"-state={extra['TF_DATA_DIR']}/made.tfstate"
    if complaint := _get(stage, unit, line, extra):
        part.complaints.append(complaint)
        return part
    done = stage.run([stage.terraform[line], "apply", "-auto-approve", *PLAN[1:], state], unit.folder, extra)
    part.complaints = _diagnosed(done)
    if not part.complaints:
        done = stage.run([stage.terraform[line], *PLAN, state], unit.folder, extra)
        changes = [
            said["change"]["resource"]["addr"] for said in _messages(done) if said.get("type") == "planned_change"
        ]
        part.complaints = _diagnosed(done) + [f"a second plan would change {address}" for address in changes]
    part.passed = not part.complaints
    return part


def can_be_planned(unit):
    """An example whose state is a file beside it, and whose inputs are all there."""
    elsewhere = any(block.of("backend", "cloud") for _, block in unit.blocks("terraform"))
    asked = any("default" not in block.attributes for _, block in unit.blocks("variable"))
    return unit.kind == "example" and not elsewhere and not asked


def _diagnosed(done):
    """Errors and warnings, each once, however many call the module that is at fault."""
    try:
        said = json.loads(done.stdout)["diagnostics"]
    except (ValueError, KeyError):
        said = [each["diagnostic"] for each in _messages(done) if each.get("type") == "diagnostic"]
    found = list(dict.fromkeys(_told(each) for each in said if each["summary"] not in OURS))
    return found or ([_last(done)] if done.returncode else [])


def _messages(done):
    return filter(None, map(_message, done.stdout.splitlines()))


def tests(stage, unit, line):
    """`terraform test`, each run counted."""
    part = Part(f"test on {line}", unit.name)
    extra = stage.terraform_environment(unit, line)
    if complaint := _get(stage, unit, line, extra):
        part.complaints.append(complaint)
        return part
    done = stage.run([stage.terraform[line], "test", "-json"], unit.folder, extra)
    runs, words, ended = {}, {}, False
    for said in _messages(done):
        kind, run = said.get("type"), (said.get("@testfile", ""), said.get("@testrun", ""))
        if kind == "test_run" and "status" in said["test_run"]:
            runs[run] = said["test_run"]["status"]
        elif kind == "diagnostic" and said["diagnostic"]["severity"] == "error":
            words.setdefault(run, []).append(_told(said["diagnostic"]))
        elif kind == "test_summary":
            ended = True
    count = Counter(runs.values())
    part.passed = sum(count[status] for status in GOOD)
    for run, status in runs.items():
        if status not in GOOD:
            said = "; ".join(words.pop(run, [])) or status
            part.complaints.append(f"{run[0].removeprefix('tests/')}: {run[1]}: {said}"[:LONGEST])
    for (file, run), left in words.items():  # of a file that could not be started
        part.complaints += [f"{file} {run} {each}".strip()[:LONGEST] for each in left if not part.complaints]
    if not part.complaints and (done.returncode or not ended):
        part.complaints.append(_last(done))
    return part


def _get(stage, unit, line, extra):
    command = [stage.terraform[line], "get", *(["-test-directory=tests"] if unit.tests else [])]
    done = stage.run(command, unit.folder, extra)
    return f"terraform get: {_last(done)}" if done.returncode else None


def _message(line):
    try:
        return json.loads(line)
    except ValueError:
        return None


def _told(diagnostic):
    where = diagnostic.get("range") or {}
    place = f"{where['filename']}:{where['start']['line']}: " if where else ""
    detail = " ".join((diagnostic.get("detail") or "").split())
    return f"{place}{diagnostic['summary']}{': ' if detail else ''}{detail}"[:LONGEST]


def _last(done):
    words = (done.stderr or done.stdout).strip().splitlines()
    return f"ended with code {done.returncode}: {' '.join(' '.join(words[-12:]).split())}"[:LONGEST]
