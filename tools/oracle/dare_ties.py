"""DARE-TIES by tensors in PyTorch, from given masks: writes src/merging/fixtures/dare-ties.json.

Follows the papers step by step (drop, rescale, elect, keep what agrees, weigh, add) in float64, and so shares neither
the order of operations nor the folded weights with the TypeScript. Run: python tools/oracle/dare_ties.py
"""

import json
from pathlib import Path

import torch

OUT = Path(__file__).parents[2] / "src" / "merging" / "fixtures" / "dare-ties.json"


def dare_ties(base, models, masks, weights, p):
    base = base.to(torch.float64)
    deltas = torch.stack([m.to(torch.float64) - base for m in models])
    deltas = deltas * torch.stack(masks).to(torch.float64) / (1 - p)
    elected = torch.sign(deltas.sum(dim=0))
    agreeing = torch.where(torch.sign(deltas) == elected, deltas, torch.zeros(()).to(deltas))
    return base + torch.tensordot(torch.tensor(weights, dtype=torch.float64), agreeing, dims=1)


def case(name, dtype, count, weights, p, seed):
    generator = torch.Generator().manual_seed(seed)
    base = (torch.randn(count, generator=generator) * 0.05).to(dtype)
    models = [(base.float() + torch.randn(count, generator=generator) * 0.004).to(dtype) for _ in weights]
    masks = [torch.rand(count, generator=generator) >= p for _ in weights]
    if len(models) > 1:
        # The first elements: deltas that cancel exactly, then deltas that are all dropped.
        for k, value in enumerate([1.5, 0.5] + [1.0] * (len(models) - 2)):
            models[k][0] = value
            masks[k][0] = True
            masks[k][1] = False
        base[0] = 1.0
    merged = dare_ties(base, models, masks, weights, p).to(dtype)
    return {
        "name": name,
        "dtype": {torch.float32: "F32", torch.bfloat16: "BF16"}[dtype],
        "p": p,
        "weights": weights,
        "base": base.float().tolist(),
        "models": [m.float().tolist() for m in models],
        "masks": ["".join("1" if kept else "0" for kept in mask.tolist()) for mask in masks],
        "merged": merged.float().tolist(),
    }


cases = [
    case("three models, bfloat16", torch.bfloat16, 400, [0.71, 0.55, 0.62], 0.5, 1),
    case("three models, float32", torch.float32, 200, [0.71, 0.55, 0.62], 0.3, 2),
    case("one model, nothing dropped", torch.bfloat16, 100, [0.9], 0.0, 3),
    case("eight models, most dropped", torch.bfloat16, 200, [0.5 + 0.05 * k for k in range(8)], 0.9, 4),
]
OUT.parent.mkdir(exist_ok=True)
OUT.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
