"""What happens on one connection after the start: how soon a schema is answered, and whether memory stays flat."""

import json
import subprocess
from pathlib import Path

from rig import tools
from rig.say import Failure, say

CALLS = 1000  # for the schema; a slow peer makes as many as it can in two seconds
LIMIT_S = 600
ENDURANCE = Path(__file__).resolve().parent / "endurance.py"


def schema(measure, binaries, modes):
    """Mode -> name -> median and 95th percentile of a schema call, in milliseconds."""
    results = {mode: {} for mode in modes}
    for mode, flags in modes.items():
        for name, binary in binaries.items():
            said = _json([str(measure), str(binary), "--calls", str(CALLS), *flags], f"{name}, {mode}")
            if said["error"]:
                raise Failure(f"{name}, {mode}: {said['error']}")
            results[mode][name] = said["calls"]
    return results


def endurance(binary):
    """What the process holds after a thousand calls, and after ten thousand more."""
    python = tools.install().conformance
    said = _json([str(python), str(ENDURANCE), str(binary)], "endurance")
    grown = said["end_kib"] - said["warm_kib"]
    say(f"memory: {said['warm_kib']} KiB after {said['warm_calls']} calls, {grown:+} KiB after {said['more_calls']} more")
    return {**said, "grown_kib": grown}


def _json(command, what):
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Failure(f"{what}: {done.stderr.strip()[-2000:] or done.stdout.strip() or 'no answer'}") from None
