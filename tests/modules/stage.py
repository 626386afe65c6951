"""Where the parts of the suite run: the tools, a scratch directory, and for each folder the part of the schema that
it uses.

A provider's schema is read again at each run of a test, and that of hashicorp/aws is most of a run's time: with only
the types that a module names, the same run takes an eighth of it.
"""

import gzip
import json
import os
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

LIMIT_S = 600  # a part that takes longer hangs


@dataclass
class Part:
    """What one piece of work found."""

    name: str
    unit: str
    passed: int = 0
    complaints: list = field(default_factory=list)  # each one failure
    seconds: float = 0.0


class Stage:
    """Tools and places."""

    def __init__(self, scratch, schema, terraform, checkov):
        self.scratch = Path(scratch)
        self.terraform = terraform  # line -> program
        self.checkov = checkov  # a Python that can import it
        self._schema = json.loads(gzip.decompress(Path(schema).read_bytes()))
        self._made = {}
        self._lock = threading.Lock()

    def terraform_environment(self, unit, line):
        """For Terraform in the folder of `unit`: nothing is written there, and the stub serves what it uses."""
        return {
            "SCHEMA_STUB_FILE": str(self._schema_for(unit.types)),
            "TF_DATA_DIR": str(self.scratch / "terraform" / unit.name / line),
            "TF_IN_AUTOMATION": "1",
            "GOGC": "400",  # a sixth less time, for memory that is there
        }

    def run(self, command, cwd, extra=None, given=""):
        """The command's end: its code, output and errors; `given` is its input."""
        environment = {**os.environ, **(extra or {})}
        return subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            input=given,
            timeout=LIMIT_S,
        )

    def _schema_for(self, types):
        [address] = self._schema["provider_schemas"]
        whole = self._schema["provider_schemas"][address]
        kinds = ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas")
        wanted = frozenset(name for kind in kinds for name in whole.get(kind, {}) if name in types)
        with self._lock:
            if wanted not in self._made:
                part = {**whole}
                for kind in kinds:
                    part[kind] = {name: each for name, each in whole.get(kind, {}).items() if name in wanted}
                path = self.scratch / f"schema-{len(self._made)}.json"
                path.write_text(json.dumps({**self._schema, "provider_schemas": {address: part}}))
                self._made[wanted] = path
            return self._made[wanted]


def timed(work):
    """What the work returns, a Part, with the time that it took; no end is a complaint."""
    started = time.monotonic()
    try:
        part = work()
    except subprocess.TimeoutExpired as slow:
        part = Part("stopped", str(slow.cmd[-1]), complaints=[f"{slow.cmd} did not end within {LIMIT_S} s"])
    part.seconds = time.monotonic() - started
    return part
