"""One line at a time to standard error, so that a wrapped command keeps its standard output."""

import sys


class Failure(Exception):
    """The rig cannot go on; the text says what is missing and what to do."""


def say(text):
    """Print one line of progress."""
    print(f"rig: {text}", file=sys.stderr, flush=True)
