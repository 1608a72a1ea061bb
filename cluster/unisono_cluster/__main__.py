"""`python -m unisono_cluster spec.json`: the entrypoint of a Ray job; events on standard output, exit status 0 or 1."""

import sys

from . import versions
from .progress import JobError, emit
from .spec import read_spec


def main(path: str) -> int:
    """Checks versions and spec before Ray and torch are imported, then runs the job."""
    try:
        found = versions.check()
        spec = read_spec(path)
        from .driver import run

        emit({"event": "start", "versions": found, "workers": getattr(spec, "workers", 1)})
        run(spec)
    except JobError as error:
        emit(error.event)
        return 1
    emit({"event": "done"})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
