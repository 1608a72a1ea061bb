"""Losses and gradients of one optimizer step over a worker's part of the batch."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from . import losses
from .batches import Step, padded
from .spec import Spec


@dataclass
class Measured:
    """Sums over parts: the losses of the step, without their weights, 0 where there are none; `pairs` by their names."""

    ce: float = 0.0
    triplet: float = 0.0
    tokens: int = 0
    pairs: dict[str, float] = field(default_factory=dict)


def pair_losses(settings: Spec) -> dict[str, float]:
    """The weights of the losses between wordings that a training asks for, by their names."""
    asked = {name: getattr(settings, name) for name in losses.PAIR_LOSSES}
    return {name: each.weight for name, each in asked.items() if each is not None}


def answer_loss(
    network: Callable[..., nn.Module],
    part: Step,
    whole: Step,
    weights: dict[str, float],
    device: torch.device,
    measured: Measured,
) -> Tensor:
    """L_CE + sum of weight * L_pair of a part, divided by the counts of the whole step; adds to `measured`.

    Of an empty part 0, computed.
    """
    ids, mask = padded([each.ids for each in part.sequences], device)
    logits = network(input_ids=ids, attention_mask=mask).logits
    if not part.sequences:
        return logits.float().sum() * 0
    rows = [logits[i, each.answer_start - 1 : len(each.ids) - 1] for i, each in enumerate(part.sequences)]
    targets = torch.tensor([token for each in part.sequences for token in each.ids[each.answer_start :]], device=device)
    loss = losses.cross_entropy(torch.cat(rows), targets, whole.answers)
    measured.ce += loss.item()
    measured.tokens += ids.numel()
    if not weights or not part.pairs:
        return loss
    left, right = torch.cat(rows[: 2 * part.pairs : 2]), torch.cat(rows[1 : 2 * part.pairs : 2])
    for name, weight in weights.items():
        apart = losses.PAIR_LOSSES[name](left, right, whole.aligned)
        measured.pairs[name] += apart.item()
        loss = loss + weight * apart
    return loss


def triplet_loss(
    network: Callable[..., nn.Module],
    part: Step,
    whole: Step,
    triplet: Spec,
    device: torch.device,
    measured: Measured,
) -> Tensor:
    """alpha L_triplet of a part, divided by the triplets of the whole step; adds to `measured`. Without triplets 0, computed."""
    ids, mask = padded([each[role] for role in range(3) for each in part.triplets], device)
    hidden = network(input_ids=ids, attention_mask=mask, output_hidden_states=True, logits_to_keep=1).hidden_states[triplet.layer]
    features = losses.pool(hidden.float(), mask, triplet.pooling)
    if not part.triplets:
        return features.sum() * 0
    loss = losses.triplet(*features.chunk(3), triplet.margin, triplet.distance, len(whole.triplets))
    measured.triplet += loss.item()
    measured.tokens += ids.numel()
    return triplet.alpha * loss
