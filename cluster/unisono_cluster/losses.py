"""The losses of METHOD.md section 3, in its order, and the consistency loss of `ALL+KL`; sums over what a worker holds.

Every worker divides by the counts of the whole optimizer step, so that the sum over workers and micro-batches is the loss of the
step, however it was cut.
"""

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

EPSILON = 1e-8
"""Keeps square roots away from 0, where their gradient is infinite."""


def cross_entropy(logits: Tensor, targets: Tensor, answers: int) -> Tensor:
    """L_CE: over the answer tokens only. `logits` [n, vocabulary]; `answers` counts those of the whole step."""
    return functional.cross_entropy(logits.float(), targets, reduction="sum") / answers


def pool(hidden: Tensor, mask: Tensor, pooling: Literal["max", "mean", "last"]) -> Tensor:
    """f: [batch, length, size] to [batch, size] over the tokens that `mask` marks with 1."""
    column = mask.unsqueeze(-1).to(hidden.dtype)
    if pooling == "max":
        return (hidden + (column - 1) * 1e9).amax(dim=1)
    if pooling == "mean":
        return (hidden * column).sum(dim=1) / column.sum(dim=1)
    last = mask.sum(dim=1).long() - 1
    return hidden[torch.arange(hidden.shape[0], device=hidden.device), last]


def distance(a: Tensor, b: Tensor, kind: Literal["cosine", "euclidean"]) -> Tensor:
    """d: row by row, [rows, size] x [rows, size] to [rows]."""
    if kind == "euclidean":
        return ((a - b).square().sum(dim=1) + EPSILON).sqrt()
    squares = a.square().sum(dim=1) * b.square().sum(dim=1)
    return 1 - (a * b).sum(dim=1) / (squares + EPSILON).sqrt()


def triplet(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float,
    kind: Literal["cosine", "euclidean"],
    triplets: int,
) -> Tensor:
    """L_triplet = max(0, d(f(A), f(P)) - d(f(A), f(N)) + margin); `triplets` counts those of the whole step."""
    slack = distance(anchor, positive, kind) - distance(anchor, negative, kind) + margin
    return slack.clamp(min=0).sum() / triplets


def symmetric_kl(left: Tensor, right: Tensor, aligned: int) -> Tensor:
    """Half of KL(p || q) + KL(q || p) between answer tokens of two wordings, [n, vocabulary] each; `aligned` of the step."""
    log_p, log_q = functional.log_softmax(left.float(), dim=-1), functional.log_softmax(right.float(), dim=-1)
    return ((log_p.exp() - log_q.exp()) * (log_p - log_q)).sum() / 2 / aligned
