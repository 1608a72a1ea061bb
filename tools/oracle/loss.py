"""Golden losses, gradients and training runs for src/training: transformers' Llama and PyTorch in float32.

Run: python tools/oracle/loss.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from tiny_llama import CONFIGS, digits, parameters, tiny_llama
from tiny_loss import batch, float32_base64, losses

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "training" / "fixtures" / "loss.json"
TIED, UNTIED = CONFIGS
SETTINGS = {"alpha": 0.5, "margin": 0.3, "distance": "cosine", "pooling": "max", "layer": -1}
LOSSES = [
    {"model": TIED, "triplet": SETTINGS},
    {"model": TIED, "triplet": SETTINGS | {"distance": "euclidean", "margin": 1.0}},
    {"model": UNTIED, "triplet": SETTINGS},
    {"model": UNTIED, "triplet": SETTINGS | {"distance": "euclidean", "margin": 1.0}},
    {"model": TIED, "triplet": SETTINGS | {"pooling": "mean", "layer": 1}},
    {"model": UNTIED, "triplet": SETTINGS | {"pooling": "last", "layer": -2, "alpha": 2.0}},
    {"model": UNTIED, "triplet": None},
]
RUN = {
    "steps": 20,
    "warmup": 4,
    "schedule": "linear",
    "maxGradientNorm": 1.0,
    "optimizer": {"kind": "adamw", "learningRate": 3e-3, "weightDecay": 0.05, "beta2": 0.98},
}

torch.manual_seed(11)


BATCHES = [
    batch([12, 9, 20], [3, 1, 6], [(4, 5, 3), (7, 2, 6), (3, 3, 8), (1, 4, 5)]),
    batch([36, 14], [5, 4], [(5, 18, 4), (6, 6, 6)]),
]


def loss_record(model, triplet):
    network = tiny_llama(CONFIGS[model])
    loss, ce, triplet_value = losses(network, BATCHES[0], triplet)
    loss.backward()
    return {
        "model": model,
        "tripletSettings": triplet,
        "ce": ce.item(),
        "triplet": None if triplet_value is None else triplet_value.item(),
        "gradients": {name: float32_base64(p.grad) for name, p in parameters(network).items()},
    }


def factor(step):
    """unisono's linear schedule: transformers' with the warm-up one step ahead, so that the first step moves."""
    if step < RUN["warmup"]:
        return (step + 1) / RUN["warmup"]
    return (RUN["steps"] - step) / (RUN["steps"] - RUN["warmup"])


def run_record(model, triplet):
    network = tiny_llama(CONFIGS[model])
    optimizer = RUN["optimizer"]
    adamw = torch.optim.AdamW(
        network.parameters(),
        lr=optimizer["learningRate"],
        betas=(0.9, optimizer["beta2"]),
        weight_decay=optimizer["weightDecay"],
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(adamw, factor)
    log = []
    for step in range(RUN["steps"]):
        adamw.zero_grad()
        loss, ce, triplet_value = losses(network, BATCHES[step % len(BATCHES)], triplet)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), RUN["maxGradientNorm"])
        rate = schedule.get_last_lr()[0]
        log.append({"ce": ce.item(), "triplet": triplet_value.item(), "gradientNorm": norm.item(), "learningRate": rate})
        adamw.step()
        schedule.step()
    return {
        "model": model,
        "settings": RUN | {"triplet": triplet},
        "log": log,
        "parameters": {name: float32_base64(p) for name, p in parameters(network).items()},
    }


def triplet_margin():
    """torch.nn.TripletMarginLoss, with its own epsilon, on features as such."""
    anchor, positive, negative = [((torch.randn(5, 6) * 64).round() / 64).requires_grad_() for _ in range(3)]
    margin = 0.75
    value = torch.nn.TripletMarginLoss(margin=margin)(anchor, positive, negative)
    value.backward()
    parts = (anchor, positive, negative)
    return {
        "margin": margin,
        "features": [digits(x) for x in parts],
        "shape": [5, 6],
        "loss": value.item(),
        "gradients": [digits(x.grad, 9) for x in parts],
    }


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {
    "models": CONFIGS,
    "batches": BATCHES,
    "losses": [loss_record(**case) for case in LOSSES],
    "runs": [run_record(TIED, SETTINGS), run_record(UNTIED, LOSSES[3]["triplet"])],
    "tripletMargin": triplet_margin(),
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
