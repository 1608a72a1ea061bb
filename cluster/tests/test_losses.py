import math

import pytest
import torch
from torch.nn import functional

from unisono_cluster import losses


def random(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(len(shape)), dtype=torch.float64)


def test_cross_entropy_is_minus_the_log_probability_of_each_answer_token():
    logits, targets = random(5, 7), torch.tensor([0, 6, 3, 3, 1])
    expected = -sum(math.log(logits[i].exp()[t] / logits[i].exp().sum()) for i, t in enumerate(targets)) / 10
    assert losses.cross_entropy(logits, targets, 10).item() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("margin", [0.05, 0.3, 5.0])
def test_triplet_with_euclidean_distance_is_that_of_torch(margin):
    anchor, positive, negative = random(3, 6, 8)
    expected = functional.triplet_margin_loss(anchor, positive, negative, margin=margin, reduction="sum") / 6
    assert losses.triplet(anchor, positive, negative, margin, "euclidean", 6).item() == pytest.approx(expected.item(), rel=1e-4)


def test_triplet_with_cosine_distance_is_the_formula():
    anchor, positive, negative = random(3, 6, 8)
    near, far = (1 - functional.cosine_similarity(anchor, other) for other in (positive, negative))
    expected = torch.clamp(near - far + 0.3, min=0).mean()
    assert losses.triplet(anchor, positive, negative, 0.3, "cosine", 6).item() == pytest.approx(expected.item(), rel=1e-6)


@pytest.mark.parametrize("kind", ["cosine", "euclidean"])
def test_distances_of_zeros_have_finite_gradients(kind):
    a, b = torch.zeros(2, 4, requires_grad=True), torch.zeros(2, 4)
    losses.distance(a, b, kind).sum().backward()
    assert a.grad.isfinite().all()


def test_pooling_sees_real_tokens_only():
    hidden, mask = random(2, 4, 3), torch.tensor([[1, 1, 0, 0], [1, 1, 1, 1]])
    assert torch.allclose(losses.pool(hidden, mask, "max")[0], hidden[0, :2].max(dim=0).values)
    assert torch.allclose(losses.pool(hidden, mask, "mean")[0], hidden[0, :2].mean(dim=0))
    assert torch.equal(losses.pool(hidden, mask, "last"), torch.stack([hidden[0, 1], hidden[1, 3]]))


def test_symmetric_kl_is_half_the_sum_of_both_directions():
    left, right = random(2, 5, 7)
    p, q = left.float().log_softmax(-1), right.float().log_softmax(-1)
    both = functional.kl_div(q, p, log_target=True, reduction="sum") + functional.kl_div(p, q, log_target=True, reduction="sum")
    assert losses.symmetric_kl(left, right, 5).item() == pytest.approx(both.item() / 2 / 5, rel=1e-5)
