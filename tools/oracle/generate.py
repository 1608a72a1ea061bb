"""Golden greedy continuations for src/generation: transformers' generate in float32, one left-padded batch a model.

Run: python tools/oracle/generate.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
from tiny_llama import CONFIGS, tiny_llama

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "generation" / "fixtures" / "generate.json"
EOS = 1
MAX_NEW_TOKENS = 24
# Two blocks of 32 tokens and more: short, full, and one token over.
LENGTHS = [1, 2, 5, 9, 17, 31, 32, 33, 40, 64]
# The two best logits of a step must differ by this much, so that rounding cannot change a token.
MARGIN = 1e-3


def prompts(seed):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randint(2, 40, (length,), generator=generator).tolist() for length in LENGTHS]


def continuations(model, ids):
    longest = max(map(len, ids))
    padded = torch.tensor([[0] * (longest - len(row)) + row for row in ids])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in ids])
    output = model.generate(
        input_ids=padded,
        attention_mask=mask,
        do_sample=False,
        max_new_tokens=MAX_NEW_TOKENS,
        eos_token_id=EOS,
        pad_token_id=0,
        output_logits=True,
        return_dict_in_generate=True,
    )
    answers, margins = [], []
    for row, tokens in enumerate(output.sequences[:, longest:].tolist()):
        answer = tokens[: tokens.index(EOS)] if EOS in tokens else tokens
        for step in range(min(len(answer) + 1, len(output.logits))):
            best = output.logits[step][row].topk(2).values
            margins.append((best[0] - best[1]).item())
        answers.append(answer)
    return answers, min(margins)


def record(name, settings):
    """The first seed whose batch has answers that end early and at the limit, with clear winners throughout."""
    settings = settings | {"max_position_embeddings": 128}
    model = tiny_llama(settings)
    for seed in range(10_000):
        ids = prompts(seed)
        answers, margin = continuations(model, ids)
        ends = {len(answer) for answer in answers}
        if margin > MARGIN and MAX_NEW_TOKENS in ends and len(ends) >= 4:
            print(f"{name}: seed {seed}, lengths {[len(answer) for answer in answers]}, smallest margin {margin:.4f}")
            return {"name": name, "config": settings, "prompts": ids, "answers": answers}
    raise SystemExit(f"{name}: no seed fits")


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {"maxNewTokens": MAX_NEW_TOKENS, "models": [record(name, settings) for name, settings in CONFIGS.items()]}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
