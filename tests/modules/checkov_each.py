"""checkov on each of the folders apart, in one process; run with the tools' Python that can import it.

Its own command line does not do: given several folders it reads the first again and again, and says nothing of it. And
a module that several call is seen as only some of them call it, if all are read at once: so each caller is read alone.
Loading checkov takes longer than reading a folder, so one process loads it; each folder is read by a child of that,
because a runner keeps what it read. What children would do again and again is done once, see `_once`.

Reads {"folders": [...], "files": [what they hold and call]} as JSON from its input, writes {folder: report} to the file
that it is given.
"""

import contextlib
import copy
import json
import logging
import os
import sys
import tempfile

import hcl2
import ply.yacc
from bc_jsonpath_ng.ext import parse
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.runner_filter import RunnerFilter
from checkov.terraform.graph_builder.variable_rendering import evaluate_terraform
from checkov.terraform.runner import Runner

# of a module: its examples are folders of their own, and what its tests set up is no part of it
APART = ["examples", "tests"]


def main():
    """Reads, forks, writes."""
    logging.disable(logging.ERROR)
    asked = json.load(sys.stdin)
    _once(asked["files"])
    reports = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number, folder in enumerate(asked["folders"]):
            path = os.path.join(scratch, f"{number}.json")
            child = os.fork()
            if not child:
                _read(folder, path)
            os.waitpid(child, 0)
            try:
                with open(path) as file:
                    reports[folder] = json.load(file)
            except (OSError, ValueError):
                reports[folder] = None
    with open(sys.argv[1], "w") as file:
        json.dump(reports, file)


def _once(files):
    """Done here, so that the children have it already; most for roots, which call the same modules."""
    get_graph_checks_registry("terraform").load_checks()
    _make_tables_once()
    evaluate_terraform.evaluate = _remembered(evaluate_terraform.evaluate)
    parsed = _remembered(hcl2.loads)
    hcl2.load = lambda file: parsed(file.read())
    for path in files:
        with open(path, encoding="utf-8-sig") as file, contextlib.suppress(Exception):
            hcl2.load(file)  # what cannot be read is told by who asks for it


def _remembered(function):
    """The function of one text, as it is asked for the same again and again; each asker has a copy of its own."""
    known = {}

    def remembered(text):
        if not isinstance(text, str):
            return function(text)
        if text not in known:
            try:
                known[text] = (function(text), None)
            except Exception as error:
                known[text] = (None, error)
        value, error = known[text]
        if error:
            raise error.with_traceback(None)
        return copy.deepcopy(value)

    return remembered


def _make_tables_once():
    """checkov parses a path into a value for each value that it looks up, and its parser is made anew each time."""
    make, made = ply.yacc.yacc, {}

    def once(module, start, **options):
        kind = (type(module), start)
        if kind not in made:
            made[kind] = make(module=module, start=start, **options)
        return made[kind]

    ply.yacc.yacc = once
    parse("$.a")


def _read(folder, path):
    """In the child: the report, or an end with an error on the standard one."""
    try:
        chosen = RunnerFilter(
            framework=["terraform"],
            excluded_paths=[f"{folder}/{name}" for name in APART],
            download_external_modules=False,
        )
        report = Runner().run(root_folder=folder, runner_filter=chosen)
        kept = ("check_id", "check_name", "resource", "file_abs_path", "file_line_range")
        found = {"parsing_errors": list(report.parsing_errors)}
        for kind in ("passed_checks", "failed_checks", "skipped_checks"):
            found[kind] = [{name: getattr(record, name) for name in kept} for record in getattr(report, kind)]
        with open(path, "w") as file:
            json.dump(found, file)
    finally:
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
