"""`make test-matrix`: the stories of tier e2e on every line of Terraform that there is.

Rows are stories, columns are Terraforms; the same table is written as JSON. A Terraform on which no story was told,
and a story that was told on none, are failures: unless some were asked for by name.
"""

import json

from . import tellings, tiers, tools
from .pins import REPOSITORY, TERRAFORM
from .say import Failure, say

TIER = "e2e"
PACKAGES = ("testkit", tiers.PROVIDER)  # whose tests are of that tier: the others need no building
RESULT = REPOSITORY / "target" / "matrix.json"


def run(wanted, filters):
    """Tell the stories, print and write the table; the exit code is 1 if a cell is not as it must be."""
    versions = _versions(wanted)
    tiers.require_toolchain()
    installed = tools.install(told_on=versions, narrowed=bool(wanted))
    [tally] = tiers.play([TIER], filters, PACKAGES, installed)
    rows = tellings.table(tally.tellings, versions)
    for version in versions:
        results = [row[version]["result"] for row in rows.values()]
        if tellings.OK not in results and not filters:
            tally.complaints.append(f"no story was told to its end on Terraform {version}")
        if tellings.LOST in results:
            tally.complaints.append(f"stories are missing on Terraform {version}")
    if rows:
        print(f"\n{tellings.draw(rows, versions)}")
    code = tiers.report([tally])
    RESULT.parent.mkdir(exist_ok=True)
    said = {"terraform": versions, "filters": filters, "good": code == 0, "complaints": tally.complaints}
    RESULT.write_text(json.dumps({**said, "stories": rows}, indent=2) + "\n")
    say(f"the table is in {RESULT.relative_to(REPOSITORY)}")
    return code


def _versions(wanted):
    """Those that were asked for, as 1.9.8 or 1.9; all if none."""
    known = {tools.line_of(version): version for version in TERRAFORM}
    found = {known.get(name, name) for name in wanted}
    if unknown := found - set(TERRAFORM):
        raise Failure(f"no Terraform {', '.join(sorted(unknown))} here; there are {', '.join(TERRAFORM)}")
    return tuple(version for version in TERRAFORM if version in found or not wanted)
