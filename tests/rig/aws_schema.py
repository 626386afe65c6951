"""The schema of hashicorp/aws, without a registry: read out of bindings that were generated from that provider.

How that works, and what bindings cannot tell, is in tests/tools/aws_schema_from_bindings.py. What is made here is
never committed: it is made again from the pinned package.
"""

import gzip
import sys
import zipfile

from .pins import REQUIREMENTS
from .say import Failure

VERSION = "6.62.0"  # of hashicorp/aws
FILE = "schema.json.gz"
SCRIPT = REQUIREMENTS / "aws_schema_from_bindings.py"
TYPES = REQUIREMENTS / "aws_types.txt"
OVERLAY = REQUIREMENTS / "aws_sensitive.json"
PACKAGE = REQUIREMENTS / "requirements-aws-schema.txt"
LEVELS = 1  # of and, or, not in the statement of a WAF rule, which contains itself
LIMIT_S = 300


def ingredients(types=TYPES):
    """All that the result depends on, as texts."""
    return [path.read_text() for path in (PACKAGE, SCRIPT, types, OVERLAY)] + [LEVELS]


def extract(scratch, target, child, types=TYPES):
    """Make the schema `target` of the wheel in the directory `scratch`, with `child` to run a command; of the types
    that are listed in the file `types`."""
    [wheel] = scratch.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [bundle] = [name for name in archive.namelist() if name.endswith(".jsii.tgz")]
        archive.extract(bundle, scratch)
    plain = scratch / "schema.json"
    what = ["--types", types, "--overlay", OVERLAY, "--waf-depth", LEVELS]
    argv = [sys.executable, SCRIPT, "--jsii", scratch / bundle, "--out", plain, *what]
    done = child([str(word) for word in argv], LIMIT_S)
    if done.returncode != 0:
        raise Failure(f"the schema of hashicorp/aws could not be made:\n{(done.stderr or done.stdout)[-2000:]}")
    target.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
