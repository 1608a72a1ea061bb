"""The data in the client's order: token ids by step, cut into parts for workers and micro-batches."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from .progress import JobError


@dataclass(frozen=True)
class Sequence:
    """A prompt with its answer, which begins at `answer_start` (at least 1: the token before it predicts it)."""

    ids: list[int]
    answer_start: int


@dataclass(frozen=True)
class Step:
    """The batch of one optimizer step; the first `pairs` pairs of sequences are wordings of one question."""

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
    """A step a line: {"sequences": [{"ids", "answerStart"}], "triplets": [[ids, ids, ids]], "pairs"}. Raises JobError `spec`."""
    steps = []
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                raw = json.loads(line)
                sequences = [Sequence(each["ids"], each["answerStart"]) for each in raw["sequences"]]
                steps.append(Step(sequences, raw["triplets"], raw.get("pairs", 0)))
                if any(not 1 <= each.answer_start < len(each.ids) for each in sequences):
                    raise ValueError("every answer needs at least one token and one token before it")
            except (ValueError, KeyError, TypeError) as error:
                raise JobError("spec", f"{path}, line {number}: {error!r}", "delete the job's folder and run again") from error
    return steps


def parts(step: Step, rank: int, workers: int, rows: int | None) -> list[Step]:
    """A worker's share of a step in micro-batches of at most `rows` sequences (a pair, which stays whole, may be more).

    Every worker gets as many parts, and parts of one number have triplets on all workers or on none, for workers go through
    the model together: where there is less to do, parts and lists of triplets are empty.
    """
    units = [step.sequences[2 * i : 2 * i + 2] for i in range(step.pairs)]
    units += [[each] for each in step.sequences[2 * step.pairs :]]
    cuts = [_cut(units[worker::workers], rows or len(step.sequences)) for worker in range(workers)]
    number = max(map(len, cuts))
    own = cuts[rank] + [[] for _ in range(number - len(cuts[rank]))]
    triplets = step.triplets[rank::workers]
    share = -(-len(step.triplets) // (workers * number))
    made = []
    for i, group in enumerate(own):
        pairs = [unit for unit in group if len(unit) == 2]
        sequences = [each for unit in pairs for each in unit] + [unit[0] for unit in group if len(unit) == 1]
        made.append(Step(sequences, triplets[i * share : (i + 1) * share], len(pairs)))
    return made


def with_triplets(step: Step, number: int, workers: int) -> int:
    """In how many of the step's `number` parts, from the first, some worker has triplets."""
    share = -(-len(step.triplets) // (workers * number))
    return -(-len(step.triplets[::workers]) // share) if share else 0


def _cut(units: list[list[Sequence]], rows: int) -> list[list[list[Sequence]]]:
    cut: list[list[list[Sequence]]] = [[]]
    for unit in units:
        if cut[-1] and sum(map(len, cut[-1])) + len(unit) > rows:
            cut.append([])
        cut[-1].append(unit)
    return cut


def padded(rows: list[list[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """Token ids and the mask of real ones, both int64 [rows, longest], padded on the right; without rows, one of two tokens."""
    rows = rows or [[0, 0]]
    longest = max(len(row) for row in rows)
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows], device=device)
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows], device=device)
    return ids, mask
