"""Measures what the cluster worker's trainings take of a process's memory, for src/models/training-memory.test.ts.

python tools/oracle/training_footprint.py    needs what cluster/requirements.txt names, and Linux

A Llama of 8 million random weights, trained for two steps of two sequences a worker, one at a time, in float32 with layers
computed again.
A footprint is the peak of memory from the end of the first step to that of the last, above what the process held before it read the model.
"""

import json
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "cluster"))

import torch  # noqa: E402
import torch.multiprocessing as multiprocessing  # noqa: E402
from peft import LoraConfig, get_peft_model  # noqa: E402
from torch import distributed  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM  # noqa: E402

from unisono_cluster.spec import read_spec  # noqa: E402
from unisono_cluster.train import train  # noqa: E402

SHAPE = {
    "hidden_size": 256,
    "intermediate_size": 704,
    "num_hidden_layers": 8,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 8192,
}
RANK = 16
STEPS = 2


def resident() -> int:
    """Bytes of this process that are no file's: a model's file is mapped into memory while it is read."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) * 1024


def work(rank: int, workers: int, path: str, out: str) -> None:
    """One worker: trains; the first one writes its footprint to `out`."""
    torch.set_num_threads(1)
    if workers > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29517")
        distributed.init_process_group("gloo", rank=rank, world_size=workers)
    # What a first pass loads and never gives back is no part of the training.
    torch.nn.Linear(8, 8)(torch.zeros(1, 8)).sum().backward()
    before, steps, peak = resident(), 0, 0

    def look() -> None:
        nonlocal peak
        while steps < STEPS:
            # Before the first step ends there are no moments, but what reading the model took.
            if steps > 0:
                peak = max(peak, resident())
            time.sleep(0.002)

    def tell(event: dict) -> None:
        nonlocal steps
        steps += event["event"] == "step"

    if rank == 0:
        thread = threading.Thread(target=look)
        thread.start()
    train(read_spec(path), tell, torch.device("cpu"))
    if rank == 0:
        thread.join()
        Path(out).write_text(str(peak - before))


def measure(folder: Path, lora: bool, strategy: str, workers: int, tokens: int) -> dict:
    """A row of the fixture."""
    draw = random.Random(1)
    rows = [[draw.randrange(SHAPE["vocab_size"]) for _ in range(tokens)] for _ in range(2 * workers)]
    step = json.dumps({"sequences": [{"ids": ids, "answerStart": tokens - 8} for ids in rows], "triplets": []})
    (folder / "batches.jsonl").write_text(f"{step}\n" * STEPS)
    spec = {
        "kind": "train",
        "base": str(folder / "base"),
        "adapter": str(folder / "adapter") if lora else None,
        "batches": str(folder / "batches.jsonl"),
        **{name: str(folder / f"{name}-{time.monotonic_ns()}") for name in ("out", "checkpoint", "log")},
        "settings": {
            **{"optimizer": "adamw", "learningRate": 1e-4, "beta1": 0.9, "beta2": 0.999, "weightDecay": 0.01},
            **{"maxGradientNorm": 1, "schedule": "constant", "warmup": 0, "microBatch": 1, "checkpointLayers": True},
            "seed": 1,
        },
        "precision": "fp32",
        "strategy": strategy,
        "workers": workers,
        "resources": {"CPU": 1},
        "checkpointEvery": 100,
        "device": "cpu",
        "maxFailures": 0,
        "identity": "it",
    }
    path, out = folder / "spec.json", folder / "footprint"
    path.write_text(json.dumps(spec))
    multiprocessing.spawn(work, (workers, str(path), str(out)), nprocs=workers)
    row = {"lora": lora, "strategy": strategy, "gpus": workers, "tokens": tokens, "bytes": int(out.read_text())}
    print(row, flush=True)
    return row


def main() -> None:
    """Writes the fixture."""
    # What is freed goes back at once.
    os.environ["MALLOC_MMAP_THRESHOLD_"] = str(1 << 17)
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = LlamaForCausalLM(LlamaConfig(**SHAPE, max_position_embeddings=8192, tie_word_embeddings=True))
        # In another type than it is trained in, else its file would stay mapped beneath an adapter.
        model.to(torch.bfloat16).save_pretrained(folder / "base")
        get_peft_model(model.float(), LoraConfig(r=RANK, target_modules="all-linear")).save_pretrained(folder / "adapter")
        rows = [
            measure(folder, lora, strategy, workers, tokens)
            for lora in (False, True)
            for strategy, workers in (("ddp", 1), ("ddp", 2), ("fsdp", 2))
            for tokens in (128, 1024)
        ]
    out = ROOT / "src/models/fixtures/training-footprint.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"torch": torch.__version__, "shape": SHAPE, "rank": RANK, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
