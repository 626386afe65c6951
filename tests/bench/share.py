"""What of a plan's processor time is the provider's: real Terraform plans 200 migrations, offline.

Terraform starts the provider through a shell that waits for it, and notes what its child took of the processor. What
all of them took together is the kernel's account of Terraform and everything that it waited for. The shell's own time
and the interpreter that starts a Terraform from its shared library are taken off: neither is there with a user.
"""

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from rig import tools
from rig.say import Failure, say

MIGRATIONS = 200
LIMIT_S = 300
VERSIONS = ("1.11.4", "1.15.5")
INTERPRETER = [tools.PYTHON, "-IS", "-c", "import ctypes, os, signal, sys"]

LAUNCHER = """#!/bin/bash
echo began >> '{notes}'
'{binary}' "$@"
code=$?
{{ echo ended; times; }} >> '{notes}'
exit $code
"""

MAIN = """
terraform {
  required_providers {
    signalcraft = { source = "signalcraft/signalcraft" }
  }
}

provider "signalcraft" {
  region = "eu-west-1"
}

resource "signalcraft_migration" "app" {
  count     = %d
  directory = "${path.module}/migrations/${count.index}"
  ledger    = { name = "app_${count.index}" }
  plan      = "offline"
  database  = {
    rds_instance = "orders"
    name         = "orders"
    secret_arn   = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-abc123"
  }
}
"""


def measure(binary, rounds):
    """Version -> medians of `rounds` plans: seconds of everything and of the provider, their ratio, its starts."""
    installed = tools.install()
    interpreter = statistics.median(_processor_s(INTERPRETER, None, {}) for _ in range(5))
    results = {}
    with tempfile.TemporaryDirectory(prefix="sc-") as scratch:
        scratch = Path(scratch)
        environment = _stage(scratch, binary)
        for version in VERSIONS:
            native = tools._terraform_on_path() if version == "1.11.4" else None
            terraform, spared = (native, 0.0) if native else (installed.terraform[version], interpreter)
            samples = [_plan(scratch, environment, terraform, spared) for _ in range(rounds + 1)][1:]
            results[version] = {
                "migrations": MIGRATIONS,
                "share": round(statistics.median(one["share"] for one in samples), 4),
                "samples": samples,
            }
            say(f"share of a plan of {MIGRATIONS} migrations, Terraform {version}: {results[version]['share']:.3f}")
    return results


def _stage(scratch, binary):
    """The root module, the launcher as the provider, and the environment that makes Terraform take it."""
    root, override = scratch / "root", scratch / "override"
    override.mkdir()
    for number in range(MIGRATIONS):
        directory = root / "migrations" / str(number)
        directory.mkdir(parents=True)
        table = f"CREATE TABLE orders_{number} (id bigint PRIMARY KEY, note text);\n"
        (directory / "0001_orders.up.sql").write_text(table)
        index = f"CREATE INDEX CONCURRENTLY orders_{number}_note ON orders_{number} (note);\n"
        (directory / "0002_note.up.sql").write_text(index)
    (root / "main.tf").write_text(MAIN % MIGRATIONS)
    launcher = LAUNCHER.format(notes=scratch / "notes", binary=binary)
    tools._executable(override / "terraform-provider-signalcraft", launcher)
    settings = f'provider_installation {{\n  dev_overrides {{\n    "signalcraft/signalcraft" = "{override}"\n  }}\n}}\n'
    (scratch / "cli.tfrc").write_text(settings)
    return {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(scratch / "cli.tfrc"),
        "AWS_ACCESS_KEY_ID": "000000000000",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _plan(scratch, environment, terraform, spared):
    notes = scratch / "notes"
    notes.unlink(missing_ok=True)
    started = time.monotonic()
    said = scratch / "said"
    together = _processor_s([str(terraform), "plan", "-no-color", "-input=false"], said, environment, scratch / "root")
    wall = time.monotonic() - started
    if f"{MIGRATIONS} to add" not in said.read_text():
        raise Failure(f"the plan did not add {MIGRATIONS} migrations:\n{said.read_text()[-2000:]}")
    lines = notes.read_text().splitlines()
    starts, ends = lines.count("began"), lines.count("ended")
    if starts != ends or not starts:
        raise Failure(f"the provider was started {starts} times and ended by itself {ends} times")
    # after each "ended": the shell's own times, then those of its child
    own = sum(_seconds(lines[at + 1]) for at, line in enumerate(lines) if line == "ended")
    provider = sum(_seconds(lines[at + 2]) for at, line in enumerate(lines) if line == "ended")
    all_of_it = together - own - spared
    return {
        "wall_s": round(wall, 3),
        "all_s": round(all_of_it, 3),
        "provider_s": round(provider, 3),
        "share": provider / all_of_it,
        "starts": starts,
    }


def _seconds(line):
    """User and system time of a line of `times`: 0m0.012s 0m0.004s."""
    parts = [part.rstrip("s").split("m") for part in line.split()]
    return sum(int(minutes) * 60 + float(seconds) for minutes, seconds in parts)


def _processor_s(command, output, environment, directory=None):
    """What a command and all that it waited for took of the processor."""
    with open(output or os.devnull, "wb") as out:
        pipes = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": subprocess.STDOUT}
        process = subprocess.Popen(command, env=environment, cwd=directory, process_group=0, **pipes)
        deadline = time.monotonic() + LIMIT_S
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                break
            if time.monotonic() > deadline:
                os.killpg(process.pid, 9)
            time.sleep(0.01)
    if process.returncode:
        text = Path(output).read_text()[-2000:] if output else ""
        raise Failure(f"{' '.join(map(str, command[:2]))} ended with code {process.returncode}:\n{text}")
    return usage.ru_utime + usage.ru_stime
