#!/usr/bin/env python3
"""`make bench`: start-up time, memory and size of our provider beside a Go and another Rust provider; then calls on one
connection (calls.py), and what of a plan's processor time is the provider's (share.py).

Each sample of a start is one process, started as Terraform starts it, by the same client for all (an example of the
testkit). The peers take turns, so that a busy moment of the machine hits all of them.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import calls, peers, share  # noqa: E402
from rig.pins import REPOSITORY  # noqa: E402
from rig.say import Failure, say  # noqa: E402

TARGET = "x86_64-unknown-linux-gnu"
BUILT = REPOSITORY / "target" / TARGET / "dist"
RESULTS = REPOSITORY / "target" / "bench" / "results.json"
# As `make dist` builds it. aws-lc would otherwise seed itself from the jitter of the processor's clock, which
# takes 20 ms of every start; without that it takes the kernel's random numbers, and rdrand as a second source.
AS_SHIPPED = {"RUSTFLAGS": "-C target-feature=+crt-static", "AWS_LC_SYS_NO_JITTER_ENTROPY": "1"}
OURS, GO = "ours", "go"
MODES = {"AutoMTLS": [], "plaintext": ["--plaintext"]}
SAMPLE_LIMIT_S = 60

# What we aim for at the start: (mode, measure, share of the Go provider's value).
AIMS = [
    ("AutoMTLS", "handshake_ms", 0.25),
    ("plaintext", "handshake_ms", 0.4),
    ("AutoMTLS", "resident_kib", 0.5),
    ("plaintext", "resident_kib", 0.5),
]
# And after it.
SCHEMA_MS = 1.0  # a schema call, in the median
GROWTH_KIB = 1024  # of resident memory, in ten thousand calls
SHARE = 0.1  # of the processor time of a plan of 200 migrations
COLUMNS = {
    "handshake_ms": ("handshake ms", 1),
    "schema_ms": ("schema ms", 1),
    "cpu_ms": ("processor ms", 1),
    "resident_kib": ("resident MiB", 1024),
    "peak_kib": ("peak MiB", 1024),
}


def main():
    """Build, install, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="samples of each")
    parser.add_argument("--binary", type=Path, help="measure this instead of building ours")
    parser.add_argument("--plans", type=int, default=5, help="samples of a plan on each Terraform")
    asked = parser.parse_args()
    try:
        binary, measure = build(asked.binary)
        others, _ = peers.install()
        binaries = {name: copied(name, path) for name, path in {OURS: binary, **others}.items()}
        results = summarise(binaries, sample(measure, binaries, asked.rounds), asked.rounds)
        results["schema_calls"] = calls.schema(measure, binaries, MODES)
        results["endurance"] = calls.endurance(binaries[OURS])
        results["share_of_a_plan"] = share.measure(binaries[OURS], asked.plans)
        results["aims"] += aims_after_the_start(results)
    except Failure as failure:
        say(failure)
        return 1
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    print_table(results)
    return 0


def copied(name, path):
    """A copy, as an installed binary is one. How a linker writes its output shows in the page cache, and so in
    start and memory: a file written in one go has larger pages there, which are mapped with fewer faults."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(path, RESULTS.parent / f"provider-{name}"))


def build(given):
    """Our binary as it is shipped (static), and the client that measures."""
    command = ["cargo", "build", "--profile", "dist", "--target", TARGET, "-p", "testkit", "--example", "measure"]
    if given is None:
        command += ["-p", "terraform-provider-signalcraft", "--bin", "terraform-provider-signalcraft"]
    say(" ".join(command))
    env = {**os.environ, **AS_SHIPPED}
    if subprocess.run(command, cwd=REPOSITORY, env=env).returncode:
        raise Failure("the build failed")
    return given or BUILT / "terraform-provider-signalcraft", BUILT / "examples" / "measure"


def sample(measure, binaries, rounds):
    """One warm-up of each, then `rounds` in turns: (name, mode) -> list of what `measure` said."""
    samples = {(name, mode): [] for mode in MODES for name in binaries}
    for turn in range(rounds + 1):
        for name, mode in samples:
            command = [str(measure), str(binaries[name]), *MODES[mode]]
            done = subprocess.run(command, capture_output=True, text=True, timeout=SAMPLE_LIMIT_S)
            try:
                said = json.loads(done.stdout)
            except ValueError:
                raise Failure(f"{name}, {mode}: {done.stderr.strip() or done.stdout.strip() or 'no answer'}") from None
            if said["error"]:
                raise Failure(f"{name}, {mode}: {said['error']}")
            if said["tls"] != (mode == "AutoMTLS"):
                raise Failure(f"{name} was to be measured with {mode}, and is not")
            if turn:
                samples[name, mode].append(said)
        say(f"round {turn} of {rounds}")
    return samples


def summarise(binaries, samples, rounds):
    """Medians, ratios to the Go provider, aims."""
    medians = {mode: {} for mode in MODES}
    for (name, mode), said in samples.items():
        medians[mode][name] = {key: median([one[key] for one in said]) for key in COLUMNS}
    for rows in medians.values():
        for row in rows.values():
            row["of_go"] = {key: round(row[key] / rows[GO][key], 3) if rows[GO][key] else None for key in COLUMNS}
    aims = []
    for mode, key, limit in AIMS:
        title = COLUMNS[key][0].rsplit(" ", 1)[0]
        aims.append(aim(f"{title} with {mode}, as a share of Go's", medians[mode][OURS]["of_go"][key], limit))
    return {
        "machine": {"system": platform.platform(), "processors": os.cpu_count()},
        "rounds": rounds,
        "size_bytes": {name: path.stat().st_size for name, path in binaries.items()},
        "medians": medians,
        "aims": aims,
        "samples": {f"{name}, {mode}": said for (name, mode), said in samples.items()},
    }


def aims_after_the_start(results):
    """Calls, memory, processor time."""
    schemas = results["schema_calls"]
    said = [aim(f"median schema call with {mode}, in ms", schemas[mode][OURS]["median_ms"], SCHEMA_MS) for mode in MODES]
    grown = results["endurance"]["grown_kib"]
    said.append(aim(f"growth of memory in {results['endurance']['more_calls']} calls, in KiB", grown, GROWTH_KIB))
    for version, one in results["share_of_a_plan"].items():
        what = f"share of the processor time of a plan of {one['migrations']} migrations, Terraform {version}"
        said.append(aim(what, one["share"], SHARE))
    return said


def aim(what, value, limit):
    """What is aimed for, what is the case, and whether that will do."""
    return {"what": what, "at_most": limit, "is": value, "met": value <= limit}


def median(values):
    """None when the kernel does not keep the account that was asked for."""
    return None if None in values else statistics.median(values)


def print_table(results):
    """For people: the ratio to the Go provider stands behind each value."""
    print(f"\nmedian of {results['rounds']}, in turns; in brackets: share of the Go provider's value\n")
    print(f"{'':12}{'':13}" + "".join(f"{title:>20}" for title, _ in COLUMNS.values()) + f"{'size MiB':>18}")
    sizes = results["size_bytes"]
    for mode, rows in results["medians"].items():
        for name, row in rows.items():
            cells = [cell(row[key], unit, row["of_go"][key]) for key, (_, unit) in COLUMNS.items()]
            size = f"{sizes[name] / 2**20:9.1f} ({sizes[name] / sizes[GO]:4.2f})"
            print(f"{mode:12}{name:13}" + "".join(f"{one:>20}" for one in cells) + f"{size:>18}")
    print("\na schema call on a connection that is there, in ms: median, 95th percentile; in brackets: share of Go's\n")
    for mode, rows in results["schema_calls"].items():
        for name, row in rows.items():
            of_go = row["median_ms"] / rows[GO]["median_ms"]
            print(f"{mode:12}{name:13}{row['median_ms']:>12.3f}{row['p95_ms']:>10.3f} ({of_go:4.2f})")
    print("\na plan of migrations, in seconds of the processor: everything, the provider alone, its share\n")
    for version, row in results["share_of_a_plan"].items():
        everything, provider = (statistics.median(s[key] for s in row["samples"]) for key in ("all_s", "provider_s"))
        print(f"Terraform {version:15}{everything:>12.3f}{provider:>10.3f} ({row['share']:5.3f})")
    print()
    for one in results["aims"]:
        is_now = f"{one['is']:.3f}" if isinstance(one["is"], float) else one["is"]
        print(f"aim: {one['what']}, at most {one['at_most']}: is {is_now}, {'met' if one['met'] else 'MISSED'}")
    print(f"\nevery sample: {RESULTS.relative_to(REPOSITORY)}")


def cell(value, unit, share):
    """A value in its unit and its share of the Go provider's."""
    return "-" if value is None or share is None else f"{value / unit:.2f} ({share:.2f})"


if __name__ == "__main__":
    sys.exit(main())
