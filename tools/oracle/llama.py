"""Golden hidden states, logits and pooled features for src/models: transformers' Llama in float32, and PyTorch.

Run: python tools/oracle/llama.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from tiny_llama import CONFIGS, digits, parameters, tiny_llama

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "models" / "fixtures" / "llama.json"

torch.manual_seed(3)
LENGTHS = [9, 5, 7]
IDS = torch.randint(2, 40, (len(LENGTHS), max(LENGTHS)))
MASK = (torch.arange(max(LENGTHS))[None] < torch.tensor(LENGTHS)[:, None]).long()
IDS = IDS * MASK


def record(name, settings):
    model = tiny_llama(settings)
    with torch.no_grad():
        output = model(input_ids=IDS, attention_mask=MASK, output_hidden_states=True)
    return {
        "name": name,
        "config": settings,
        "savedConfig": model.config.to_dict(),
        "shapes": {key: list(tensor.shape) for key, tensor in parameters(model).items()},
        "hiddenStates": [digits(state) for state in output.hidden_states],
        "logits": digits(output.logits),
    }


def pooled(x, kind):
    mask = MASK[..., None].double()
    if kind == "max":
        return x.masked_fill(mask == 0, -torch.inf).amax(1)
    if kind == "mean":
        return (x * mask).sum(1) / mask.sum(1)
    return x[torch.arange(len(LENGTHS)), torch.tensor(LENGTHS) - 1]


def pooling():
    """Pools values on a grid coarse enough for ties; padding is large, to be seen if it leaks."""
    x = (torch.randn(*MASK.shape, 4, dtype=torch.float64) * 2).round() / 2
    x = x + (1 - MASK[..., None]) * 50
    cotangent = (torch.randn(len(LENGTHS), 4, dtype=torch.float64) * 64).round() / 64
    results = {}
    for kind in ("max", "mean", "last"):
        leaf = x.clone().requires_grad_()
        output = pooled(leaf, kind)
        (output * cotangent).sum().backward()
        results[kind] = {"output": digits(output, 10), "gradient": digits(leaf.grad, 10)}
    return {"hidden": x.reshape(-1).tolist(), "size": 4, "cotangent": cotangent.reshape(-1).tolist(), "results": results}


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {
    "ids": IDS.reshape(-1).tolist(),
    "lengths": LENGTHS,
    "models": [record(name, settings) for name, settings in CONFIGS.items()],
    "pooling": pooling(),
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
