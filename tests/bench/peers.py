"""The peers: installed or built once, into the rig's cache of tools."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from rig import tools
from rig.pins import REPOSITORY
from rig.say import Failure, say

HERE = Path(__file__).resolve().parent
PEER = HERE / "peer_tf_provider"
GO_PAYLOAD = "workato_terraform_provider/payload/*/local/workato/0.16.0/linux_amd64/*"
BUILD_LIMIT_S = 3600

# As ours is built, so that sizes compare.
RELEASE = {
    "CARGO_PROFILE_RELEASE_STRIP": "symbols",
    "CARGO_PROFILE_RELEASE_LTO": "thin",
    "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "1",
}


def install():
    """Name -> binary of every peer, and the provider for the experiment."""
    root = tools._cache_root()
    with tools._only_one_at_a_time(root):
        python = tools._python_packages(root, "bench", tools._pip(root))
    # apart from the tools, with a lock of its own: building takes minutes, and whoever runs tests must not wait for it
    home = root / "bench"
    home.mkdir(exist_ok=True, mode=0o755)
    with tools._only_one_at_a_time(home), tools._swept(home):
        go = _go_provider(home, python)
        built = _rust_providers(home, python)
    return {"go": go, "tf-provider": built / "terraform-provider-null"}, built / "terraform-provider-peer"


def _go_provider(root, python):
    """A copy that can be executed: a wheel keeps no modes."""
    [packed] = (python.parent / "packages").glob(GO_PAYLOAD)

    def build(new):
        shutil.copy(packed, new / "terraform-provider-workato")
        (new / "terraform-provider-workato").chmod(0o755)

    return tools._built(root / f"go-provider-0.16.0-{tools._digest(python)}", build) / "terraform-provider-workato"


def _rust_providers(root, python):
    """The example that comes with the registry's `tf-provider`, and our experiment on it."""
    sources = [PEER / "Cargo.toml", PEER / "Cargo.lock", *sorted((PEER / "src").iterdir())]
    version = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout
    home = root / f"tf-provider-0.2.2-{tools._digest(*(s.read_text() for s in sources), RELEASE, version)}"

    def build(new):
        protoc = new / "protoc"
        tools._executable(protoc, f"#!/bin/sh\nexec '{python}' -m grpc_tools.protoc \"$@\"\n")
        env = {**os.environ, **RELEASE, "PROTOC": str(protoc), "CARGO_TARGET_DIR": str(new / "target")}
        env.pop("RUSTFLAGS", None)
        _cargo(["build", "--release", "--locked", "--manifest-path", str(PEER / "Cargo.toml")], env)
        example = new / "source"
        shutil.copytree(_source_of_tf_provider(env), example)
        shutil.copy(PEER / "Cargo.lock", example / "Cargo.lock")
        # a workspace of its own, so that no manifest above it is asked
        with (example / "Cargo.toml").open("a") as manifest:
            manifest.write("\n[workspace]\n")
        where = ["--manifest-path", str(example / "Cargo.toml"), "--example", "terraform-provider-null"]
        _cargo(["build", "--release", *where], env)
        release = new / "target" / "release"
        shutil.copy(release / "terraform-provider-peer", new)
        shutil.copy(release / "examples" / "terraform-provider-null", new)
        shutil.rmtree(new / "target")

    return tools._built(home, build)


def _source_of_tf_provider(env):
    """Where cargo has unpacked it."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--manifest-path", str(PEER / "Cargo.toml")]
    packages = json.loads(subprocess.run(command, capture_output=True, env=env, check=True).stdout)["packages"]
    [manifest] = [p["manifest_path"] for p in packages if p["name"] == "tf-provider"]
    return Path(manifest).parent


def _cargo(arguments, env):
    say(f"cargo {' '.join(arguments[:2])} {arguments[-1]}")
    done = subprocess.run(
        ["cargo", *arguments], cwd=REPOSITORY, env=env, capture_output=True, text=True, timeout=BUILD_LIMIT_S
    )
    if done.returncode:
        raise Failure(f"cargo {' '.join(arguments)} failed:\n{done.stderr[-4000:]}")
