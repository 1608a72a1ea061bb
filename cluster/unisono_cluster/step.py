"""One optimizer step's losses and gradients over what a worker holds of it."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from . import losses
from .batches import Step, padded
from .spec import Triplet


@dataclass
class Measured:
    """Sums over parts and, once reduced, over workers: the losses of the step. `triplet` and `kl` are 0 where there are none."""

    ce: float = 0.0
    triplet: float = 0.0
    kl: float = 0.0
    tokens: int = 0


def loss_of(
    model: nn.Module, part: Step, whole: Step, triplet: Triplet | None, kl_weight: float | None, device: str, measured: Measured
) -> Tensor:
    """L = L_CE + alpha L_triplet (+ beta KL) of a part, divided by the counts of the whole step; adds to `measured`."""
    total = torch.zeros((), device=device)
    if part.sequences:
        ids, mask = padded([each.ids for each in part.sequences], device)
        logits = model(input_ids=ids, attention_mask=mask).logits
        rows = [logits[i, each.answer_start - 1 : len(each.ids) - 1] for i, each in enumerate(part.sequences)]
        targets = torch.tensor([token for each in part.sequences for token in each.ids[each.answer_start :]], device=device)
        ce = losses.cross_entropy(torch.cat(rows), targets, whole.answers)
        measured.ce += ce.item()
        measured.tokens += ids.numel()
        total = total + ce
        if kl_weight is not None and part.pairs:
            left, right = torch.cat(rows[: 2 * part.pairs : 2]), torch.cat(rows[1 : 2 * part.pairs : 2])
            kl = losses.symmetric_kl(left, right, whole.aligned)
            measured.kl += kl.item()
            total = total + kl_weight * kl
    if triplet and part.triplets:
        queries = [each[role] for role in range(3) for each in part.triplets]
        ids, mask = padded(queries, device)
        hidden = model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states[triplet.layer]
        anchor, positive, negative = losses.pool(hidden, mask, triplet.pooling).float().chunk(3)
        value = losses.triplet(anchor, positive, negative, triplet.margin, triplet.distance, len(whole.triplets))
        measured.triplet += value.item()
        measured.tokens += ids.numel()
        total = total + triplet.alpha * value
    return total
