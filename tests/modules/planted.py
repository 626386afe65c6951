"""Faults are planted into a small house, and each must be found by the part that is there for it.

`planted/house` is a repository with one module, its example and one root, on which nothing is found. Each case changes
one file of a copy.
"""

import shutil
from pathlib import Path

import rules
import security
import terraform
from faults import FAULTS, MODULE
from found import units
from stage import Part

HOUSE = Path(__file__).resolve().parent / "planted" / "house"
INTACT = "intact"
NAME = "planted"


def work(stage, line):
    """(how long it may take, work) of each case, the intact house among them; the work returns a Part."""
    houses = stage.scratch / "planted"
    shutil.copytree(HOUSE, houses / INTACT)
    cases = [(1, _each_rule_has_one), (5, lambda: _intact(stage, line, houses / INTACT))]
    told = {}
    for fault in FAULTS:
        if complaint := _plant(fault, houses / fault.name):
            cases.append((0, lambda complaint=complaint: Part(NAME, "", complaints=[complaint])))
        elif fault.by == "checkov":
            told[fault] = houses / fault.name
        else:
            cases.append((1, lambda fault=fault: _planted(stage, line, fault, houses / fault.name)))
    return [(1000, lambda: _checked(stage, houses, told)), *cases]


def _intact(stage, line, folder):
    root, found = folder.resolve(), []
    found += terraform.form(stage, root, units(root), line).complaints
    for unit in units(root):
        found += [each for _, wrong in rules.findings(unit) for each in wrong]
        found += terraform.valid(stage, unit, line).complaints
        found += terraform.tests(stage, unit, line).complaints if unit.tests else []
        found += terraform.applied(stage, unit, line).complaints if terraform.can_be_planned(unit) else []
    return _nothing(found)


def _nothing(found):
    return Part(NAME, "", passed=not found, complaints=[f"the {INTACT} house: {each}" for each in found])


def _planted(stage, line, fault, folder):
    root, found = folder.resolve(), []
    if fault.by == "fmt":
        found = terraform.form(stage, root, units(root), line).complaints
    for unit in units(root):
        if fault.by == "validate":
            found += terraform.valid(stage, unit, line).complaints
        elif fault.by == "apply":
            found += terraform.applied(stage, unit, line).complaints if terraform.can_be_planned(unit) else []
        elif fault.by == "test" and unit.tests:
            found += terraform.tests(stage, unit, line).complaints
        else:
            found += [each for rule, wrong in rules.findings(unit) if rule.id == fault.by for each in wrong]
    part = Part(NAME, "")
    _judge(part, fault, found)
    return part


def _checked(stage, houses, told):
    """checkov starts slowly: once for all."""
    of = [unit for folder in told.values() for unit in units(folder) if unit.name == MODULE]
    found = security.findings(stage, houses.resolve(), units(houses / INTACT) + of).complaints
    part = _nothing([each for each in found if each.startswith(f"{INTACT}/")])
    for fault in told:
        _judge(part, fault, [each for each in found if each.startswith(f"{fault.name}/")])
    return part


def _plant(fault, folder):
    shutil.copytree(HOUSE, folder)
    path = folder / fault.file
    if not fault.old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fault.new)
        return None
    text = path.read_text()
    if text.count(fault.old) != 1:
        return f"{fault.name}: {fault.file} holds {fault.old!r} {text.count(fault.old)} times, and not once"
    path.write_text(text.replace(fault.old, fault.new))
    return None


def _judge(part, fault, found):
    if any(fault.says in each for each in found):
        part.passed += 1
    else:
        part.complaints.append(f"{fault.name}: {fault.by} does not say `{fault.says}` but {found or 'nothing'}")


def _each_rule_has_one():
    part = Part(NAME, "")
    bare = [rule.id for rule in rules.RULES if rule.id not in {fault.by for fault in FAULTS}]
    part.complaints = [f"no fault is planted for the rule {each}" for each in bare]
    part.passed = not bare
    return part
