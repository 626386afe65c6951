"""`make demo`: one migration's life on real Terraform, from the first plan to `terraform show`.

PostgreSQL is real, RDS and Secrets Manager are the emulator's, and the provider is installed by `terraform init`
from a mirror as a user's would be. Everything is in a directory that ends with the demonstration.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from . import tiers, tools
from .pins import REPOSITORY
from .say import Failure, say
from .session import Session

MAJOR = 17
ACCOUNT = "123456789012"  # the emulator takes an access key of 12 digits for the account's number
REGION = "eu-west-1"
VERSION = "0.1.0"
BINARY = "terraform-provider-signalcraft"
FILES = REPOSITORY / "tests" / "demo"
BUILD = ["cargo", "build", "--locked", "--package", BINARY]


@dataclass
class Scene:
    """One command, what it shows, and how it must end."""

    title: str
    arguments: list
    code: int = 0
    files: str = ""  # a folder of tests/demo whose migrations appear first


SCENES = [
    Scene("install the provider", ["init"]),
    Scene("the plan names three pending migrations", ["plan", "-detailed-exitcode"], code=2),
    Scene("apply them", ["apply", "-auto-approve"]),
    Scene("nothing is left to do", ["plan", "-detailed-exitcode"]),
    Scene("a new file: only it is planned and applied", ["apply", "-auto-approve"], files="later"),
    Scene("a broken file is refused, with file, line and statement", ["apply", "-auto-approve"], code=1, files="broken"),
    Scene("the corrected file is applied", ["apply", "-auto-approve"], files="corrected"),
    Scene("nothing is left to do again", ["plan", "-detailed-exitcode"]),
    Scene("what Terraform remembers", ["show"]),
]


def run():
    """Play all scenes; the exit code is 1 if one ended otherwise than it must."""
    tiers.require_toolchain()
    installed = tools.install()
    say(" ".join(BUILD))
    with Session(installed, postgres=[MAJOR], aws=True, database="signalcraft") as session:
        if session.run(BUILD, cwd=REPOSITORY) != 0:
            raise Failure("stopped" if session.interrupted else "the provider does not build")
        say("seeding an RDS instance and a secret")
        shutil.copytree(FILES / "migrations", session.directory / "demo" / "migrations")
        shutil.copy(FILES / "main.tf", session.directory / "demo")
        environment = _environment(session, _secret(session))
        results = []
        for number, scene in enumerate(SCENES, 1):
            results.append(_play(session, environment, number, scene))
            if session.interrupted or not results[-1][1]:
                break
        _summary(results)
        if session.interrupted:
            return 128 + session.interrupted
        return 0 if len(results) == len(SCENES) and all(good for _, good, _ in results) else 1


def _play(session, environment, number, scene):
    directory = session.directory / "demo"
    print(_bold(f"\n━━ {number}. {scene.title}"), flush=True)
    for file in sorted((FILES / scene.files).glob("*.sql")) if scene.files else []:
        print(f"   {scene.files}: migrations/{file.name}", flush=True)
        shutil.copy(file, directory / "migrations")
    print(f"   $ terraform {' '.join(scene.arguments)}", flush=True)
    started = time.monotonic()
    program = session.environment["SIGNALCRAFT_TEST_TERRAFORM"]
    code = session.run([program, *scene.arguments], cwd=directory, environment=environment)
    return scene, code == scene.code, time.monotonic() - started


def _environment(session, secret):
    """What Terraform sees: nothing of the user's own accounts and settings."""
    home = session.directory / "demo"
    mirror = home / ".mirror"
    folder = mirror / "registry.terraform.io" / "signalcraft" / "signalcraft" / VERSION / "linux_amd64"
    folder.mkdir(parents=True)
    binary = _target_directory() / "debug" / BINARY
    (folder / f"{BINARY}_v{VERSION}").symlink_to(binary)
    settings = home / ".terraformrc"
    settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    return {
        **({} if _has_colours() else {"TF_CLI_ARGS": "-no-color"}),
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "TERM": os.environ.get("TERM", "dumb"),
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(settings),
        "TF_INPUT": "0",
        "TF_VAR_ca_bundle": session.environment["SIGNALCRAFT_TEST_PG_CA"],
        "TF_VAR_secret_arn": secret,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": session.environment["SIGNALCRAFT_TEST_AWS_ENDPOINT"],
    }


def _secret(session):
    """An RDS instance whose endpoint is the real server, and the owner's secret; returns its ARN."""
    login = urllib.parse.urlsplit(session.environment[f"SIGNALCRAFT_TEST_PG_{MAJOR}_URL"])
    instance = {
        "Action": "CreateDBInstance",
        "Version": "2014-10-31",
        "DBInstanceIdentifier": "signalcraft",
        "Engine": "postgres",
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": "20",
        "MasterUsername": login.username,
        "MasterUserPassword": login.password,
        "DBName": "signalcraft",
        "Port": str(login.port),
    }
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    _ask(session, "rds", form, urllib.parse.urlencode(instance))
    secret = json.dumps({"username": login.username, "password": login.password})
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "secretsmanager.CreateSecret"}
    answer = _ask(session, "secretsmanager", headers, json.dumps({"Name": "signalcraft/owner", "SecretString": secret}))
    return json.loads(answer)["ARN"]


def _ask(session, service, headers, body):
    credential = f"Credential={ACCOUNT}/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    request = urllib.request.Request(
        session.environment["SIGNALCRAFT_TEST_AWS_ENDPOINT"],
        data=body.encode(),
        headers={**headers, "Authorization": f"AWS4-HMAC-SHA256 {credential}"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
        return answer.read().decode()


def _target_directory():
    """Where cargo builds: the user may have moved it."""
    asked = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"]
    said = subprocess.run(asked, cwd=REPOSITORY, capture_output=True, check=True)
    return Path(json.loads(said.stdout)["target_directory"])


def _has_colours():
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _bold(text):
    return f"\033[1m{text}\033[0m" if _has_colours() else text


def _summary(results):
    print(_bold("\n━━ summary"))
    for number, scene in enumerate(SCENES, 1):
        played = results[number - 1] if number <= len(results) else None
        mark = ("as it should" if played[1] else "NOT AS IT SHOULD") if played else "not reached"
        spent = f"{played[2]:5.1f} s" if played else ""
        print(f"   {number}. {scene.title:<58} {mark:<16} {spent}".rstrip())
    print(flush=True)
