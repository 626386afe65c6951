"""checkov on folders: no finding, nothing that it could not read, and no exception that is not on the list."""

import json
import tempfile
from pathlib import Path

import rules
from stage import Part

PROGRAM = Path(__file__).resolve().parent / "checkov_each.py"
# what a machine's own settings might change
# and no limit to reading a file: on a busy machine it would be a fault of the file
CLEAN = {
    "HCL_PARSE_TIMEOUT_SEC": "0",
    "CKV_IGNORE_HIDDEN_DIRECTORIES": "true",
    "LOG_LEVEL": "CRITICAL",
}


def findings(stage, root, found):
    """Modules at their defaults, and examples and roots with what they call as they call it."""
    folders = [unit.folder for unit in found]
    part = Part("checkov", f"{len(folders)} folders")
    with tempfile.TemporaryDirectory(dir=stage.scratch) as scratch:
        result = Path(scratch) / "reports.json"
        files = {str(path) for unit in found for folder in unit.used for path in folder.glob("*.tf")}
        asked = json.dumps({"folders": [str(folder) for folder in folders], "files": sorted(files)})
        done = stage.run([stage.checkov, PROGRAM, result], scratch, {**CLEAN, "HOME": scratch}, asked)
        reports = json.loads(result.read_text()) if result.is_file() else {}
    bad = set()
    for folder in map(str, folders):
        report = reports.get(folder)
        if report is None:
            bad.add(f"{_below(root, folder)}: checkov has no result: {done.stderr[-600:]}")
        else:
            part.passed += not _judge(root, folder, report, bad)
    part.complaints = sorted(bad)
    return part


def _judge(root, folder, report, bad):
    """Add what is wrong to `bad`, in which what several see is there once; whether anything is. A skip is where the
    resource is, or in the folder that was read, at its call of a module."""
    wrong = {
        f"{_below(root, path)}: checkov cannot read it: nothing in it is checked" for path in report["parsing_errors"]
    }
    for check in report["failed_checks"]:
        wrong.add(f"{_place(root, check)}: {check['check_id']} {check['resource']}: {check['check_name']}")
    for check in report["skipped_checks"]:
        where = str(Path(_below(root, check["file_abs_path"])).parent)
        if not any(rules.may_skip(check["check_id"], place) for place in (where, _below(root, folder))):
            wrong.add(f"{_place(root, check)}: {check['check_id']} is skipped, and not on the list of exceptions")
    bad |= wrong
    return bool(wrong)


def _place(root, check):
    return f"{_below(root, check['file_abs_path'])}:{check['file_line_range'][0]}"


def _below(root, path):
    return str(Path(path).resolve()).removeprefix(f"{root}/")
