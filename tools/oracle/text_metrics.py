"""Golden values for src/metrics: rouge-score, NLTK's stemmer and sacrebleu on 2,000 generated pairs.

Numbers of n-grams and subsequences in common are integers that precision and recall are made of; they are kept, and checked
here to give the reference's precision and recall, which keeps the file small.

Run: python tools/oracle/text_metrics.py     (needs rouge-score, nltk, sacrebleu)
"""

import hashlib
import itertools
import json
import logging
from pathlib import Path

from generated_pairs import RandomStream, generated_pairs, stem_words
from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer, tokenize
from sacrebleu.metrics import BLEU

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "metrics" / "fixtures" / "generated-pairs.json"
logging.getLogger("sacrebleu").setLevel(logging.ERROR)
TYPES = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
# Every way of reading and scoring, in the order in which the test counts them.
MODES = list(itertools.product(["13a", "intl", "char", "none"], ["exp", "floor", "add-k", "none"], [False, True], [False, True]))
PER_PAIR = 4


def digits(value):
    return float(f"{value:.12g}")


def rouge_row(scorers, stemmers, reference, candidate):
    counts, common, f1 = [], [], []
    for scorer, stemmer in zip(scorers, stemmers):
        scores = scorer.score(reference, candidate)
        sizes = [len(tokenize.tokenize(text, stemmer)) for text in (reference, candidate)]
        counts = sizes
        for name in TYPES:
            score = scores[name]
            rows, columns = (max(0, size - 1) if name == "rouge2" else size for size in sizes)
            hits = round(score.precision * columns)
            assert hits == 0 or abs(hits / columns - score.precision) + abs(hits / rows - score.recall) < 1e-14
            assert hits or score.precision == score.recall == 0
            common.append(hits)
            f1.append(digits(score.fmeasure))
    return [*counts, *common], f1


def bleu(mode):
    tokenizer, smooth, lowercase, effective = mode
    return BLEU(tokenize=tokenizer, smooth_method=smooth, lowercase=lowercase, effective_order=effective)


def main():
    pairs = generated_pairs()
    stemmers = [None, PorterStemmer()]
    scorers = [rouge_scorer.RougeScorer(TYPES, use_stemmer=bool(stemmer)) for stemmer in stemmers]
    rouge = [rouge_row(scorers, stemmers, *pair) for pair in pairs]
    metrics = [bleu(mode) for mode in MODES]
    sentences = [
        [digits(metrics[(index * PER_PAIR + k) % len(MODES)].sentence_score(candidate, [reference]).score / 100)
         for k in range(PER_PAIR)]
        for index, (reference, candidate) in enumerate(pairs)
    ]
    references, candidates = zip(*pairs)
    corpora = [
        [digits(metric.corpus_score(list(candidates[start:end]), [list(references[start:end])]).score / 100) for metric in metrics]
        for start, end in [(0, len(pairs)), (40, 60), (0, 3)]
    ]
    several = []
    stream = RandomStream(3, "references")
    for candidate in range(0, len(pairs), 40):
        group = [stream.below(len(pairs)) for _ in range(2)] + [candidate]
        group = [index for index in group if index != 777]
        texts = [references[index] for index in group]
        scores = scorers[1].score_multi(texts, candidates[candidate])
        several.append({
            "candidate": candidate,
            "references": group,
            "rouge": [[digits(value) for value in scores[name]] for name in TYPES],
            "bleu": digits(metrics[1].sentence_score(candidates[candidate], texts).score / 100),
        })
    words = stem_words()
    fixture = {
        "sha256": hashlib.sha256("\0".join(text for pair in pairs for text in pair).encode()).hexdigest(),
        "rouge": [row for row, _ in rouge],
        "f1": [row for _, row in rouge],
        "bleu": sentences,
        "corpora": corpora,
        "several": several,
        "stems": {word: stemmers[1].stem(word) for word in words},
    }
    FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{FIXTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
