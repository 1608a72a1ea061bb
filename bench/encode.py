"""The peer of bench/encode.ts: sentence-transformers, driven line by line over standard input and output."""

import json
import sys
import time

import torch
from sentence_transformers import SentenceTransformer

settings = json.loads(sys.stdin.readline())
torch.set_num_threads(settings["threads"])
model = SentenceTransformer(settings["model"], device="cpu")
print(json.dumps({"ready": torch.__version__}), flush=True)
for line in sys.stdin:
    texts = json.loads(line)
    start = time.perf_counter()
    embeddings = model.encode(texts, batch_size=32, show_progress_bar=False)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "first": embeddings[0].tolist()}), flush=True)
