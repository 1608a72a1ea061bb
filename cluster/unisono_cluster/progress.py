"""Events for the client: one JSON object per line on standard output, after a mark that other log lines lack."""

import json
import sys
from collections.abc import Callable

MARK = "unisono: "

Tell = Callable[[dict[str, object]], None]
"""Sends an event to the driver, which prints it."""


class JobError(Exception):
    """Ends a job without restart: a repetition would fail the same way.

    `code` is version, spec, storage, memory, identity, loss or other.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.event = {"event": "error", "code": code, "message": message, "remedy": remedy}


def emit(event: dict[str, object]) -> None:
    """Prints one event in one write, so that no other thread's output gets into the line."""
    sys.stdout.write(f"{MARK}{json.dumps(event)}\n")
    sys.stdout.flush()
