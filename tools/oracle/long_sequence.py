"""Golden loss and gradient norms at 2,048 tokens for src/training: transformers' models in float32.

Run: python tools/oracle/long_sequence.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from tiny_decoders import CONFIGS, parameters, tiny_decoder

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "training" / "fixtures" / "long-sequence.json"
LENGTH = 2048
ANSWER = 40
IDS = [2 + (n * n * 7 + n * 3) % 37 for n in range(LENGTH)]


def record(name):
    model = tiny_decoder(CONFIGS[name] | {"max_position_embeddings": LENGTH})
    ids = torch.tensor([IDS])
    labels = ids.clone()
    labels[0, : LENGTH - ANSWER] = -100
    loss = model(input_ids=ids, labels=labels).loss
    loss.backward()
    norms = {key: p.grad.norm().item() for key, p in parameters(model).items()}
    return {"name": name, "config": CONFIGS[name] | {"max_position_embeddings": LENGTH}, "ce": loss.item(), "norms": norms}


fixture = {"ids": IDS, "answer": ANSWER, "models": [record(name) for name in ("llama3", "gemma3")]}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
