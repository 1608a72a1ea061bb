"""The losses of docs/method.md section 3, line by line, and those between two wordings of a question.

L = L_CE + sum of weight * L_pair + alpha * L_triplet: step.py weighs its terms and train.py adds up their gradients.
Every loss is a sum over what a worker holds of a step, divided by the counts of the whole step: the sum over workers and
micro-batches is then the loss of the step, however it was cut.
"""

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

EPSILON = 1e-8
"""Keeps square roots away from 0, where their gradient is infinite."""


def triplet(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float,
    kind: Literal["cosine", "euclidean"],
    triplets: int,
) -> Tensor:
    """Section 3: L_triplet(A, P, N) = max(0, d(f(A), f(P)) - d(f(A), f(N)) + margin).

    f(A), f(P) and f(N) are [n, size]; `triplets` counts those of the whole step.
    """
    slack = distance(anchor, positive, kind) - distance(anchor, negative, kind) + margin
    return slack.clamp(min=0).sum() / triplets


def pool(hidden: Tensor, mask: Tensor, pooling: Literal["max", "mean", "last"]) -> Tensor:
    """Section 3: f, a layer's hidden states pooled over the query's tokens.

    [batch, length, size] to [batch, size], over the tokens that `mask` [batch, length] marks with 1.
    """
    column = mask.unsqueeze(-1).to(hidden.dtype)
    if pooling == "max":
        return (hidden + (column - 1) * 1e9).amax(dim=1)
    if pooling == "mean":
        return (hidden * column).sum(dim=1) / column.sum(dim=1)
    last = mask.sum(dim=1).long() - 1
    return hidden[torch.arange(hidden.shape[0], device=hidden.device), last]


def distance(a: Tensor, b: Tensor, kind: Literal["cosine", "euclidean"]) -> Tensor:
    """Section 3: d, row by row, [n, size] x [n, size] to [n]. Cosine distance is in [0, 2]."""
    if kind == "euclidean":
        return ((a - b).square().sum(dim=1) + EPSILON).sqrt()
    squares = a.square().sum(dim=1) * b.square().sum(dim=1)
    return 1 - (a * b).sum(dim=1) / (squares + EPSILON).sqrt()


def cross_entropy(logits: Tensor, targets: Tensor, answers: int) -> Tensor:
    """Section 3: L_CE, in nats, over the answer tokens only.

    `logits` [n, vocabulary] are those of the token before each of the `targets` [n]; `answers` counts those of the whole step.
    """
    return functional.cross_entropy(logits.float(), targets, reduction="sum") / answers


def symmetric_kl(left: Tensor, right: Tensor, aligned: int) -> Tensor:
    """`ALL+KL`: (KL(p || q) + KL(q || p)) / 2 in nats between aligned answer tokens of two wordings of a question.

    `left` and `right` are logits [n, vocabulary]; `aligned` counts those of the whole step.
    """
    log_p, log_q = functional.log_softmax(left.float(), dim=-1), functional.log_softmax(right.float(), dim=-1)
    return ((log_p.exp() - log_q.exp()) * (log_p - log_q)).sum() / 2 / aligned


PAIR_LOSSES = {"kl": symmetric_kl}
"""Losses between two wordings of a question, by the name of their settings; each has a weight."""
