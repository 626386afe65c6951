"""`make demo`: one migration's life on real Terraform, from the first plan to `terraform show`.

PostgreSQL is real, RDS and Secrets Manager are the emulator's, and the provider is installed by `terraform init`
from a mirror as a user's would be. Everything is in a directory that ends with the demonstration. What is played,
and what must be true after each scene, is in story.py.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from . import tiers, tools
from .look import look
from .pins import REPOSITORY
from .say import Failure, say
from .session import Session
from .story import SCENES

MAJOR = 17
ACCOUNT = "123456789012"  # the emulator takes an access key of 12 digits for the account's number
REGION = "eu-west-1"
VERSION = "0.1.0"
BINARY = "terraform-provider-signalcraft"
EXAMPLES = REPOSITORY / "examples"
CHAPTERS = REPOSITORY / "tests" / "demo"  # files that appear in the course of the story
BUILD = ["cargo", "build", "--locked", "--package", BINARY]
OLDEST_TERRAFORM = (1, 8)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run():
    """Play all scenes; the exit code is 1 if one ended otherwise than it must."""
    tiers.require_toolchain()
    installed = tools.install()
    say(" ".join(BUILD))
    with Session(installed, postgres=[MAJOR], aws=True, database="signalcraft") as session:
        if session.run(BUILD, cwd=REPOSITORY) != 0:
            raise Failure("stopped" if session.interrupted else "the provider does not build")
        started, results = time.monotonic(), []
        try:
            stage = Stage(session, _terraform(installed))
            for number, scene in enumerate(SCENES, 1):
                results.append(_play(stage, number, scene))
                if session.interrupted or not results[-1].good:
                    break
        except Failure:
            # a signal between two commands is one of these, and the summary tells how far it came
            if not session.interrupted:
                raise
        code = 128 + session.interrupted if session.interrupted else 0
        spent = time.monotonic() - started
    left = _children()
    _summary(results, spent, left)
    complete = len(results) == len(SCENES) and all(result.good for result in results)
    return code or (0 if complete and not left else 1)


class Stage:
    """A directory with the example's configuration, an account, a database, and what the story asks about them."""

    def __init__(self, session, terraform):
        self.session = session
        self.terraform = terraform
        self.login = urllib.parse.urlsplit(session.environment[f"SIGNALCRAFT_TEST_PG_{MAJOR}_URL"])
        self.directory = session.directory / "demo"
        say("seeding an RDS instance and a secret")
        secret = self._seed()
        shutil.copytree(EXAMPLES / "migrations", self.directory / "migrations")
        shutil.copy(EXAMPLES / "provider" / "provider.tf", self.directory)
        shutil.copy(EXAMPLES / "resources" / "signalcraft_migration" / "resource.tf", self.directory)
        self.environment = self._environment(secret)

    def ledger(self):
        """What the ledger in the database has as applied, "version name" in order; none if there is no ledger."""
        if not self.has("signalcraft.migrations"):
            return []
        columns, where = "version::text, name", "ledger = 'app' AND state = 'applied'"
        rows = self.ask(f"SELECT {columns} FROM signalcraft.migrations WHERE {where} ORDER BY version")
        return [f"{version} {name}" for version, name in rows]

    def has(self, relation):
        """Whether a table or index is there."""
        return self.ask(f"SELECT to_regclass('{relation}')::text") != [(None,)]

    def ask(self, sql):
        """Rows of a query, asked beside the provider."""
        return look(self.login, "signalcraft", sql)

    def other_sessions(self):
        """Who else is connected to the database."""
        others = "datname = 'signalcraft' AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        return self.ask(f"SELECT pid::text FROM pg_stat_activity WHERE {others}")

    def _environment(self, secret):
        """What Terraform sees: nothing of the user's own accounts and settings."""
        mirror = self.directory / ".mirror"
        folder = mirror / "registry.terraform.io" / "signalcraft" / "signalcraft" / VERSION / "linux_amd64"
        folder.mkdir(parents=True)
        # a copy: Terraform records its checksum, and somebody may build meanwhile
        shutil.copy2(_target_directory() / "debug" / BINARY, folder / f"{BINARY}_v{VERSION}")
        settings = self.directory / ".terraformrc"
        settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
        return {
            **({} if _has_colours() else {"TF_CLI_ARGS": "-no-color"}),
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.directory),
            "TMPDIR": str(self.directory),
            "TERM": os.environ.get("TERM", "dumb"),
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_INPUT": "0",
            "TF_IN_AUTOMATION": "1",
            "TF_VAR_ca_bundle": Path(self.session.environment["SIGNALCRAFT_TEST_PG_CA"]).read_text(),
            "TF_VAR_owner_secret_arn": secret,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "demo",
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.session.environment["SIGNALCRAFT_TEST_AWS_ENDPOINT"],
        }

    def _seed(self):
        """An RDS instance whose endpoint is the real server, and the owner's secret; returns its ARN."""
        instance = {
            "Action": "CreateDBInstance",
            "Version": "2014-10-31",
            "DBInstanceIdentifier": "signalcraft",
            "Engine": "postgres",
            "DBInstanceClass": "db.t4g.micro",
            "AllocatedStorage": "20",
            "MasterUsername": self.login.username,
            "MasterUserPassword": self.login.password,
            "DBName": "signalcraft",
            "Port": str(self.login.port),
        }
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._aws("rds", form, urllib.parse.urlencode(instance))
        secret = json.dumps({"username": self.login.username, "password": self.login.password})
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "secretsmanager.CreateSecret"}
        answer = self._aws("secretsmanager", headers, json.dumps({"Name": "signalcraft/owner", "SecretString": secret}))
        return json.loads(answer)["ARN"]

    def _aws(self, service, headers, body):
        credential = f"Credential={ACCOUNT}/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        request = urllib.request.Request(
            self.session.environment["SIGNALCRAFT_TEST_AWS_ENDPOINT"],
            data=body.encode(),
            headers={**headers, "Authorization": f"AWS4-HMAC-SHA256 {credential}"},
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return answer.read().decode()


class Result:
    """How one scene ended."""

    def __init__(self, complaints, seconds):
        self.good = not complaints
        self.complaints = complaints
        self.seconds = seconds


def _play(stage, number, scene):
    print(_bold(f"\n━━ {number} of {len(SCENES)}: {scene.title}"), flush=True)
    print(f"   {scene.why}", flush=True)
    for file in sorted((CHAPTERS / scene.files).glob("*.sql")) if scene.files else []:
        known = (stage.directory / "migrations" / file.name).exists()
        print(f"   {'changed' if known else 'new'}: migrations/{file.name}")
        print("".join(f"   │ {line}\n" for line in file.read_text().splitlines()), end="", flush=True)
        shutil.copy(file, stage.directory / "migrations")
    print(f"   $ terraform {' '.join(scene.arguments)}", flush=True)
    started, said = time.monotonic(), []

    def take(line):
        print(line, end="", flush=True)
        said.append(COLOUR.sub("", line))

    code = stage.session.run(
        [stage.terraform, *scene.arguments], on_line=take, cwd=stage.directory, environment=stage.environment
    )
    complaints = []
    if stage.session.interrupted:
        complaints.append("interrupted")
    else:
        if code != scene.code:
            complaints.append(f"terraform ended with code {code} and not {scene.code}")
        # core wraps long diagnostics and draws a frame beside them
        words = " ".join("".join(said).replace("│", " ").split())
        complaints += [f"terraform does not say {text!r}" for text in scene.says if text not in words]
        complaints += [f"terraform says {text!r}" for text in scene.never_says if text in words]
        complaints += _checked(stage, scene)
    for complaint in complaints:
        print(f"   ✗ {complaint}", flush=True)
    return Result(complaints, time.monotonic() - started)


def _checked(stage, scene):
    complaints = []
    for check in scene.checks:
        good, fact = check(stage)
        if good:
            print(f"   ✓ {fact}", flush=True)
        else:
            complaints.append(fact)
    return complaints


def _terraform(installed):
    """The user's own Terraform if it is new enough, else the newest of the rig's."""
    found = shutil.which("terraform")
    version = _version(found) if found else None
    if version and version >= OLDEST_TERRAFORM:
        say(f"Terraform {'.'.join(map(str, version))} from {found}")
        return found
    newest = max(installed.terraform, key=lambda version: [int(part) for part in version.split(".")])
    say(f"Terraform {newest} of the rig: {'no' if not version else 'only an old'} terraform on PATH")
    return str(installed.terraform[newest])


def _version(program):
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "CHECKPOINT_DISABLE": "1"}
    try:
        asked = [program, "version", "-json"]
        said = subprocess.run(asked, capture_output=True, env=environment, timeout=30, check=True)
        words = json.loads(said.stdout)["terraform_version"].split("-")[0]
        return tuple(int(part) for part in words.split("."))
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return None


def _target_directory():
    """Where cargo builds: the user may have moved it."""
    asked = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"]
    said = subprocess.run(asked, cwd=REPOSITORY, capture_output=True, check=True)
    return Path(json.loads(said.stdout)["target_directory"])


def _children():
    """Processes below this one; the session adopts orphans, so none is elsewhere."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            found.append(f"{pid} {Path(f'/proc/{pid}/comm').read_text().strip()}")
    return found


def _has_colours():
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _bold(text):
    return f"\033[1m{text}\033[0m" if _has_colours() else text


def _summary(results, spent, left):
    print(_bold("\n━━ summary"))
    for number, scene in enumerate(SCENES, 1):
        result = results[number - 1] if number <= len(results) else None
        mark = ("as it should" if result.good else "NOT AS IT SHOULD") if result else "not reached"
        seconds = f"{result.seconds:5.1f} s" if result else ""
        print(f"   {number}. {scene.title:<48} {mark:<16} {seconds}".rstrip())
    for result in results:
        for complaint in result.complaints:
            print(f"      ✗ {complaint}")
    ending = f"still running: {', '.join(left)}" if left else "servers stopped, no process left"
    print(f"   {spent:.1f} s; {ending}", flush=True)
