"""Golden pooled hidden states for src/activations: transformers' hidden_states in float32, one query at a time.

Run: python tools/oracle/activations.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from tiny_llama import CONFIGS, digits, tiny_llama

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "activations" / "fixtures" / "activations.json"

# More queries than one batch holds, lengths on both sides of a block of 16 tokens, in no order.
LENGTHS = [7, 1, 16, 17, 3, 33, 2, 15, 5, 4, 9, 9, 12, 31, 6, 1, 8, 20, 11]
torch.manual_seed(5)
QUERIES = [torch.randint(2, 40, (length,)).tolist() for length in LENGTHS]

POOLINGS = {"max": lambda x: x.amax(1), "mean": lambda x: x.mean(1), "last": lambda x: x[:, -1]}


def record(name, settings):
    model = tiny_llama(settings)
    with torch.no_grad():
        states = [model(input_ids=torch.tensor([ids]), output_hidden_states=True).hidden_states for ids in QUERIES]
    pooled = {
        kind: digits(torch.stack([torch.cat([pool(query[layer]) for query in states]) for layer in range(len(states[0]))]), 7)
        for kind, pool in POOLINGS.items()
    }
    return {"name": name, "config": settings, "pooled": pooled}


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {"queries": QUERIES, "models": [record(name, settings) for name, settings in CONFIGS.items()]}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
