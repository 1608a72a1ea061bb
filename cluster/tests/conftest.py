"""A tiny Llama made on the spot, jobs over it, and ways to carry them out: in this process or on a Ray of two CPUs."""

import json
import os
import random
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

from unisono_cluster import spec
from unisono_cluster.spec import read_spec
from unisono_cluster.train import train

# Ray would make a token of its own in the home folder.
os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))

STEPS = 12
VOCABULARY = 64


def defaults():
    """The settings of a training that have a default, as the schema has them."""
    schema = Path(spec.__file__).with_name("spec.schema.json")
    train = json.loads(schema.read_text(encoding="utf-8"))["oneOf"][0]
    fields = train["properties"]["settings"]["properties"]
    return {name: each["default"] for name, each in fields.items() if "default" in each}


def tiny() -> LlamaForCausalLM:
    torch.manual_seed(1)
    sizes = {
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
    }
    return LlamaForCausalLM(LlamaConfig(vocab_size=VOCABULARY, max_position_embeddings=64, tie_word_embeddings=True, **sizes))


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    """A base, and an adapter of it with dropout, whose B is not 0."""
    folder = tmp_path_factory.mktemp("models")
    tiny().save_pretrained(folder / "base")
    adapted = get_peft_model(tiny(), LoraConfig(r=4, lora_alpha=8, lora_dropout=0.1, target_modules="all-linear"))
    for name, each in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(each, std=0.02)
    adapted.save_pretrained(folder / "adapter")
    return folder


@pytest.fixture
def job(tmp_path, models):
    """Writes a training's spec.json, with changes in it or in its settings, and gives its path.

    The number of sequences differs between steps.
    """
    draw = random.Random(1)

    def ids(low, high):
        return [draw.randrange(3, VOCABULARY) for _ in range(draw.randrange(low, high))]

    def write(name="job", settings=None, **changes):
        folder = tmp_path / name
        folder.mkdir()
        draw.seed(1)
        lines = []
        for step in range(STEPS):
            sequences = [{"ids": ids(8, 20), "answerStart": 4} for _ in range(2 * (1 + step % 3))]
            sequences[1] = {"ids": ids(5, 9) + sequences[0]["ids"][4:], "answerStart": 0}
            sequences[1]["answerStart"] = len(sequences[1]["ids"]) - len(sequences[0]["ids"]) + 4
            lines.append(
                {
                    "sequences": sequences,
                    "triplets": [[ids(3, 9) for _ in range(3)] for _ in range(step % 3)],
                    "pairs": 1,
                }
            )
        (folder / "batches.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        spec = {
            "kind": "train",
            "base": str(models / "base"),
            **{name: str(folder / name) for name in ("out", "checkpoint")},
            "batches": str(folder / "batches.jsonl"),
            "log": str(folder / "log.jsonl"),
            "settings": {
                **defaults(),
                "optimizer": "adamw",
                "learningRate": 5e-3,
                "warmup": 2 / STEPS,
                "triplet": {"alpha": 0.3, "margin": 0.3, "distance": "cosine", "pooling": "max", "layer": -1},
                "kl": {"weight": 0.1},
                "microBatch": 2,
                **(settings or {}),
            },
            "adapter": None,
            "precision": "fp32",
            "strategy": "ddp",
            "workers": 1,
            "resources": {"CPU": 1},
            "checkpointEvery": 5,
            "device": "cpu",
            "maxFailures": 2,
            "identity": "it",
            **changes,
        }
        (folder / "spec.json").write_text(json.dumps(spec))
        return folder / "spec.json"

    return write


def run_here(path, stop_after=None):
    """Carries out a training in this process; gives its events. `stop_after` a number of steps it stops, as if killed."""
    events = []

    def tell(event):
        events.append(event)
        if event["event"] == "step" and event["step"] + 1 == stop_after:
            raise KeyboardInterrupt

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        train(read_spec(str(path)), tell, torch.device("cpu"))
    except KeyboardInterrupt:
        pass
    finally:
        torch.set_num_threads(threads)
    return events


def log_of(path):
    return [json.loads(line) for line in Path(path).with_name("log.jsonl").read_text().splitlines()]


def weights_of(path):
    return (Path(path).parent / "out" / "model.safetensors").read_bytes()


def start(path, **environment):
    """`python -m unisono_cluster`, as the entrypoint of a Ray job."""
    command = [sys.executable, "-m", "unisono_cluster", str(path)]
    folder = Path(__file__).parent.parent
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})


def events_of(output):
    return [json.loads(line.removeprefix("unisono: ")) for line in output.splitlines() if line.startswith("unisono: ")]
