"""The peer of bench/score.ts: rouge-score, driven line by line over standard input and output."""

import json
import sys
import time

from rouge_score import rouge_scorer

scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    pairs = json.loads(line)
    start = time.perf_counter()
    scores = [scorer.score(reference, candidate)["rougeL"].fmeasure for reference, candidate in pairs]
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "scores": scores}), flush=True)
