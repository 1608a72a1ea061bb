"""Golden optimizer steps and schedules for src/training: torch.optim.AdamW, transformers' schedules, Muon in numpy.

Run: python tools/oracle/optimizer.py     (needs torch, transformers, numpy)
"""

import json
from pathlib import Path

import numpy as np
import torch
from transformers import get_cosine_schedule_with_warmup, get_linear_schedule_with_warmup

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "training" / "fixtures" / "optimizer.json"
RANDOM = np.random.default_rng(5)


def grid(*shape):
    return np.round(RANDOM.standard_normal(shape) * 64) / 64


def digits(x):
    return [float(f"{v:.10g}") for v in np.asarray(x, dtype=np.float64).reshape(-1)]


def newton_schulz(matrix):
    """Five quintic iterations with the coefficients of the Muon paper, in float64."""
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / (np.linalg.norm(x) + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = 3.4445 * x + (-4.775 * gram + 2.0315 * gram @ gram) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x


def orthogonalizations():
    matrices = {"square": grid(8, 8), "tall": grid(12, 5), "wide": grid(5, 12), "rank 1": grid(6, 1) @ grid(1, 4)}
    return [
        {"name": name, "shape": list(m.shape), "matrix": digits(m), "result": digits(newton_schulz(m))}
        for name, m in matrices.items()
    ]


def against_torch(steps):
    """torch.optim.Muon iterates in bfloat16: it can only tell whether the numpy steps below are the same method."""
    start, gradients, rates, decay = steps
    parameter = torch.nn.Parameter(torch.tensor(start, dtype=torch.float32))
    muon = torch.optim.Muon([parameter], lr=1.0, weight_decay=decay, momentum=0.95, nesterov=True)
    for gradient, rate in zip(gradients, rates):
        muon.param_groups[0]["lr"] = rate
        parameter.grad = torch.tensor(gradient, dtype=torch.float32)
        muon.step()
    return parameter.detach().numpy()


def muon_run(shape):
    start, gradients, rates, decay = grid(*shape), [grid(*shape) for _ in range(4)], [0.02, 0.02, 0.01, 0.005], 0.1
    parameter, momentum = start.copy(), np.zeros(shape)
    for gradient, rate in zip(gradients, rates):
        momentum = 0.95 * momentum + 0.05 * gradient
        update = newton_schulz(0.05 * gradient + 0.95 * momentum)
        parameter = parameter * (1 - rate * decay) - rate * max(1, shape[0] / shape[1]) ** 0.5 * update
    moved = np.abs(parameter - start).max()
    assert np.abs(parameter - against_torch((start, gradients, rates, decay))).max() < 0.05 * moved
    return {
        "shape": list(shape),
        "start": digits(start),
        "gradients": [digits(g) for g in gradients],
        "learningRates": rates,
        "weightDecay": decay,
        "result": digits(parameter),
    }


def adamw_run():
    start, gradients, rates = grid(6), [grid(6) * scale for scale in (1, 0.001, 30, 0)], [0.01, 0.02, 0.01, 0.005]
    parameter = torch.nn.Parameter(torch.tensor(start))
    settings = {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6, "weightDecay": 0.1}
    adamw = torch.optim.AdamW([parameter], lr=1.0, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1)
    for gradient, rate in zip(gradients, rates):
        adamw.param_groups[0]["lr"] = rate
        parameter.grad = torch.tensor(gradient)
        adamw.step()
    result = {"start": digits(start), "gradients": [digits(g) for g in gradients], "learningRates": rates}
    return result | {"settings": settings, "result": digits(parameter.detach().numpy())}


def schedules():
    """transformers' factors, with the warm-up read one step ahead (theirs starts at 0, ours at 1 / warm-up)."""
    rows = []
    for name, make in (("linear", get_linear_schedule_with_warmup), ("cosine", get_cosine_schedule_with_warmup)):
        for total, warmup in ((20, 4), (7, 0), (5, 4), (1, 0)):
            adam = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
            factor = make(adam, warmup, total).lr_lambdas[0]
            values = [factor(step + 1 if step < warmup else step) for step in range(total)]
            rows.append({"schedule": name, "total": total, "warmup": warmup, "factors": digits(values)})
    for total, warmup in ((20, 4), (10, 0)):
        rising = [(step + 1) / warmup for step in range(warmup)]
        rest = np.arange(total - warmup)
        rows.append({"schedule": "constant", "total": total, "warmup": warmup, "factors": digits(rising + [1] * len(rest))})
        falling = np.minimum(1, (1 - rest / len(rest)) / 0.4)
        rows.append({"schedule": "trapezoid", "total": total, "warmup": warmup, "factors": digits(rising + list(falling))})
    return rows


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {
    "orthogonalizations": orthogonalizations(),
    "muon": [muon_run(shape) for shape in ((6, 6), (9, 4), (4, 9))],
    "adamw": adamw_run(),
    "schedules": schedules(),
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
