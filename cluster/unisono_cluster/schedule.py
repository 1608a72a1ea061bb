"""Schedule of the learning rate, the same as in the embedded engine."""

import math
from typing import Literal

TAIL = 0.4
"""The share of the steps in which `trapezoid` falls."""


def warmup_steps(share: float, total: int) -> int:
    """Steps of warm-up of a training of `total` steps; halves are rounded up, as the embedded engine does."""
    whole = math.floor(share * total)
    return whole + (share * total - whole >= 0.5)


def factor(schedule: Literal["constant", "linear", "cosine", "trapezoid"], step: int, total: int, warmup: int) -> float:
    """In (0, 1], on the peak learning rate; `step` counts from 0, and the first of `warmup` steps has 1 / warmup."""
    if step < warmup:
        return (step + 1) / warmup
    left = (total - step) / max(1, total - warmup)
    if schedule == "linear":
        return left
    if schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * (1 - left)))
    if schedule == "trapezoid":
        return min(1.0, left / TAIL)
    return 1.0
