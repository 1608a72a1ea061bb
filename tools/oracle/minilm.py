"""Golden embeddings for test/real: sentence-transformers with all-MiniLM-L6-v2 in float32.

Run: python tools/oracle/minilm.py     (needs torch, sentence-transformers), after tools/fetch-real-models.sh
"""

import json
from pathlib import Path

from sentence_transformers import SentenceTransformer
from tricky_texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "test" / "real" / "fixtures" / "minilm.json"

SENTENCES = [
    "How do I open a current account?",
    "how to open a current account",
    "What papers do I need for a new account?",
    "My card was swallowed by the machine.",
    "The library opens at nine, except on Sundays.",
    "A river otter slept on the warm stones.",
    "The warranty covers parts and labor for two years. " * 40,
    "Fees and limits for every kind of transfer abroad are listed below, with the days on which they apply. " * 5,
] + [
    TEXTS[name]
    for name in (
        "empty", "word", "contractions", "curly quotes", "numbers", "money", "url", "python", "emoji", "chinese",
        "greek final sigma", "german", "special tokens", "long word",
    )
]  # fmt: skip

model = SentenceTransformer(str(ROOT / ".cache" / "real-models" / "all-MiniLM-L6-v2"), device="cpu")
records = []
for text in SENTENCES:
    # One by one, so that padding has no part in what is golden.
    embedding = model.encode([text])[0].tolist()
    ids = model.tokenizer(text, truncation=True)["input_ids"]
    records.append({"text": text, "ids": ids, "embedding": [float(f"{value:.7g}") for value in embedding]})
FIXTURE.parent.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(json.dumps(record, separators=(",", ":")) for record in records)
FIXTURE.write_text(f'{{"sentences":[\n{lines}\n]}}\n')
print(f"{len(records)} sentences, {FIXTURE.stat().st_size} bytes")
