"""Golden BERTScores for src/evaluation: bert-score over the small encoders and tokenizers of the fixtures.

Run: python tools/oracle/bertscore.py            (needs torch, transformers, bert-score, sentence-transformers)
     python tools/oracle/bertscore.py MODEL LAYER   prints scores of the same pairs by a real model
"""

import json
import shutil
import sys
from pathlib import Path

import bert_score
import torch
from sentence_transformers_tiny import DIRECTORIES, write
from tiny_encoders import digits
from transformers import PreTrainedTokenizerBase

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "src" / "evaluation" / "fixtures" / "bertscore.json"
# bert-score 0.3.13 asks for this of an empty text, and transformers 5 has it no more.
PreTrainedTokenizerBase.build_inputs_with_special_tokens = lambda self, ids: self.encode("")
# bert-score looks for "t5" in the path, so that a random name would not do.
FOLDER = Path("/tmp/bertscore-oracle")

PAIRS = [
    ["How do I open an account?", "How do I open an account?"],
    ["How do I open an account?", "How do I close an account?"],
    ["You can return the item within 30 days.", "The item can be returned within thirty days."],
    ["  padded with spaces ", "padded with spaces"],
    ["", "nothing to compare with"],
    ["something", "   "],
    ["yes", "a much longer answer that says more than one word about opening and closing accounts"],
    ["Café au lait, №5!", "cafe au lait no. 5"],
    ["今天天气很好。", "明天天气不好。"],
    ["Yes. Yes. Yes.", "No."],
    ["... !!! ???", "?"],
    ["emoji 😀 here", "emoji 👍 there"],
]
# Layer, idf, rescaled.
CASES = [(2, False, False), (1, False, False), (0, True, False), (2, True, True)]
BASELINE = "LAYER,P,R,F\n0,0.31,0.32,0.33\n1,0.41,0.42,0.43\n2,0.51,0.52,0.53\n"


def scores(model, layer, idf, baseline=None):
    scorer = bert_score.BERTScorer(
        model_type=str(model), num_layers=layer, idf=idf, idf_sents=[reference for reference, _ in PAIRS] if idf else None,
        device="cpu", lang="en", rescale_with_baseline=baseline is not None, baseline_path=baseline and str(baseline),
        nthreads=0,
    )
    # One by one, so that padding has no part in what is golden: in a batch it is matched with a cosine of 0.
    rows = [scorer.score([candidate], [reference]) for reference, candidate in PAIRS]
    return [digits(torch.stack([row[k][0] for row in rows])) for k in range(3)]


def record(kind, files):
    directory = FOLDER / kind
    write(directory, kind, files)
    baseline = FOLDER / "baseline.csv"
    baseline.write_text(BASELINE)
    transformer = directory / files["modules.json"][0][1]
    # bert-score asks the tokenizer which tokens are special; those of published models say so, not all of ours.
    path = transformer / "tokenizer_config.json"
    settings = json.loads(path.read_text())
    if "cls_token" not in settings:
        path.write_text(json.dumps(settings | {"cls_token": "<s>", "sep_token": "</s>"}))
    return [scores(transformer, layer, idf, baseline if rescaled else None) for layer, idf, rescaled in CASES]


if len(sys.argv) > 2:
    print(json.dumps({"pairs": PAIRS, "scores": scores(sys.argv[1], int(sys.argv[2]), False)}))
else:
    shutil.rmtree(FOLDER, ignore_errors=True)
    models = {kind: record(kind, files) for kind, files in DIRECTORIES.items()}
    shutil.rmtree(FOLDER)
    fixture = {"pairs": PAIRS, "cases": CASES, "baseline": BASELINE, "models": models}
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{FIXTURE.stat().st_size} bytes")
