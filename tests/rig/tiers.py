"""`make test`: build once, run each tier, count what ran.

A test binary's tier is read off its name: `postgres` and `postgres_scratch` are of tier postgres, `e2e_stage`
of e2e, and so on; an adapter's unit tests are of the tier of the server that it adapts; all else is of tier
cases. So a new test is in a tier without anybody adding it to a list. A tier that ran nothing has failed, unless
only tests of some name or crate were asked for, in no tier in particular.

A story that is told on several Terraforms is one test of its executable; what is counted are its tellings. The tier
`conformance` has no executable of ours but the binary: see conformance.py. The tier `modules` has none at all: see
modules.py.
"""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import conformance, modules, tellings, tools
from .pins import POSTGRES, REPOSITORY
from .say import Failure, say
from .session import Session

# tier -> does it need servers?
TIERS = {
    "lint": False,
    "tidy": False,
    "cases": False,
    "modules": False,
    "postgres": True,
    "aws": True,
    "protocol": True,
    "conformance": True,
    "e2e": True,
}
NEED_NO_TOOLS = {"lint", "tidy"}
ADAPTERS = {"postgres-adapter": "postgres", "aws-adapter": "aws"}
LINT = (
    ["cargo", "fmt", "--all", "--check"],
    ["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
    # a workspace of its own, which nothing here builds: its lock file follows ours
    ["cargo", "tree", "--quiet", "--locked", "--depth", "0", "--manifest-path", "provider/tf-provider/fuzz/Cargo.toml"],
)
BINARY_LIMIT_S = 30 * 60  # a test binary that takes longer hangs
PROVIDER = "terraform-provider-signalcraft"
BUILD = ["cargo", "test", "--locked", "--no-run", "--message-format", "json-render-diagnostics"]
RESULT = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored")


@dataclass
class Binary:
    """One test executable."""

    package: str
    target: str
    path: str
    folder: str  # of the package: where cargo would run it

    @property
    def tier(self):
        word = re.split("[-_]", self.target)[0]
        return word if word in TIERS else ADAPTERS.get(self.package, "cases")


@dataclass
class Tally:
    """What one tier did."""

    tier: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    complaints: list = field(default_factory=list)
    tellings: list = field(default_factory=list)  # of stories, as tellings.py reads them

    @property
    def good(self):
        return not self.failed and not self.complaints


@dataclass
class Built:
    """What cargo made."""

    tests: list
    provider: str = None  # the binary; none if its crate was not asked for


def run(names, filters, packages=(), folder=REPOSITORY):
    """Run the named tiers, or all, and print the closing line; the exit code is 1 if anything failed."""
    return report(play(names, filters, packages, folder=folder))


def play(names, filters, packages=(), installed=None, folder=REPOSITORY):
    """Run the named tiers, or all, and return a tally of each. `folder` is the repository whose modules are tested."""
    unknown = set(names) - set(TIERS)
    if unknown:
        raise Failure(f"no tier {', '.join(sorted(unknown))}; there are {', '.join(TIERS)}")
    narrowed = bool((filters or packages) and not names)  # to whichever tiers hold such a test
    left_out = ({"lint"} if narrowed else set()) | ({"modules"} if packages else set())
    asked = [tier for tier in TIERS if tier in names or (not names and tier not in left_out)]
    require_toolchain()
    # the tools are for tests: what only reads the source needs none of them
    if installed is None:
        types = modules.aws_types(folder)
        installed = tools.nothing() if set(asked) <= NEED_NO_TOOLS else tools.install(aws_types=types)
    tallies = []
    # servers are started once and shared: each test has a database, a region or a name of its own
    for needs_servers in (False, True):
        of_this_kind = [tier for tier in asked if TIERS[tier] == needs_servers]
        if not of_this_kind:
            continue
        majors = POSTGRES if needs_servers else ()
        with Session(installed, postgres=majors, aws=needs_servers) as session:
            built = None
            for tier in of_this_kind:
                if tier == "lint":
                    tallies.append(_lint(session))
                elif tier == "modules":
                    tallies.append(_modules(session, folder, filters, may_be_empty=narrowed))
                else:
                    built = _build(session, packages) if built is None else built
                    tallies.append(_tier(session, tier, built, filters, may_be_empty=narrowed))
                if session.interrupted:
                    raise Failure(f"stopped in tier {tier}")
    if narrowed and not sum(tally.passed + tally.failed for tally in tallies):
        tallies[-1].complaints.append("no test ran in any tier")
    return tallies


def _lint(session):
    tally, started = Tally("lint"), time.monotonic()
    for command in LINT:
        say(" ".join(command))
        if session.run(command, cwd=REPOSITORY) != 0:
            tally.complaints.append(f"{' '.join(command[:2])} is not clean")
    tally.seconds = time.monotonic() - started
    return tally


def _modules(session, folder, filters, may_be_empty):
    tally, started = Tally("modules"), time.monotonic()
    modules.run(session, folder, filters, tally)
    tally.seconds = time.monotonic() - started
    if tally.passed + tally.failed == 0 and not may_be_empty:
        tally.complaints.append("no check ran")
    return tally


def _build(session, packages):
    """Build every test and every binary they start; returns the executables, none if they do not build."""
    command = [*BUILD, *([f"--package={package}" for package in packages] or ["--workspace"])]
    say(" ".join(command))
    started, built = time.monotonic(), Built([])

    def take(line):
        if not line.startswith("{"):
            print(line, end="", flush=True)
            return
        message = json.loads(line)
        if message.get("reason") != "compiler-artifact" or not message["executable"]:
            return
        target, folder = message["target"], str(Path(message["manifest_path"]).parent)
        if message["profile"]["test"]:
            built.tests.append(Binary(Path(folder).name, target["name"], message["executable"], folder))
        elif target["name"] == PROVIDER and "bin" in target["kind"]:
            built.provider = message["executable"]

    if session.run(command, on_line=take, cwd=REPOSITORY) != 0:
        say("the tests do not build")
        return Built([])
    say(f"built {len(built.tests)} test binaries in {time.monotonic() - started:.0f} s")
    built.tests.sort(key=lambda binary: (binary.package, binary.target))
    return built


def _tier(session, tier, built, filters, may_be_empty):
    tally, started = Tally(tier), time.monotonic()
    mine = [binary for binary in built.tests if binary.tier == tier]
    if tier == "conformance" and built.provider:
        say(f"tier {tier}: {built.provider}")
        conformance.run(session, built.provider, filters, tally)
    else:
        say(f"tier {tier}: {len(mine)} test binaries")
    for binary in mine:
        _binary(session, binary, filters, tally)
    tally.seconds = time.monotonic() - started
    if told := tellings.sentence(tally.tellings, session.tools.told_on):
        say(f"tier {tier}: {told}")
    if not built.tests:
        tally.complaints.append("does not build")
    elif tally.passed + tally.failed == 0 and not may_be_empty:
        tally.complaints.append("no test ran")
    return tally


def _binary(session, binary, filters, tally):
    """Run one executable as cargo would, and read its closing line and what it told of its stories."""
    results, told = [], session.directory / "tellings"
    told.unlink(missing_ok=True)
    print(f"\n     Running {binary.package} {binary.target}", flush=True)

    def take(line):
        print(line, end="", flush=True)
        if found := RESULT.match(line):
            results.append([int(number) for number in found.groups()])

    environment = {
        "RUST_BACKTRACE": "0",
        "CARGO": os.environ.get("CARGO", "cargo"),
        "CARGO_MANIFEST_DIR": binary.folder,
        "CARGO_PKG_NAME": binary.package,
        "SIGNALCRAFT_TEST_TELLINGS": str(told),
    }
    started = time.monotonic()
    command = [binary.path, *filters]
    code = session.run(command, on_line=take, extra=environment, cwd=binary.folder, limit_s=BINARY_LIMIT_S)
    for passed, failed, ignored in results:
        tally.passed += passed
        tally.failed += failed
        if ignored:
            tally.complaints.append(f"{binary.package} {binary.target} ignores {ignored} tests")
    if told.exists():
        lines = tellings.read(told)
        tally.tellings += lines
        # of a story each telling is counted, and not the test that tells it
        more_passed, more_failed = tellings.beyond_tests(lines)
        tally.passed, tally.failed = tally.passed + more_passed, tally.failed + more_failed
    if time.monotonic() - started > BINARY_LIMIT_S:
        tally.complaints.append(f"{binary.package} {binary.target} did not end within {BINARY_LIMIT_S} s")
    elif not results:
        tally.complaints.append(f"{binary.package} {binary.target} ended with code {code} and no result")
    elif code != 0 and not sum(failed for _, failed, _ in results):
        tally.complaints.append(f"{binary.package} {binary.target} ended with code {code}")


def report(tallies):
    """A line a tier, then the one line that a machine reads."""
    print()
    for tally in tallies:
        verdict = "ok" if tally.good else "FAILED"
        counted = f"{tally.passed:5} passed {tally.failed:3} failed" if tally.tier != "lint" else " " * 23
        print(f"{tally.tier:<10} {verdict:<6} {counted} {tally.seconds:7.1f} s  {'; '.join(tally.complaints)}".rstrip())
    # a complaint is a failure too: nobody reads "0 failed" as "but look above"
    failed = sum(tally.failed or bool(tally.complaints) for tally in tallies)
    print(f"{sum(tally.passed for tally in tallies)} passed, {failed} failed", flush=True)
    return 0 if all(tally.good for tally in tallies) else 1


def require_toolchain():
    """Say what is missing before anything is built."""
    for program, hint in (("cargo", "a Rust toolchain (rustup)"), ("cc", "a C compiler (Debian: gcc, libc6-dev)")):
        try:
            done = subprocess.run([program, "--version"], capture_output=True, text=True, cwd=REPOSITORY)
        except OSError as error:
            raise Failure(f"`{program}` does not run ({error}): install {hint}") from error
        if done.returncode != 0:
            # rustup is there, but not the pinned toolchain: it says best itself what to do
            words = "\n".join(done.stderr.strip().splitlines()[-5:])
            raise Failure(f"`{program} --version` ended with code {done.returncode} ({hint} is needed):\n{words}")
