#!/usr/bin/env python3
"""`make lint-score`: our lint and squawk-cli on the same cases: right, missed, false alarms. With `--bench` also the
time for 2,000 files.

A case is a line of JSON: `id`, `sql`, `verdict` (safe or unsafe), `hazard`, `pg` (13-18), and if need be `pre` (what
was applied before), `in_tx` (null: as a runner would) and `severity`. It is right if an unsafe one has a finding and a
safe one has none, on the first and on the last version that it names. A note is no alarm; for a case of style it is a
finding. The rules of squawk that ask for timeouts are left out, since the runner sets those.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rig import tools  # noqa: E402
from rig.pins import REPOSITORY  # noqa: E402
from rig.say import Failure, say  # noqa: E402

CASES = REPOSITORY / "tests" / "cases" / "lint" / "cases.jsonl"
SCHEMA = REPOSITORY / "tests" / "cases" / "lint" / "schema.sql"
TIMEOUTS = ["require-lock-timeout", "require-statement-timeout", "require-timeout-settings"]
# every rule that squawk leaves to its user
OPT_IN = (
    "ban-drop-trigger ban-drop-index ban-drop-policy ban-alter-generated-expression ban-set-default "
    "ban-disable-trigger ban-replica-identity ban-revoke ban-replace-view-function ban-alter-policy-condition "
    "ban-alter-policy-roles ban-create-policy ban-alter-function-options ban-alter-view-options "
    "ban-alter-role-options ban-alter-database-options ban-alter-row-level-security ban-new-write-restriction "
    "ban-add-enum-value ban-add-composite-attribute ban-add-column ban-detach-inheritance "
    "ban-alter-sequence-values ban-alter-system-options ban-alter-extension require-table-schema"
).split()
RIGHT = 0.98  # what is asked of ours; and no false alarm
FILES, ROUNDS = 2000, 7


def main():
    """Judge, print, and say by the exit code whether the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", type=Path, help="files of cases; ours if none is named")
    parser.add_argument("--schema", type=Path, help="SQL that the cases stand on")
    parser.add_argument("--bench", action="store_true", help="measure the time for 2,000 files as well")
    asked = parser.parse_args()
    try:
        schema = asked.schema or schema_for(asked.cases)
        binary, squawk = build(), peer()
        met = score(binary, squawk, schema, asked.cases or [CASES])
        if asked.bench:
            met &= bench(binary, squawk)
    except Failure as failure:
        say(failure)
        return 1
    return 0 if met else 1


def schema_for(cases):
    """`x_schema.sql` beside `x_cases.jsonl`, or `schema.sql` beside it, or the schema of our own cases."""
    for path in cases:
        for name in (path.name.replace("cases.jsonl", "schema.sql"), "schema.sql"):
            if (path.parent / name).exists():
                return path.parent / name
    return SCHEMA


def build():
    """The example that judges, as it is shipped."""
    command = ["cargo", "build", "--release", "--locked", "-p", "migration-lint", "--example", "lint_score"]
    say(" ".join(command))
    if subprocess.run(command, cwd=REPOSITORY).returncode:
        raise Failure("the build failed")
    done = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--no-deps"], cwd=REPOSITORY, capture_output=True, check=True
    )
    return Path(json.loads(done.stdout)["target_directory"]) / "release" / "examples" / "lint_score"


def peer():
    """squawk-cli, pinned, in the cache of tools."""
    root = tools._cache_root()
    with tools._only_one_at_a_time(root):
        python = tools._python_packages(root, "lint", tools._pip(root))
    [squawk] = (python.parent / "packages").glob("bin/squawk")
    return squawk


def score(binary, squawk, schema, files):
    """The table. True if ours is as it should be."""
    cases = [json.loads(line) for path in files for line in path.read_text().splitlines() if line.strip()]
    done = subprocess.run([binary, "cases", schema, *files], capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"ours does not judge: {done.stderr.strip()}")
    ours = [json.loads(line)["findings"] for line in done.stdout.splitlines()]
    # a case is right if each of its versions is
    found = [[alarms(case, one) for one in each] for case, each in zip(cases, ours, strict=True)]
    rows = {
        "ours": found,
        "squawk-cli": run_squawk(squawk, cases, []),
        "squawk-cli, all rules": run_squawk(squawk, cases, OPT_IN),
    }
    print(f"\n{len(cases)} cases of {', '.join(path.name for path in files)}")
    print(f"{'':24}{'right':>8}{'':8}{'missed':>8}{'false alarms':>14}")
    results = {}
    for name, verdicts in rows.items():
        missed = [c["id"] for c, v in zip(cases, verdicts, strict=True) if c["verdict"] == "unsafe" and not all(v)]
        false = [c["id"] for c, v in zip(cases, verdicts, strict=True) if c["verdict"] == "safe" and any(v)]
        right = len(cases) - len(missed) - len(false)
        results[name] = (right / len(cases), missed, false)
        print(f"{name:24}{right:8}{right / len(cases):8.1%}{len(missed):8}{len(false):14}")
    share, missed, false = results["ours"]
    named = sum(
        any(finding.get("hazard") == case["hazard"] for finding in each[-1])
        for case, each in zip(cases, ours, strict=True)
        if case["verdict"] == "unsafe"
    )
    unsafe = sum(case["verdict"] == "unsafe" for case in cases)
    print(f"ours names the hazard of {named} of {unsafe} unsafe cases as the case does")
    if missed or false:
        print(f"ours misses: {', '.join(missed) or 'nothing'}; raises a false alarm on: {', '.join(false) or 'nothing'}")
    good = share >= RIGHT and not false
    print(f"aim: at least {RIGHT:.0%} right and no false alarm: {'met' if good else 'MISSED'}")
    return good


def alarms(case, findings):
    """Whether these findings are an alarm for the case."""
    style = "style" in (case.get("hazard"), case.get("severity"))
    return any(finding["level"] != "note" or style for finding in findings)


def run_squawk(squawk, cases, include):
    """For each case a list with one verdict. squawk judges a file by itself, so it sees the case alone."""
    verdicts = {}
    with tempfile.TemporaryDirectory(prefix="lint-score-") as scratch:
        groups = {}
        for number, case in enumerate(cases):
            version = case.get("pg", "17").split("-")[-1]
            path = Path(scratch) / f"{number:05}.sql"
            path.write_text(case["sql"] + "\n")
            groups.setdefault((version, bool(case.get("in_tx"))), []).append(path)
        for (version, in_transaction), paths in groups.items():
            command = [squawk, "--reporter=json", f"--pg-version={version}.0", f"--exclude={','.join(TIMEOUTS)}"]
            command += [f"--include={','.join(include)}"] if include else []
            command += ["--assume-in-transaction"] if in_transaction else []
            done = subprocess.run([*command, *paths], capture_output=True, text=True, cwd=scratch)
            try:
                found = json.loads(done.stdout or "[]")
            except ValueError:
                raise Failure(f"squawk-cli: {done.stderr.strip() or done.stdout.strip()}") from None
            for finding in found:
                verdicts[int(Path(finding["file"]).stem)] = True
    return [[verdicts.get(number, False)] for number in range(len(cases))]


def bench(binary, squawk):
    """2,000 files, ours and squawk-cli in turns, each a process of its own. True if ours is no slower."""
    with tempfile.TemporaryDirectory(prefix="lint-bench-") as scratch:
        write_files(Path(scratch))
        paths = sorted(str(path) for path in Path(scratch).iterdir())
        commands = {
            "ours": [binary, "time", scratch],
            "squawk-cli": [squawk, "--reporter=json", f"--exclude={','.join(TIMEOUTS)}", *paths],
        }
        times = {name: [] for name in commands}
        for turn in range(ROUNDS + 1):
            for name, command in commands.items():
                started = time.perf_counter()
                done = subprocess.run(command, capture_output=True)
                spent = time.perf_counter() - started
                if done.returncode not in (0, 1) or (name == "ours" and done.returncode):
                    raise Failure(f"{name}: {done.stderr.decode(errors='replace').strip()}")
                if turn:
                    times[name].append(spent)
    medians = {name: statistics.median(each) for name, each in times.items()}
    ratio = medians["ours"] / medians["squawk-cli"]
    print(f"\n{FILES} files, median of {ROUNDS}: " + ", ".join(f"{n} {m * 1000:.0f} ms" for n, m in medians.items()))
    print(f"ratio {ratio:.2f}; aim: at most 1: {'met' if ratio <= 1 else 'MISSED'}")
    return ratio <= 1


def write_files(folder):
    """What a project of some years looks like: tables, columns, indexes, constraints, rows, functions."""
    kinds = [
        "create table {t} (id bigint generated always as identity primary key, name text not null, at timestamptz "
        "not null default now(), state text not null default 'new', amount numeric(12, 2), data jsonb);\n"
        "comment on table {t} is 'number {n}';\n",
        "alter table {p} add column note_{n} text;\nalter table {p} alter column note_{n} set default 'x';\n",
        "create index concurrently {p}_name_{n} on {p} (name, at desc) where state <> 'done';\n",
        "alter table {p} add constraint amount_{n} check (amount >= 0) not valid;\n",
        "insert into {p} (name, amount) values ('a', 1), ('b', 2), ('c', 3);\nupdate {p} set name = 'd' where id = 1;\n",
        "create or replace function f_{n}(a bigint) returns bigint language plpgsql as $$\nbegin\n  perform 1;\n"
        "  if a > 0 then\n    return a * 2;\n  end if;\n  return a;\nend\n$$;\n",
        "create view v_{n} as select p.id, p.name, count(*) over (partition by p.state) from {p} p where p.amount > 1;\n",
        "drop index if exists {p}_name_old;\nalter table {p} drop column if exists legacy;\n",
    ]
    for number in range(FILES):
        table = f"t_{number:04}"
        parent = f"t_{number - number % len(kinds):04}"
        text = kinds[number % len(kinds)].format(t=table, p=parent, n=number)
        (folder / f"{number + 1:05}_change.sql").write_text(text)


if __name__ == "__main__":
    sys.exit(main())
