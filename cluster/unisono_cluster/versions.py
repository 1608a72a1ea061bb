"""Supported versions of dependencies; checked before any of them is imported."""

import re
import sys
from importlib import metadata

from .progress import JobError

RANGES = {
    "python": ((3, 10), (3, 14)),
    "ray": ((2, 43), (3, 0)),
    "torch": ((2, 6), (3, 0)),
    "transformers": ((4, 56), (6, 0)),
    "peft": ((0, 15), (1, 0)),
    "jsonschema": ((4, 0), (5, 0)),
}
"""From the first, up to and without the second. Ray Train's present API came with 2.43, torch's `fully_shard` with 2.6."""


def check() -> dict[str, str]:
    """The versions found. Raises JobError `version`, with the range, for the first that is missing or outside its range."""
    found = {}
    for name, (low, high) in RANGES.items():
        wanted = f"{name} >={low[0]}.{low[1]},<{high[0]}.{high[1]}"
        try:
            version = "{}.{}.{}".format(*sys.version_info) if name == "python" else metadata.version(name)
        except metadata.PackageNotFoundError:
            version = "none"
        numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
        if not low <= numbers < high:
            remedy = f"install {wanted} in the cluster's image"
            raise JobError("version", f"{wanted} is required; the cluster has {version}", remedy)
        found[name] = version
    return found
