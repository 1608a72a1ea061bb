"""Checkpoint of a training: a folder `step-<n>`; every worker writes its share, and the complete folder is renamed."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import torch
import torch.distributed.checkpoint as dcp
from torch import distributed, nn
from torch.distributed.checkpoint import CheckpointException

from .progress import JobError

# Randomness is no part of it: each step seeds its own (see train.py).


def save(folder: str, step: int, tensors: dict[str, Any], record: dict[str, Any]) -> None:
    """All workers. Raises JobError `storage` where it is full or gone; the checkpoint before it stays."""
    target, scratch = Path(folder, f"step-{step}"), Path(folder, f"step-{step}.partial")
    first = not distributed.is_initialized() or distributed.get_rank() == 0
    if first:
        shutil.rmtree(scratch, ignore_errors=True)
    _meet()
    try:
        dcp.save(tensors, checkpoint_id=scratch)
    except CheckpointException as failure:
        shutil.rmtree(scratch, ignore_errors=True)
        reason = "; ".join(f"worker {rank}: {error[0]}" for rank, error in failure.failures.items())
        remedy = "free space in the storage or make it reachable, then run again: training continues from the previous checkpoint"
        raise JobError("storage", f"checkpoint of step {step} in {folder}: {reason}", remedy) from None
    if first:
        Path(scratch, "record.json").write_text(json.dumps(record), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        os.rename(scratch, target)
        for older in _whole(folder)[:-1]:
            shutil.rmtree(older, ignore_errors=True)
    _meet()


def load(folder: str, identity: str, tensors: dict[str, Any]) -> dict[str, Any] | None:
    """Fills `tensors` in place and gives the record, or None where there is no checkpoint. All workers.

    Raises JobError `identity` for one of another training.
    """
    found = _whole(folder)
    if not found:
        return None
    record = json.loads(Path(found[-1], "record.json").read_text(encoding="utf-8"))
    if record["identity"] != identity:
        reason = f"{found[-1]} belongs to another training ({record['identity']}, not {identity})"
        raise JobError("identity", reason, "delete it to train from the start")
    dcp.load(tensors, checkpoint_id=found[-1])
    return record


def tensors_of(trained: dict[str, nn.Parameter], optimizer: torch.optim.AdamW) -> dict[str, Any]:
    """Parameters and moments by name, the tensors themselves; moments that are not there yet are made (0)."""
    for each in trained.values():
        if not optimizer.state[each]:
            moments = {name: torch.zeros_like(each) for name in ("exp_avg", "exp_avg_sq")}
            optimizer.state[each].update({"step": torch.tensor(0.0), **moments})
    parameters = {name: each.detach() for name, each in trained.items()}
    return {"parameters": parameters, "optimizer": {name: optimizer.state[each] for name, each in trained.items()}}


def _whole(folder: str) -> list[Path]:
    """Checkpoints, oldest first."""
    found = [each for each in Path(folder).glob("step-*") if each.suffix != ".partial"]
    return sorted(found, key=lambda each: int(each.name.removeprefix("step-")))


def _meet() -> None:
    if distributed.is_initialized():
        distributed.barrier()
