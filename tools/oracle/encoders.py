"""Golden hidden states and position buckets for src/models/encoders: transformers' encoders in float32.

Run: python tools/oracle/encoders.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from tiny_encoders import SETTINGS, digits, parameters, tiny_encoder
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "models" / "encoders" / "fixtures" / "encoders.json"

torch.manual_seed(13)
LENGTHS = [9, 5, 12]
MASK = (torch.arange(max(LENGTHS))[None] < torch.tensor(LENGTHS)[:, None]).long()


def record(kind):
    model, settings = tiny_encoder(kind)
    padding = settings["pad_token_id"]
    ids = torch.randint(4, settings["vocab_size"], MASK.shape)
    # A padding token that a text spells out is a token like any other to attention, not to every model's positions.
    ids[0, 3] = padding
    ids = torch.where(MASK == 1, ids, padding)
    with torch.no_grad():
        states = model(input_ids=ids, attention_mask=MASK, output_hidden_states=True).hidden_states
    return {
        "config": settings,
        "savedConfig": model.config.to_dict(),
        "shapes": {name: list(tensor.shape) for name, tensor in parameters(model).items()},
        "ids": ids.reshape(-1).tolist(),
        "hiddenStates": [digits(state) for state in states],
    }


# By the distance from query to key, from -400 to 400.
BUCKETS = MPNetEncoder.relative_position_bucket(torch.arange(-400, 401)).tolist()


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {
    "lengths": LENGTHS,
    "models": {kind: record(kind) for kind in SETTINGS},
    "buckets": BUCKETS,
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
