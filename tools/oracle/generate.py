"""Golden greedy continuations for src/generation: transformers' generate in float32, one left-padded batch a model.

Run: python tools/oracle/generate.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from tiny_llama import CONFIGS, tiny_llama
from transformers import GenerationConfig

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "generation" / "fixtures" / "generate.json"
MAX_NEW_TOKENS = 24
# Two blocks of 32 tokens and more: short, full, and one token over.
LENGTHS = [1, 2, 5, 9, 17, 31, 32, 33, 40, 64]
# The two best logits of a step must differ by this much, so that rounding cannot change a token.
MARGIN = 1e-3


def prompts(seed):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randint(2, 40, (length,), generator=generator).tolist() for length in LENGTHS]


def greedy(model, ids, eos=None):
    """Continuations without the end token, and the smallest lead of a best logit over the second."""
    longest = max(map(len, ids))
    padded = torch.tensor([[0] * (longest - len(row)) + row for row in ids])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in ids])
    output = model.generate(
        input_ids=padded,
        attention_mask=mask,
        generation_config=GenerationConfig(
            do_sample=False,
            max_new_tokens=MAX_NEW_TOKENS,
            eos_token_id=eos,
            pad_token_id=0,
            output_logits=True,
            return_dict_in_generate=True,
        ),
    )
    answers = [row[: row.index(eos)] if eos in row else row for row in output.sequences[:, longest:].tolist()]
    best = torch.stack(output.logits).topk(2).values
    return answers, (best[..., 0] - best[..., 1]).min().item()


def record(name, settings):
    """The first seed with clear winners; the end token is the one that cuts the answers at the most lengths."""
    settings = settings | {"max_position_embeddings": 128}
    model = tiny_llama(settings)
    for seed in range(100):
        ids = prompts(seed)
        answers, margin = greedy(model, ids)
        if margin > MARGIN:
            break
    else:
        raise SystemExit(f"{name}: no seed fits")
    ends = {eos: {row.index(eos) for row in answers if eos in row} for eos in range(2, settings["vocab_size"])}
    eos = max(ends, key=lambda token: (sum(token not in row for row in answers) >= 3, len(ends[token]), 0 in ends[token]))
    open_ended, (answers, _) = answers, greedy(model, ids, eos)
    assert all(row == whole[: len(row)] for row, whole in zip(answers, open_ended))
    print(f"{name}: seed {seed}, end token {eos}, margin {margin:.4f}, lengths {[len(row) for row in answers]}")
    return {"name": name, "config": settings | {"eos_token_id": eos}, "prompts": ids, "answers": answers}


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {"maxNewTokens": MAX_NEW_TOKENS, "models": [record(name, settings) for name, settings in CONFIGS.items()]}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
