"""Shows that transformers loads what `unisono import --dtype f32` made of the GGUFs of gguf_models.py, with equal logits.

Run: for m in llama llama3 mistral qwen2 qwen3 gemma2 gemma3 phi3; do
       unisono import src/importing/fixtures/$m.gguf FOLDER/$m --dtype f32
     done
     python tools/oracle/imported_models.py FOLDER     (needs what gguf_models.py needs)
"""

import sys
import tempfile
from pathlib import Path

import gguf_models
import torch
import transformers

folder = Path(sys.argv[1])
torch.manual_seed(9)
failed = False
for name, spec in gguf_models.MODELS.items():
    original = gguf_models.build(spec)
    with tempfile.TemporaryDirectory() as scratch:
        _, golden = gguf_models.write(name, spec, Path(scratch) / "model.gguf")
    state = {key: torch.from_numpy(values) for key, values in golden.items()}
    original.load_state_dict(state, strict=False)
    imported = transformers.AutoModelForCausalLM.from_pretrained(folder / name, dtype=torch.float32)
    ids = torch.randint(3, original.config.vocab_size, (2, 100))
    with torch.no_grad():
        difference = (original(ids).logits - imported(ids).logits).abs().max().item()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder / name)
    wrong = [
        label
        for label, text in spec["tokenizer"]["texts"].items()
        if tokenizer.encode(text, add_special_tokens=False) != spec["tokenizer"]["ids"][label]
    ]
    lossy = [
        label for label, text in spec["tokenizer"]["texts"].items()
        if tokenizer.decode(spec["tokenizer"]["ids"][label]) != text
    ]  # fmt: skip
    failed |= difference > 0 or bool(wrong)
    print(f"{name}: {type(imported).__name__}, logits differ by {difference}, ids differ for {wrong}, text for {lossy}")
sys.exit(failed)
