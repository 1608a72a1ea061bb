"""Cross-entropy over answers and the triplet loss over queries, with transformers' models and PyTorch."""

import base64

import torch
import torch.nn.functional as F


def tokens(length):
    return torch.randint(2, 40, (length,)).tolist()


def batch(lengths, answers, queries):
    sequences = [{"ids": tokens(n), "answerStart": n - a} for n, a in zip(lengths, answers)]
    return {"sequences": sequences, "triplets": [[tokens(n) for n in triplet] for triplet in queries]}


def padded(sequences):
    width = max(map(len, sequences))
    ids = torch.tensor([s + [0] * (width - len(s)) for s in sequences])
    mask = torch.tensor([[1] * len(s) + [0] * (width - len(s)) for s in sequences])
    return ids, mask


def cross_entropy(model, sequences):
    ids, mask = padded([s["ids"] for s in sequences])
    labels = ids.masked_fill(mask == 0, -100)
    for row, sequence in enumerate(sequences):
        labels[row, : sequence["answerStart"]] = -100
    return model(input_ids=ids, attention_mask=mask, labels=labels).loss


def features(model, sequences, pooling, layer):
    ids, mask = padded(sequences)
    x = model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states[layer]
    mask = mask[..., None]
    if pooling == "max":
        return x.masked_fill(mask == 0, -torch.inf).amax(1)
    if pooling == "mean":
        return (x * mask).sum(1) / mask.sum(1)
    return x[torch.arange(len(sequences)), mask[..., 0].sum(1) - 1]


DISTANCES = {
    "cosine": lambda a, b: 1 - F.cosine_similarity(a, b),
    "euclidean": torch.nn.PairwiseDistance(eps=0),
}


def triplet_loss(model, triplets, settings):
    parts = [features(model, [t[i] for t in triplets], settings["pooling"], settings["layer"]) for i in range(3)]
    distance = DISTANCES[settings["distance"]]
    loss = torch.nn.TripletMarginWithDistanceLoss(distance_function=distance, margin=settings["margin"])
    return loss(*parts)


def losses(model, data, settings):
    """Total loss, cross-entropy and triplet loss of a batch."""
    ce = cross_entropy(model, data["sequences"])
    if settings is None:
        return ce, ce, None
    triplet = triplet_loss(model, data["triplets"], settings)
    return ce + settings["alpha"] * triplet, ce, triplet


def float32_base64(x):
    return base64.b64encode(x.detach().numpy().astype("<f4").tobytes()).decode()
