"""What a training goes on from: parameters, optimizer, log and the next step, in one file that is renamed when whole."""

import os
from pathlib import Path
from typing import Any

import torch


def save(path: str, state: dict[str, Any]) -> None:
    """Raises OSError where storage is full; the checkpoint before it stays."""
    scratch = f"{path}.partial"
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        torch.save(state, scratch)
        os.replace(scratch, path)
    except (OSError, RuntimeError):
        Path(scratch).unlink(missing_ok=True)
        raise


def load(path: str, device: str) -> dict[str, Any] | None:
    """None where there is none."""
    if not Path(path).exists():
        return None
    return torch.load(path, map_location=device, weights_only=True)
