"""Golden token distributions for src/generation: transformers' logits processors in float64.

Run: python tools/oracle/sampling.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from transformers.generation.logits_process import (
    LogitsProcessorList,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "generation" / "fixtures" / "sampling.json"
DEFAULTS = {"temperature": 1.0, "topK": 0, "topP": 1.0, "repetitionPenalty": 1.0}
SETTINGS = [
    {},
    {"temperature": 0.6},
    {"temperature": 1.8},
    {"topK": 5},
    {"topK": 1},
    {"topK": 1000},
    {"topP": 0.9},
    {"topP": 0.3},
    {"topP": 0.01},
    {"repetitionPenalty": 1.3},
    {"repetitionPenalty": 0.7},
    {"temperature": 0.7, "topK": 12, "topP": 0.8, "repetitionPenalty": 1.1},
]

torch.manual_seed(23)
# Multiples of 1/64 are the same numbers in JSON, float32 and float64.
LOGITS = (torch.randn(30, dtype=torch.float64) * 2 * 64).round() / 64
HISTORY = torch.randint(0, 30, (12,)).tolist()


def record(changes):
    settings = DEFAULTS | changes
    processors = LogitsProcessorList()
    if settings["repetitionPenalty"] != 1:
        processors.append(RepetitionPenaltyLogitsProcessor(settings["repetitionPenalty"]))
    if settings["temperature"] != 1:
        processors.append(TemperatureLogitsWarper(settings["temperature"]))
    if settings["topK"] != 0:
        processors.append(TopKLogitsWarper(settings["topK"]))
    if settings["topP"] != 1:
        processors.append(TopPLogitsWarper(settings["topP"]))
    scores = processors(torch.tensor([HISTORY]), LOGITS[None].clone())[0]
    return {"settings": settings, "probabilities": torch.softmax(scores, -1).tolist()}


fixture = {"logits": LOGITS.tolist(), "history": HISTORY, "cases": [record(changes) for changes in SETTINGS]}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
