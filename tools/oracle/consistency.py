"""Golden values for src/consistency: tf-idf with an exact SVD, similarity distances and layer weights in numpy.

Run: python tools/oracle/consistency.py     (needs numpy, regex)
"""

import json
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import regex

SOURCES = Path(__file__).resolve().parents[2] / "src"
FOLDERS = {"encoder": "encoding", "layers": "consistency"}

ACTIONS = [
    ("reset", "password"), ("close", "savings account"), ("order", "new card"), ("cancel", "subscription"),
    ("upload", "profile photo"), ("export", "contact list"), ("change", "delivery address"), ("track", "parcel"),
    ("report", "lost luggage"), ("book", "meeting room"), ("renew", "library card"), ("print", "shipping label"),
    ("brew", "green tea"), ("sharpen", "kitchen knife"),
]
FORMS = [
    "How do I {verb} my {noun}?", "how to {verb} a {noun}", "Can we {verb} the {noun}s here?",
    "what is needed to {verb} {noun}s", "Where can I find out how to {verb} the {noun}?",
    "{verb}ing your {noun}: which steps, please?", "I would like to {verb} my {noun} — à la carte, naïvely",
    "the {noun} and the {verb} the {noun}",
]
PROBES = [
    "how do we reset passwords", "closing an account", "Which cards can I order?", "zzz qqq", "Brewing tea at home?",
    "ＲＥＮＥＷ library CARDS", "photo photo photo upload", "meeting in a room with a view",
]


def features(text: str) -> Counter:
    counts: Counter = Counter()
    for word in regex.findall(r"[\p{L}\p{M}\p{N}]+", unicodedata.normalize("NFKC", text).lower()):
        counts["w:" + word] += 1
        marked = "<" + word + ">"
        for start in range(len(marked) - 2):
            counts["c:" + marked[start : start + 3]] += 1
    return counts


def normalized(rows: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms == 0, 1, norms)


def encoder_fixture() -> dict:
    texts = [form.format(verb=verb, noun=noun) for verb, noun in ACTIONS for form in FORMS]
    dimensions = 16
    counted = [features(text) for text in texts]
    frequency = Counter(feature for counts in counted for feature in counts)
    vocabulary = sorted(feature for feature, count in frequency.items() if count > 1)
    idf = np.array([np.log((1 + len(texts)) / (1 + frequency[feature])) + 1 for feature in vocabulary])

    def tfidf(rows: list[Counter]) -> np.ndarray:
        counts = np.array([[row.get(feature, 0) for feature in vocabulary] for row in rows], float)
        return normalized(np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * idf)

    matrix = tfidf(counted)
    _, singular, vectors = np.linalg.svd(matrix, full_matrices=False)
    basis = vectors[:dimensions].T
    rows = normalized(np.vstack([matrix, tfidf([features(text) for text in PROBES])]) @ basis)
    cosines = (rows @ rows.T)[np.tril_indices(len(rows), -1)]
    return {
        "texts": texts,
        "probes": PROBES,
        "dimensions": dimensions,
        "vocabulary": len(vocabulary),
        "idf": {feature: idf[vocabulary.index(feature)] for feature in ("w:how", "c:<re", "w:password")},
        "singularValues": singular[: dimensions + 1].tolist(),
        "cosines": [round(float(value), 5) for value in cosines],
    }


def cosine_matrix(rows: np.ndarray) -> np.ndarray:
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit @ unit.T


def ranks(values: np.ndarray) -> np.ndarray:
    return np.array([(values < value).sum() + ((values == value).sum() - 1) / 2 for value in values])


def distances(model: np.ndarray, reference: np.ndarray) -> dict:
    difference = np.abs(model - reference)[~np.eye(len(model), dtype=bool)]
    off = np.triu_indices(len(model), 1)
    return {
        "mean": difference.mean(),
        "frobenius": np.linalg.norm(difference),
        "spearman": 1 - np.corrcoef(ranks(model[off]), ranks(reference[off]))[0, 1],
    }


def weights(layer: np.ndarray, a: float, b: float) -> dict:
    inverted = layer.max() - layer
    total = inverted.sum()
    relative = inverted / total if total > 0 else np.full(len(layer), 1 / len(layer))
    return {
        "d": layer.tolist(),
        "inv": inverted.tolist(),
        "r": relative.tolist(),
        "w": (1 / (1 + np.exp(-(a * relative + b)))).tolist(),
    }


def symmetric(entries: list[float], size: int) -> np.ndarray:
    matrix = np.eye(size)
    matrix[np.triu_indices(size, 1)] = entries
    return np.maximum(matrix, matrix.T)


def layers_fixture() -> dict:
    rng = np.random.default_rng(5)
    models, layers, queries, width = 3, 4, 9, 6
    features = rng.normal(size=(queries, 5)).round(4).astype(np.float32)
    activations = rng.normal(size=(models, layers + 1, queries, width)).round(4).astype(np.float32)
    reference = cosine_matrix(features.astype(float))
    table = [
        [distances(cosine_matrix(activations[model, layer + 1].astype(float)), reference) for model in range(models)]
        for layer in range(layers)
    ]
    a, b = 3.0, -1.5
    by_measure = {name: [[cell[name] for cell in row] for row in table] for name in ("mean", "frobenius", "spearman")}
    tied_a = symmetric([0.1, 0.5, 0.5, 0.2, 0.5, 0.9], 4)
    tied_b = symmetric([0.3, 0.3, 0.7, 0.1, 0.7, 0.7], 4)
    return {
        "features": features.tolist(),
        "activations": activations.tolist(),
        "reference": reference.tolist(),
        "distances": by_measure,
        "a": a,
        "b": b,
        "weights": [weights(np.array(layer), a, b) for layer in by_measure["mean"]],
        "equal": weights(np.array([0.25, 0.25, 0.25, 0.25]), a, b),
        "tied": {"a": tied_a.ravel().tolist(), "b": tied_b.ravel().tolist(), "distances": distances(tied_a, tied_b)},
    }


if __name__ == "__main__":
    for name, fixture in [("encoder", encoder_fixture()), ("layers", layers_fixture())]:
        (SOURCES / FOLDERS[name] / "fixtures" / f"{name}.json").write_text(json.dumps(fixture, ensure_ascii=True) + "\n")
