"""Golden numbers of the symmetric KL between two wordings: torch.nn.functional.kl_div, as such and in a model's loss.

Run: python tools/oracle/symmetric_kl.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from tiny_llama import CONFIGS, digits, parameters, tiny_llama
from tiny_loss import batch, float32_base64, losses, padded, tokens

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "training" / "fixtures" / "symmetric-kl.json"
TIED, UNTIED = CONFIGS
TRIPLET = {"alpha": 0.5, "margin": 0.3, "distance": "cosine", "pooling": "max", "layer": -1}
WEIGHT = 0.7

torch.manual_seed(23)


def symmetric_kl(p_logits, q_logits):
    """1/2 [KL(p || q) + KL(q || p)] of each row, in the dtype of the logits."""
    log_p, log_q = p_logits.log_softmax(-1), q_logits.log_softmax(-1)
    kl = lambda a, b: F.kl_div(b, a, log_target=True, reduction="none").sum(-1)
    return (kl(log_p, log_q) + kl(log_q, log_p)) / 2


def rows_record(name, p, q, scale=1.0):
    """The mean over rows of p and q, which are float32 numbers, worked out in float64."""
    p, q = [(x * scale).float().double().requires_grad_() for x in (p, q)]
    loss = symmetric_kl(p, q).mean()
    loss.backward()
    return {
        "name": name,
        "shape": list(p.shape),
        "logits": [digits(x, 9) for x in (p, q)],
        "loss": loss.item(),
        "gradients": [digits(x.grad, 9) for x in (p, q)],
    }


def pair(lengths, answer):
    """Two prompts of different lengths with one answer."""
    sequences = [{"ids": tokens(n - len(answer)) + answer, "answerStart": n - len(answer)} for n in lengths]
    return sequences


def answer_logits(model, sequences):
    ids, mask = padded([s["ids"] for s in sequences])
    logits = model(input_ids=ids, attention_mask=mask).logits
    return [logits[row, s["answerStart"] - 1 : len(s["ids"]) - 1] for row, s in enumerate(sequences)]


def model_record(model, data, triplet):
    network = tiny_llama(CONFIGS[model])
    loss, ce, triplet_value = losses(network, data, triplet)
    rows = answer_logits(network, data["sequences"])[: 2 * data["pairs"]]
    kl = symmetric_kl(torch.cat(rows[0::2]), torch.cat(rows[1::2])).mean()
    (loss + WEIGHT * kl).backward()
    return {
        "model": model,
        "batch": data,
        "tripletSettings": triplet,
        "weight": WEIGHT,
        "ce": ce.item(),
        "triplet": None if triplet_value is None else triplet_value.item(),
        "kl": kl.item(),
        "gradients": {name: float32_base64(p.grad) for name, p in parameters(network).items()},
    }


# Two pairs whose answers have 3 and 5 tokens, and two examples that are alone.
BATCH = batch([14, 9], [4, 2], [(4, 5, 3), (7, 2, 6), (3, 3, 8), (1, 4, 5)])
BATCH["sequences"] = pair((12, 17), tokens(3)) + pair((20, 11), tokens(5)) + BATCH["sequences"]
BATCH["pairs"] = 2

near = torch.randn(3, 7, dtype=torch.float64)
fixture = {
    "models": CONFIGS,
    "rows": [
        rows_record("ordinary", torch.randn(4, 9, dtype=torch.float64), torch.randn(4, 9, dtype=torch.float64)),
        rows_record("peaked", torch.randn(3, 7, dtype=torch.float64), torch.randn(3, 7, dtype=torch.float64), 40.0),
        rows_record("near", near, near + 0.01 * torch.randn(3, 7, dtype=torch.float64)),
    ],
    "losses": [model_record(TIED, BATCH, TRIPLET), model_record(UNTIED, BATCH, None)],
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
