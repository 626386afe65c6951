#!/usr/bin/env python3
"""The test rig's front door: see `python3 tests/rig.py --help`. The rooms are in tests/rig/."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said here, in words, before newer syntax is read
    sys.exit(
        f"the test rig needs Python 3.11 or newer (this is {sys.version.split()[0]}): "
        "install it and run again with it first on PATH"
    )

from rig.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
