"""Golden values for src/evaluation/causes/ranking.ts: extrapolated rank-biased overlap as the package rbo computes it.

Run: python tools/oracle/rank_biased_overlap.py     (needs rbo 0.1.3)
"""

import json
import random
from pathlib import Path

import rbo

OUT = Path(__file__).resolve().parents[2] / "src/evaluation/fixtures/rank-biased-overlap.json"


def main() -> None:
    draw = random.Random(5)
    cases = []
    for _ in range(120):
        pool = [f"d{n}" for n in range(draw.choice([3, 6, 12, 40]))]
        first = draw.sample(pool, draw.randint(1, len(pool)))
        second = draw.sample(pool, draw.randint(1, len(pool)))
        if draw.random() < 0.3:
            second = first[:]
            for _ in range(draw.randint(0, 2)):
                i, j = draw.randrange(len(second)), draw.randrange(len(second))
                second[i], second[j] = second[j], second[i]
        p = draw.choice([0.1, 0.5, 0.8, 0.9, 0.98])
        value = rbo.RankingSimilarity(first, second).rbo_ext(p=p)
        cases.append({"first": first, "second": second, "p": p, "rbo": float(value)})
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"package": "rbo 0.1.3", "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
