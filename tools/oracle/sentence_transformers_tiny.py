"""Golden embeddings for src/encoding: sentence-transformers over the small encoders and tokenizers of the fixtures.

Run: python tools/oracle/sentence_transformers_tiny.py     (needs torch, transformers, sentence-transformers)
"""

import json
import shutil
import tempfile
from pathlib import Path

from sentence_transformers import SentenceTransformer
from tiny_encoders import digits, tiny_encoder
from tricky_texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "src" / "encoding" / "fixtures" / "sentence-transformers.json"
TOKENIZERS = ROOT / "src" / "text" / "fixtures" / "families"

NAMES = ["empty", "spaces", "word", "sentence", "mixed case", "numbers", "url", "emoji", "chinese", "special tokens", "long word", "code"]
SENTENCES = [TEXTS[name] for name in NAMES] + [
    "a <pad> b <mask> c [PAD] [MASK] d",
    "How do I open an account? " * 12,
    "How do I close an account?",
    "How do I open an account?",
    "HOW DO I OPEN AN ACCOUNT?",
]


def old_pooling(mode):
    return {f"pooling_mode_{flag}": mode == flag for flag in ("cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens")}


TRANSFORMER = "sentence_transformers.models.Transformer"
POOLING = "sentence_transformers.models.Pooling"
NORMALIZE = "sentence_transformers.models.Normalize"

# By model type: the files besides config.json, tokenizer and weights, in the different shapes that such files have had.
DIRECTORIES = {
    "bert": {
        "modules.json": [(TRANSFORMER, ""), (POOLING, "1_Pooling"), (NORMALIZE, "2_Normalize")],
        "1_Pooling/config.json": {"word_embedding_dimension": 16, **old_pooling("mean_tokens")},
        "sentence_bert_config.json": {"max_seq_length": 24, "do_lower_case": False},
    },
    "roberta": {
        "modules.json": [(TRANSFORMER, ""), (POOLING, "1_Pooling")],
        "1_Pooling/config.json": {"word_embedding_dimension": 16, **old_pooling("cls_token")},
        "sentence_roberta_config.json": {"max_seq_length": 32, "do_lower_case": True},
    },
    "xlm-roberta": {
        "modules.json": [(TRANSFORMER, "0_Transformer"), (POOLING, "1_Pooling")],
        "1_Pooling/config.json": {"embedding_dimension": 16, "pooling_mode": "max", "include_prompt": True},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "other": "x"}, "default_prompt_name": "query"},
        "model_max_length": 40,
    },
    "mpnet": {
        "modules.json": [(TRANSFORMER, ""), (POOLING, "1_Pooling"), (NORMALIZE, "2_Normalize")],
        "1_Pooling/config.json": {"word_embedding_dimension": 16, **old_pooling("mean_tokens")},
        "sentence_bert_config.json": {"max_seq_length": 62},
    },
}


def write(directory, kind, files):
    """Writes the model; returns its config.json."""
    vocabulary = len(json.loads((TOKENIZERS / kind / "tokenizer.json").read_text())["model"]["vocab"])
    # The tokenizers' added tokens may lie behind the vocabulary.
    model, config = tiny_encoder(kind, {"vocab_size": vocabulary + 4})
    transformer = directory / files["modules.json"][0][1]
    transformer.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(transformer)
    shutil.copy(TOKENIZERS / kind / "tokenizer.json", transformer)
    settings = json.loads((TOKENIZERS / kind / "tokenizer_config.json").read_text())
    settings["model_max_length"] = files.get("model_max_length", settings["model_max_length"])
    (transformer / "tokenizer_config.json").write_text(json.dumps(settings))
    for name, content in files.items():
        if name == "model_max_length":
            continue
        if name == "modules.json":
            content = [{"idx": i, "name": str(i), "path": path, "type": type} for i, (type, path) in enumerate(content)]
        root = transformer if name.startswith("sentence_") else directory
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(json.dumps(content))
    return config


def record(kind, files):
    with tempfile.TemporaryDirectory() as folder:
        config = write(Path(folder), kind, files)
        model = SentenceTransformer(folder, device="cpu")
        # One by one, so that padding has no part in what is golden.
        embeddings = [digits(model.encode([text], convert_to_tensor=True)[0]) for text in SENTENCES]
    return {"config": config, "files": files, "embeddings": embeddings}


if __name__ == "__main__":
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    fixture = {"sentences": SENTENCES, "models": {kind: record(kind, files) for kind, files in DIRECTORIES.items()}}
    FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{FIXTURE.stat().st_size} bytes")
