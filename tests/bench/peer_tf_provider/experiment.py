#!/usr/bin/env python3
"""What the registry's `tf-provider` 0.2.2 does where it matters most to us; prints what happened.

1. Terraform asks for mutual TLS. Somebody without a certificate connects: is he let in?
2. Ctrl-C during a slow apply: does the provider finish or undo its work, and what does the state know?
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench import peers, run  # noqa: E402
from rig import tools  # noqa: E402
from rig.say import Failure, say  # noqa: E402

LIMIT_S = 60
CONFIGURATION = """terraform {
  required_providers {
    peer = { source = "example/peer" }
  }
}
resource "peer_slow" "one" {}
"""


def main():
    """Both experiments."""
    try:
        _, measure = run.build(Path(os.devnull))
        _, peer = peers.install()
        without_certificate(measure, peer)
        interrupted(peer)
    except Failure as failure:
        say(failure)
        return 1
    return 0


def without_certificate(measure, peer):
    """The plugin is told of a client certificate, as Terraform does; the client presents none."""
    print("\n1. a client without a certificate, while the plugin was told to expect one")
    done = subprocess.run([str(measure), str(peer), "--nobody"], capture_output=True, text=True, timeout=LIMIT_S)
    said = json.loads(done.stdout)
    print(f"   TLS: {said['tls']}, address family: {said['network']}")
    if said["error"]:
        print(f"   refused: {said['error']}")
    else:
        print(f"   let in: GetProviderSchema answered with {said['resources']} resource type(s)")


def interrupted(peer):
    """SIGINT to the process group, as a terminal sends it, while the resource is being created."""
    print("\n2. Ctrl-C while a resource is being created")
    terraform = shutil.which("terraform") or str(tools.install().terraform["1.11.4"])
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        place = Path(folder)
        (place / "main.tf").write_text(CONFIGURATION)
        overrides = f'provider_installation {{\n  dev_overrides {{\n    "example/peer" = "{peer.parent}"\n  }}\n}}\n'
        (place / "cli.tfrc").write_text(overrides)
        marker = place / "marker"
        env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "TF_CLI_CONFIG_FILE": str(place / "cli.tfrc"),
            "CHECKPOINT_DISABLE": "1",
            "PEER_MARKER": str(marker),
        }
        command = [terraform, "apply", "-auto-approve", "-no-color"]
        with (place / "output").open("w+") as output:
            running = subprocess.Popen(
                command, cwd=place, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
            try:
                wait_for(lambda: marker.exists() or running.poll() is not None, "creation to begin")
                if not marker.exists():
                    raise Failure(f"terraform ended too early:\n{(place / 'output').read_text()}")
                provider = children(running.pid)
                pressed = time.monotonic()
                os.killpg(running.pid, signal.SIGINT)
                wait_for(lambda: not any(alive(process) for process in provider), "the provider to end")
                died = time.monotonic() - pressed
                code = running.wait(LIMIT_S)
            finally:
                if running.poll() is None:
                    os.killpg(running.pid, signal.SIGKILL)
                    running.wait()
            output.seek(0)
            text = output.read()
        print(f"   the provider's process ended {died * 1000:.0f} ms after the signal; creating takes 8 s")
        print(f"   the resource's own record of its creation: {marker.read_text()!r} (it would end as 'created')")
        print(f"   terraform ended with {code}; it said:")
        for line in text[text.find("Interrupt received") :].splitlines():
            print(f"   | {line}")
        state = place / "terraform.tfstate"
        known = json.loads(state.read_text())["resources"] if state.exists() else []
        print(f"   resources in the state: {len(known)}")


def children(parent):
    """The processes whose parent this is."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found


def alive(process):
    """Whether it runs; a process that waits to be collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition, what):
    """Look every 5 ms, for a limited time."""
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"waited {LIMIT_S} s for {what}")
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main())
