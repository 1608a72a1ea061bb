"""The order of the data, which the client has decided: token ids by step, cut into parts for workers and micro-batches."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor


@dataclass(frozen=True)
class Sequence:
    """A prompt with its answer, which begins at `answer_start`."""

    ids: list[int]
    answer_start: int


@dataclass(frozen=True)
class Step:
    """What one optimizer step sees; the first `pairs` pairs of sequences are wordings of one question."""

    sequences: list[Sequence]
    triplets: list[list[list[int]]] = field(default_factory=list)
    pairs: int = 0

    @property
    def answers(self) -> int:
        """Answer tokens."""
        return sum(len(each.ids) - each.answer_start for each in self.sequences)

    @property
    def aligned(self) -> int:
        """Answer tokens of pairs, each counted once for both sides."""
        return sum(len(each.ids) - each.answer_start for each in self.sequences[: 2 * self.pairs : 2])


def read_steps(path: str) -> list[Step]:
    """A step a line."""
    steps = []
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            sequences = [Sequence(each["ids"], each["answerStart"]) for each in raw["sequences"]]
            steps.append(Step(sequences, raw["triplets"], raw.get("pairs", 0)))
    return steps


def parts(step: Step, rank: int, workers: int, rows: int | None) -> Iterator[Step]:
    """This worker's micro-batches of a step, pairs whole; at least one, which may be empty, for workers go together."""
    units = [step.sequences[2 * i : 2 * i + 2] for i in range(step.pairs)]
    units += [[each] for each in step.sequences[2 * step.pairs :]]
    own = units[rank::workers]
    triplets = step.triplets[rank::workers]
    size = rows or max(1, len(step.sequences))
    cut: list[list[list[Sequence]]] = [[]]
    for unit in own:
        if cut[-1] and sum(map(len, cut[-1])) + len(unit) > size:
            cut.append([])
        cut[-1].append(unit)
    share = -(-len(triplets) // len(cut))
    for i, group in enumerate(cut):
        paired = [unit for unit in group if len(unit) == 2]
        sequences = [each for unit in paired for each in unit] + [unit[0] for unit in group if len(unit) == 1]
        yield Step(sequences, triplets[i * share : (i + 1) * share], len(paired))


def padded(rows: list[list[int]], device: str) -> tuple[Tensor, Tensor]:
    """Token ids and the mask of real ones, both [rows, longest], padded on the right."""
    longest = max(len(row) for row in rows)
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows], device=device)
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows], device=device)
    return ids, mask
