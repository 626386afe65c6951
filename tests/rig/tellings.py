"""What became of stories that are told on several Terraforms.

The tests write a line for each story and Terraform (provider/testkit/src/telling.rs): `ok`, `FAILED`, or `-` where the
story needs a newer one. Here they are read, counted and drawn; nothing is run.
"""

import json

from . import tools

OK, FAILED, UNTOLD, LOST = "ok", "FAILED", "-", "?"


def read(file):
    """The lines that the tests wrote: story, terraform, result, and why or how long."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def beyond_tests(lines):
    """How many more passed and failed than the tests that told the stories: (passed, failed)."""
    stories = {line["story"] for line in lines}
    failed = {line["story"] for line in lines if line["result"] == FAILED}
    results = [line["result"] for line in lines]
    return results.count(OK) - len(stories - failed), results.count(FAILED) - len(failed)


def sentence(lines, versions):
    """How often the stories were told, in a line; nothing if there is none."""
    if not lines:
        return None
    counts = {result: sum(line["result"] == result for line in lines) for result in (OK, FAILED, UNTOLD)}
    stories = len({line["story"] for line in lines})
    done = f"{counts[OK]} ok, {counts[FAILED]} failed, {counts[UNTOLD]} not applicable"
    return f"{stories} stories on Terraform {', '.join(versions)}: {done}"


def table(lines, versions):
    """Story -> version -> {result, why, seconds}, every cell filled; `?` where a story has said nothing."""
    rows = {}
    for line in sorted(lines, key=lambda line: line["story"]):
        row = rows.setdefault(line["story"], {version: {"result": LOST} for version in versions})
        for version in versions:
            # a story that was never told has one line, without a Terraform
            if line["terraform"] in (tools.line_of(version), None):
                row[version] = {key: value for key, value in line.items() if key not in ("story", "terraform")}
    return rows


def draw(rows, versions):
    """The table for people, and below it why a story is not told or failed."""
    width = max(len(story) for story in rows)
    lines = [f"{'':{width}}" + "".join(f"{version:>8}" for version in versions)]
    notes = {}
    for story, row in rows.items():
        lines.append(f"{story:{width}}" + "".join(f"{row[version]['result']:>8}" for version in versions))
        for version in versions:
            cell = row[version]
            if cell["result"] == UNTOLD:
                notes.setdefault(f"{UNTOLD} {story}: {cell['why']}")
            elif cell["result"] == FAILED:
                notes.setdefault(f"{FAILED} {story}, {version}: {cell.get('why')}")
            elif cell["result"] == LOST:
                notes.setdefault(f"{LOST} {story}, {version}: it ended before it said what came of it")
    return "\n".join([*lines, "", *notes])
