"""The job's spec.json, as written by the client. Paths are absolute, in storage that every worker sees."""

import json
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_type_hints

from .progress import JobError


@dataclass(frozen=True)
class Optimizer:
    """AdamW; epsilon is 1e-8, and every trained tensor decays."""

    learning_rate: float
    beta1: float
    beta2: float
    weight_decay: float


@dataclass(frozen=True)
class Triplet:
    """docs/method.md section 3: alpha, margin, d, and f as the pooling of one layer's hidden states (0: embeddings, -1: last)."""

    alpha: float
    margin: float
    distance: Literal["cosine", "euclidean"]
    pooling: Literal["max", "mean", "last"]
    layer: int


@dataclass(frozen=True)
class TrainSpec:
    """One fine-tuning. `batches` holds a step a line, see batches.py; `warmup` and `checkpoint_every` count steps."""

    base: str
    batches: str
    out: str
    checkpoint: str
    log: str
    optimizer: Optimizer
    schedule: Literal["constant", "linear", "cosine", "trapezoid"]
    warmup: int
    max_gradient_norm: float
    triplet: Triplet | None
    kl_weight: float | None
    adapter: str | None
    precision: Literal["fp32", "bf16"]
    strategy: Literal["ddp", "fsdp"]
    workers: int
    resources: dict
    micro_batch: int | None
    checkpoint_layers: bool
    checkpoint_every: int
    device: Literal["cpu", "cuda"]
    max_failures: int
    seed: int
    identity: str


@dataclass(frozen=True)
class ActivationsSpec:
    """Pooled hidden states. `queries` holds a list of token ids a line; `out` is safetensors [layers + 1, queries, size]."""

    model: str
    adapter: str | None
    queries: str
    pooling: Literal["max", "mean", "last"]
    out: str
    device: Literal["cpu", "cuda"]
    resources: dict


def read_spec(path: str) -> TrainSpec | ActivationsSpec:
    """Raises JobError `storage` where there is none, and `spec` for another form, naming the field."""
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise JobError("storage", str(error), "make the storage reachable from the cluster under the same path") from error
    except ValueError as error:
        raise _refused(path, str(error)) from error
    kind = raw.pop("kind", None) if isinstance(raw, dict) else None
    if kind not in ("train", "activations"):
        raise _refused(path, f"kind is {kind!r}, not train or activations")
    spec = _checked(TrainSpec if kind == "train" else ActivationsSpec, raw, path, kind)
    if isinstance(spec, TrainSpec) and (min(spec.workers, spec.checkpoint_every) < 1 or (spec.micro_batch or 1) < 1):
        raise _refused(path, "workers, checkpoint_every and micro_batch must be at least 1")
    return spec


def _checked(kind: Any, raw: Any, path: str, name: str) -> Any:  # noqa: ANN401
    """`raw` as a value of a type: a dataclass from an object with exactly its fields, a choice, a number or what it is."""
    if is_dataclass(kind):
        if not isinstance(raw, dict):
            raise _refused(path, f"{name} is not an object")
        names = {each.name for each in fields(kind)}
        if odd := sorted(names ^ raw.keys()):
            raise _refused(path, f"{name} has missing or unknown fields: {', '.join(odd)}")
        return kind(**{each: _checked(type_, raw[each], path, each) for each, type_ in get_type_hints(kind).items()})
    choices = get_args(kind)
    if NoneType in choices:
        return None if raw is None else _checked(choices[0], raw, path, name)
    if kind is float and type(raw) is int:
        return float(raw)
    if (choices and raw not in choices) or (not choices and type(raw) is not kind):
        raise _refused(path, f"{name} is {raw!r}, not {' or '.join(map(str, choices)) or kind.__name__}")
    return raw


def _refused(path: str, reason: str) -> JobError:
    return JobError("spec", f"{path}: {reason}", "use the cluster worker of this version of unisono")
