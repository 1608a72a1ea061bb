"""Pooled hidden states of every layer, as src/activations/activations.ts gives them."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from . import model
from .batches import padded
from .losses import pool
from .progress import tell
from .spec import ActivationsSpec

BATCH = 16


def activations(spec: ActivationsSpec) -> None:
    """Writes `activations` float32 [layers + 1, queries, size]."""
    queries = [json.loads(line) for line in Path(spec.queries).read_text(encoding="utf-8").splitlines()]
    read = model.load(spec.model, spec.adapter, False, "fp32", spec.device).eval()
    rows = []
    for start in range(0, len(queries), BATCH):
        ids, mask = padded(queries[start : start + BATCH], spec.device)
        with torch.inference_mode():
            states = read(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
            rows.append(torch.stack([pool(each, mask, spec.pooling) for each in states]).float().cpu())
        tell(event="queries", done=min(start + BATCH, len(queries)), total=len(queries))
    scratch = Path(spec.out).with_suffix(".partial")
    save_file({"activations": torch.cat(rows, dim=1).contiguous()}, scratch, {"pooling": spec.pooling})
    scratch.rename(spec.out)
