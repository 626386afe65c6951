"""What the user may ask of the rig."""

import argparse
import sys
from pathlib import Path

from . import demo, matrix, stub, tiers, tools
from .pins import POSTGRES, REPOSITORY, TERRAFORM
from .say import Failure, Stopped, say
from .session import Session


def main(argv=None):
    """Run one verb and return the exit code."""
    parser = argparse.ArgumentParser(prog="rig.py", description="real tools and servers for the tests")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("tools", help="install the pinned tools into the cache")
    run = verbs.add_parser("with", help="run a command with servers around it")
    run.add_argument("--postgres", default="", metavar="17,18", help=f"majors, of {sorted(POSTGRES)}")
    run.add_argument("--all", action="store_true", help="every PostgreSQL")
    run.add_argument("--aws", action="store_true", help="the AWS emulator")
    run.add_argument("--stub", action="store_true", help="Terraform finds the stub where hashicorp/aws would be")
    run.add_argument("command", nargs="+", help="after --")
    test = verbs.add_parser("test", help="build once, run tiers of tests, count")
    test.add_argument("tiers", nargs="*", metavar="tier", help=f"of {', '.join(tiers.TIERS)}; all if none is named")
    test.add_argument("--filter", action="append", default=[], help="only tests whose name holds this")
    test.add_argument("--package", action="append", default=[], help="only these crates")
    test.add_argument("--folder", type=Path, default=REPOSITORY, help="the repository whose modules are tested")
    table = verbs.add_parser("matrix", help="the stories on every Terraform, as a table")
    table.add_argument("--terraform", action="append", default=[], help=f"only these, of {', '.join(TERRAFORM)}")
    table.add_argument("--filter", action="append", default=[], help="only stories whose name holds this")
    verbs.add_parser("demo", help="one migration's life on real Terraform")
    asked = parser.parse_args(argv)
    try:
        if asked.verb == "tools":
            tools.install()
            return 0
        if asked.verb == "with":
            return _with(asked)
        if asked.verb == "demo":
            return demo.run()
        if asked.verb == "matrix":
            return matrix.run(asked.terraform, asked.filter)
        return tiers.run(asked.tiers, asked.filter, asked.package, asked.folder.resolve())
    except KeyboardInterrupt:  # while there is no session yet, which takes it from then on
        say("stopped before anything was started")
        return 130
    except Stopped as stopped:
        say(stopped)
        return 128 + stopped.number
    except Failure as failure:
        say(failure)
        return 1


def _with(asked):
    try:
        majors = sorted(POSTGRES) if asked.all else [int(major) for major in asked.postgres.split(",") if major]
    except ValueError:
        raise Failure(f"--postgres takes majors like 17,18, not {asked.postgres!r}") from None
    with Session(tools.install(), postgres=majors, aws=asked.aws) as session:
        if asked.stub:
            stub.prepare(session)
        sys.stdout.flush()
        return session.run(asked.command)
