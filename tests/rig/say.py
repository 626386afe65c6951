"""One line at a time to standard error, so that a wrapped command keeps its standard output."""

import signal
import sys


class Failure(Exception):
    """The rig cannot go on; the text says what is missing and what to do."""


class Stopped(Failure):
    """A signal asked for the end."""

    def __init__(self, number):
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.number = number


def say(text):
    """Print one line of progress."""
    print(f"rig: {text}", file=sys.stderr, flush=True)
