"""Golden values of ggml's block formats for src/importing/blocks: gguf-py's dequantize over random blocks.

Run: python tools/oracle/gguf_blocks.py     (needs gguf, numpy)
"""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "importing" / "fixtures" / "blocks.json"
BLOCKS = 12

# Byte offsets of the float16 scales of a block: random bits there would mostly be huge, or no number at all.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "IQ4_NL": [0], "IQ4_XS": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}  # fmt: skip

random = np.random.default_rng(5)


def blocks(name):
    kind = GGMLQuantizationType[name]
    elements, size = GGML_QUANT_SIZES[kind]
    if name in ("F32", "F16", "BF16"):
        count = 64
        values = (random.standard_normal(count) * 10.0 ** random.integers(-6, 4, count)).astype(np.float32)
        if name == "F32":
            return values.view(np.uint8)
        if name == "F16":
            return values.astype(np.float16).view(np.uint8)
        return (values.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8)
    raw = random.integers(0, 256, (BLOCKS, size), dtype=np.uint8)
    for offset in SCALES[name]:
        scale = (random.standard_normal(BLOCKS) * 10.0 ** random.integers(-4, 2, BLOCKS)).astype(np.float16)
        scale[:3] = np.array([0.0, -0.0, 6e-8], dtype=np.float16)
        raw[:, offset : offset + 2] = scale.view(np.uint8).reshape(BLOCKS, 2)
    # The extreme quanta of one block.
    if size > 2:
        raw[3, [i for i in range(size) if not any(s <= i < s + 2 for s in SCALES[name])]] = 0xFF
    return raw.reshape(-1)


def record(name):
    raw = blocks(name)
    values = dequantize(raw, GGMLQuantizationType[name]).astype(np.float32).reshape(-1)
    assert np.isfinite(values).all()
    return {
        "blocks": base64.b64encode(raw.tobytes()).decode(),
        "count": len(values),
        "last": [float(v) for v in values[-8:]],
        "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
    }


names = ["F32", "F16", "BF16", *SCALES]
FIXTURE.parent.mkdir(parents=True, exist_ok=True)
FIXTURE.write_text(json.dumps({name: record(name) for name in names}, indent=1) + "\n")
print(f"{len(names)} formats, {FIXTURE.stat().st_size} bytes")
