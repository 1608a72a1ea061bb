"""What the client is told: one JSON object a line on standard output, behind a mark that other lines of a log lack."""

import json
import sys
from collections.abc import Callable

MARK = "unisono: "

Tell = Callable[[dict[str, object]], None]
"""Takes an event to the driver, which prints it."""


class JobError(Exception):
    """Ends a job for good: doing it again would end alike. `code` is version, spec, storage, memory, identity, loss or other."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.event = {"event": "error", "code": code, "message": message, "remedy": remedy}


def emit(event: dict[str, object]) -> None:
    """Prints one event in one write, so that no other thread's output gets into the line."""
    sys.stdout.write(f"{MARK}{json.dumps(event)}\n")
    sys.stdout.flush()
