"""Pooled hidden states of every layer, docs/method.md section 4, step 2."""

import json
import os
from pathlib import Path

import torch
from safetensors.torch import save_file

from . import model
from .batches import padded
from .losses import pool
from .progress import Tell
from .spec import Spec

BATCH = 16


def activations(spec: Spec, tell: Tell) -> None:
    """Writes `activations` float32 [layers + 1, queries, size], the embeddings first."""
    device = torch.device(spec.device)
    queries = [json.loads(line) for line in Path(spec.queries).read_text(encoding="utf-8").splitlines()]
    network = model.load(spec.model, spec.adapter).to(device).eval()
    rows = []
    for start in range(0, len(queries), BATCH):
        ids, mask = padded(queries[start : start + BATCH], device)
        with torch.inference_mode():
            states = network(input_ids=ids, attention_mask=mask, output_hidden_states=True, logits_to_keep=1).hidden_states
            rows.append(torch.stack([pool(each, mask, spec.pooling) for each in states]).cpu())
        tell({"event": "queries", "done": min(start + BATCH, len(queries)), "total": len(queries)})
    scratch = f"{spec.out}.partial"
    save_file({"activations": torch.cat(rows, dim=1)}, scratch, {"pooling": spec.pooling})
    os.replace(scratch, spec.out)
