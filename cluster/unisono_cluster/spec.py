"""What a job is told: spec.json, as src/engine/ray/spec.ts writes it. Paths are on storage that every worker sees."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Optimizer:
    """AdamW; epsilon is 1e-8, and every trained tensor decays."""

    learning_rate: float
    beta1: float
    beta2: float
    weight_decay: float


@dataclass(frozen=True)
class Triplet:
    """METHOD.md section 3."""

    alpha: float
    margin: float
    distance: Literal["cosine", "euclidean"]
    pooling: Literal["max", "mean", "last"]
    layer: int


@dataclass(frozen=True)
class TrainSpec:
    """One fine-tuning. `batches` holds a step a line: {"sequences": [{"ids", "answerStart"}], "triplets": [[ids, ids, ids]], "pairs"}."""

    base: str
    batches: str
    out: str
    checkpoint: str
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
    micro_batch: int | None
    checkpoint_layers: bool
    checkpoint_every: int
    device: Literal["cpu", "cuda"]


@dataclass(frozen=True)
class ActivationsSpec:
    """Pooled hidden states. `queries` holds a list of token ids a line; `out` is safetensors [layers + 1, queries, size]."""

    model: str
    adapter: str | None
    queries: str
    pooling: Literal["max", "mean", "last"]
    out: str
    device: Literal["cpu", "cuda"]


def read_spec(path: str) -> TrainSpec | ActivationsSpec:
    """Raises ValueError for a spec of another form, naming what is wrong."""
    raw: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    kind = raw.pop("kind", None)
    try:
        if kind == "activations":
            return ActivationsSpec(**raw)
        if kind == "train":
            raw["optimizer"] = Optimizer(**raw["optimizer"])
            raw["triplet"] = Triplet(**raw["triplet"]) if raw["triplet"] else None
            return TrainSpec(**raw)
    except (TypeError, KeyError) as error:
        raise ValueError(f"{path}: {error}") from error
    raise ValueError(f"{path}: kind is {kind!r}, not train or activations")
