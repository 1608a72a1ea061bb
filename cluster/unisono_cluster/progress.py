"""What the client is told: one JSON object a line on standard output, behind a mark that other lines of a log lack."""

import json

MARK = "unisono: "


def tell(**event: object) -> None:
    """Prints one event at once."""
    print(MARK + json.dumps(event), flush=True)
