"""How the learning rate moves, as src/training/schedule.ts has it."""

import math
from typing import Literal

TAIL = 0.4


def factor(schedule: Literal["constant", "linear", "cosine", "trapezoid"], step: int, total: int, warmup: int) -> float:
    """On the peak learning rate; `step` counts from 0."""
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
