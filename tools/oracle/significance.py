"""Golden values for src/metrics: BCa intervals of SciPy, McNemar's test and Holm's adjustment of statsmodels.

Run: python tools/oracle/significance.py     (needs numpy, scipy, statsmodels)
"""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from generated_pairs import RandomStream
from scipy.stats import _resampling, binom, bootstrap
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "metrics" / "fixtures" / "significance.json"


def bca(name, values, clusters, resamples, seed, level=0.95):
    """SciPy's BCa of a mean over pairs, with clusters as the units and on the resamples that unisono draws."""
    values, clusters = np.asarray(values, float), np.asarray(clusters)
    count = clusters.max() + 1
    sums, sizes = (np.bincount(clusters, weights=w, minlength=count) for w in (values, np.ones_like(values)))
    stream = RandomStream(seed, "bootstrap")
    draws = np.array([[stream.below(int(count)) for _ in range(count)] for _ in range(resamples)])
    distribution = sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)

    def statistic(x, n, axis):
        return x.sum(axis=axis) / n.sum(axis=axis)

    data = (sums, sizes)
    given = SimpleNamespace(bootstrap_distribution=distribution)
    interval = {}
    for method in ("percentile", "BCa"):
        result = bootstrap(
            data, statistic, paired=True, n_resamples=0, bootstrap_result=given, confidence_level=level, method=method
        )
        interval[method] = [float(end) for end in result.confidence_interval]
    indices = (np.arange(count),)
    of_indices = lambda i, axis: statistic(sums[i], sizes[i], axis)
    _, _, acceleration = _resampling._bca_interval(indices, of_indices, -1, (1 - level) / 2, distribution, None, np)
    return {
        "name": name,
        "values": values.tolist(),
        "clusters": clusters.tolist(),
        "resamples": resamples,
        "seed": seed,
        "level": level,
        "estimate": values.mean(),
        "acceleration": float(acceleration),
        **interval,
    }


def bca_cases():
    rng = np.random.default_rng(3)
    clusters = np.concatenate([np.arange(40), rng.integers(0, 40, 80)])
    rates = (rng.random(clusters.size) < 0.1 + 0.8 * (clusters % 3 == 0)).astype(float)
    skewed = np.round(rng.exponential(1, clusters.size) ** 2, 6)
    few = np.array([0, 1, 2, 3, 4, 5, 5, 5])
    return [
        bca("rates", rates, clusters, 400, 1),
        bca("skewed", skewed, clusters, 400, 2),
        bca("skewed, 80 %", skewed, clusters, 300, 3, 0.8),
        bca("differences", rates - (rng.random(clusters.size) < 0.5), clusters, 400, 0xFFFFFFFF),
        bca("few clusters", [0, 1, 1, 0, 5, 2, 2, 3], few, 500, 4),
        bca("one yes of many", (np.arange(50) == 7).astype(float), np.arange(50), 400, 5),
    ]


COUNTS = [(0, 1), (1, 0), (0, 5), (3, 10), (10, 3), (7, 8), (25, 25), (0, 60), (81, 66), (400, 520), (1000, 1003), (5, 2000)]


def mcnemar_case(b, c):
    table = [[17, b], [c, 4]]
    few, count = min(b, c), b + c
    return {
        "counts": [b, c],
        "exact": mcnemar(table, exact=True).pvalue,
        # Fagerland, Lydersen and Laake 2013, equation 2; statsmodels has none.
        "midP": min(1.0, 2 * binom.cdf(few, count, 0.5) - binom.pmf(few, count, 0.5)),
        "corrected": mcnemar(table, exact=False, correction=True).pvalue if b != c else 1.0,
    }


def holm_cases():
    rng = np.random.default_rng(5)
    lists = [[0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.5], [1.0, 0.0, 0.2], [0.3], rng.random(24).round(6).tolist(), (rng.random(12) ** 4).round(9).tolist()]
    return [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in lists]


fixture = {"bca": bca_cases(), "mcnemar": [mcnemar_case(*counts) for counts in COUNTS], "holm": holm_cases()}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
