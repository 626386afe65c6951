#!/usr/bin/env python3
"""Writes the generated parts of the modules' READMEs; with --check, only says which are stale.

    python3 tests/rig/modules_docs.py [--check] [--folder REPOSITORY] [NAME ...]

What is written, and between which marks, is in tests/modules/docs.py; it needs the tools' Python.
"""

import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def main():
    """Becomes the generator."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from rig import tools
    from rig.say import Failure

    try:
        python = str(tools.install().hcl)
    except Failure as failure:
        sys.exit(f"rig: {failure}")
    where = [] if any(word.startswith("--folder") for word in sys.argv) else [f"--folder={REPOSITORY}"]
    os.execv(python, [python, str(REPOSITORY / "tests" / "modules" / "docs.py"), *where, *sys.argv[1:]])


if __name__ == "__main__":
    main()
