#!/usr/bin/env python3
"""`make bench`: start-up time, memory and size of our provider beside a Go and another Rust provider.

Each sample is one process, started as Terraform starts it, by the same client for all (an example of the
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

from bench import peers  # noqa: E402
from rig.pins import REPOSITORY  # noqa: E402
from rig.say import Failure, say  # noqa: E402

TARGET = "x86_64-unknown-linux-gnu"
BUILT = REPOSITORY / "target" / TARGET / "dist"
RESULTS = REPOSITORY / "target" / "bench" / "start.json"
# As `make dist` builds it. aws-lc would otherwise seed itself from the jitter of the processor's clock, which
# takes 20 ms of every start; without that it takes the kernel's random numbers, and rdrand as a second source.
AS_SHIPPED = {"RUSTFLAGS": "-C target-feature=+crt-static", "AWS_LC_SYS_NO_JITTER_ENTROPY": "1"}
OURS, GO = "ours", "go"
MODES = {"AutoMTLS": [], "plaintext": ["--plaintext"]}
SAMPLE_LIMIT_S = 60

# What we aim for: (mode, measure, share of the Go provider's value).
AIMS = [
    ("AutoMTLS", "handshake_ms", 0.25),
    ("plaintext", "handshake_ms", 0.4),
    ("AutoMTLS", "resident_kib", 0.5),
    ("plaintext", "resident_kib", 0.5),
]
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
    asked = parser.parse_args()
    try:
        binary, measure = build(asked.binary)
        others, _ = peers.install()
        binaries = {name: copied(name, path) for name, path in {OURS: binary, **others}.items()}
        results = summarise(binaries, sample(measure, binaries, asked.rounds), asked.rounds)
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
        share = medians[mode][OURS]["of_go"][key]
        aims.append({"mode": mode, "measure": key, "at_most": limit, "is": share, "met": share <= limit})
    return {
        "machine": {"system": platform.platform(), "processors": os.cpu_count()},
        "rounds": rounds,
        "size_bytes": {name: path.stat().st_size for name, path in binaries.items()},
        "medians": medians,
        "aims": aims,
        "samples": {f"{name}, {mode}": said for (name, mode), said in samples.items()},
    }


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
    print()
    for aim in results["aims"]:
        verdict = "met" if aim["met"] else "MISSED"
        title = COLUMNS[aim["measure"]][0].rsplit(" ", 1)[0]
        print(f"aim: {title} with {aim['mode']} at most {aim['at_most']} of Go's, is {aim['is']}: {verdict}")
    print(f"\nevery sample: {RESULTS.relative_to(REPOSITORY)}")


def cell(value, unit, share):
    """A value in its unit and its share of the Go provider's."""
    return "-" if value is None or share is None else f"{value / unit:.2f} ({share:.2f})"


if __name__ == "__main__":
    sys.exit(main())
