"""The suite of the modules: every module, example and root by every check, on all cores, and what was found.

Run by tests/rig/modules.py, which gives it the tools; what it counted is written to a file as JSON.
"""

import argparse
import concurrent.futures
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import environments
import mutations
import planted
import rules
import security
import terraform
from found import units
from stage import Part, Stage, timed

CORES = os.cpu_count() or 2
SLOWEST = 5  # parts that are named


def parts(stage, root, wanted, lines, thorough):
    """(how long it may take, work) of each part; the work returns a Part. `thorough`: examples are applied, too."""
    first = lines[0]
    work = [(1, lambda: terraform.form(stage, root, wanted, first))]
    for unit in wanted:
        work.append((0, lambda unit=unit: house(unit)))
        work.append((1, lambda unit=unit: terraform.valid(stage, unit, first)))
        if thorough and terraform.can_be_planned(unit):
            work.append((2, lambda unit=unit: terraform.applied(stage, unit, first)))
        if unit.tests:
            runs = sum(path.read_text().count("\nrun ") for path in unit.tests)
            work += [(1 + runs, lambda unit=unit, line=line: terraform.tests(stage, unit, line)) for line in lines]
    work += environments.work(stage, root, wanted, first, thorough)
    # it starts slowly: once for each core
    for number in range(min(len(wanted), CORES)):
        share = wanted[number::CORES]
        work.append((1000, lambda share=share: security.findings(stage, root, share)))
    return work


def house(unit):
    """Every rule of the house that concerns the folder."""
    part = Part("rules", unit.name)
    for rule, wrong in rules.findings(unit):
        part.passed += not wrong
        part.complaints += [f"{each} [{rule.id}: {rule.why}]" for each in wrong]
    return part


def carry_out(work):
    """All of it on all cores, the longest first."""
    work = sorted(work, key=lambda each: -each[0])
    with concurrent.futures.ThreadPoolExecutor(max_workers=CORES) as pool:
        return list(pool.map(lambda each: timed(each[1]), work))


def main(argv=None):
    """The exit code is 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="the repository")
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--schema", type=Path, required=True, help="of hashicorp/aws")
    parser.add_argument("--checkov", type=Path, required=True, help="a Python that can import it")
    parser.add_argument("--terraform", action="append", required=True, metavar="1.11=PATH")
    parser.add_argument("--thorough", action="store_true", help="apply the examples too")
    parser.add_argument("--faults", action="store_true", help="take protections away, which takes long")
    parser.add_argument("--result", type=Path, required=True)
    parser.add_argument("words", nargs="*", help="only folders that hold one of these")
    asked = parser.parse_args(argv)
    started = time.monotonic()
    programs = dict(each.split("=", 1) for each in asked.terraform)
    stage = Stage(asked.scratch, asked.schema, programs, asked.checkov)
    root = asked.root.resolve()
    wanted = units(root, asked.words)
    work = parts(stage, root, wanted, list(programs), asked.thorough)
    if asked.faults:
        work = mutations.work(stage, root, wanted, list(programs)[0])
    elif not asked.words or planted.NAME in asked.words:
        work += planted.work(stage, list(programs)[0])
    done = carry_out(work)
    show(done, wanted, time.monotonic() - started)
    failed = sum(len(part.complaints) for part in done)
    asked.result.write_text(json.dumps({"passed": sum(part.passed for part in done), "failed": failed}))
    return 1 if failed else 0


def show(done, wanted, seconds):
    """What was found, then what was counted and what took long."""
    for part in sorted(done, key=lambda part: (part.unit, part.name)):
        for complaint in part.complaints:
            print(f"FAILED {part.name}: {part.unit + ': ' if part.unit else ''}{complaint}")
    kinds = Counter(unit.kind for unit in wanted)
    print(f"modules: {', '.join(f'{count} {kind}s' for kind, count in kinds.items()) or 'nothing here'}")
    passed, failed = Counter(), Counter()
    for part in done:
        passed[part.name] += part.passed
        failed[part.name] += len(part.complaints)
    for name in sorted(passed):
        print(f"  {name:<20} {passed[name]:5} passed {failed[name]:3} failed")
    slow = sorted(done, key=lambda part: -part.seconds)[:SLOWEST]
    print(f"  {seconds:.1f} s; slowest: " + "; ".join(f"{part.name} {part.unit} {part.seconds:.1f} s" for part in slow))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
