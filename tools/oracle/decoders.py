"""Golden numbers of every decoder architecture for src/models, src/training and src/generation: transformers' models in
float32, PyTorch and peft.

Run: python tools/oracle/decoders.py [name ...]     (all without names; needs torch, transformers, peft)
"""

import copy
import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from tiny_decoders import CONFIGS, parameters, tiny_decoder
from tiny_llama import sine_weight
from tiny_loss import batch, float32_base64, losses
from transformers import GenerationConfig

FOLDER = Path(__file__).resolve().parents[2] / "src" / "models" / "fixtures" / "decoders"
TRIPLET = {"alpha": 0.5, "margin": 0.3, "distance": "cosine", "pooling": "max", "layer": -1}
RUN = {
    "steps": 20,
    "warmup": 4,
    "schedule": "cosine",
    "maxGradientNorm": 1.0,
    "optimizer": {"kind": "adamw", "learningRate": 3e-3, "weightDecay": 0.05, "beta2": 0.98},
}
LORA = {"rank": 3, "alpha": 5}
LORA_TARGETS = {
    "llama-linear": ["q_proj", "v_proj"],
    "phi3": ["qkv_proj", "gate_up_proj", "down_proj"],
}
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
MAX_NEW_TOKENS = 16
# Norms of a run that PyTorch itself, its frozen weights moved by a rounding, does not reach again to this are no golden numbers.
STEADINESS = 2e-5
# The two best logits of a step must differ by this much, so that rounding cannot change a token.
MARGIN = 1e-3

torch.manual_seed(17)
LENGTHS = [12, 5, 9]
IDS = torch.randint(2, 40, (len(LENGTHS), max(LENGTHS)))
MASK = (torch.arange(max(LENGTHS))[None] < torch.tensor(LENGTHS)[:, None]).long()
IDS = IDS * MASK
BATCHES = [
    batch([12, 9, 20], [3, 1, 6], [(4, 5, 3), (7, 2, 9), (3, 3, 8), (1, 4, 5)]),
    batch([36, 14], [5, 4], [(5, 18, 4), (6, 6, 6)]),
]
PROMPT_LENGTHS = [1, 4, 9, 17, 33]


def forward(model):
    with torch.no_grad():
        output = model(input_ids=IDS, attention_mask=MASK, output_hidden_states=True)
    return {
        "hiddenStates": [float32_base64(state) for state in output.hidden_states],
        "logits": float32_base64(output.logits),
    }


def gradients(model):
    loss, ce, triplet = losses(model, BATCHES[0], TRIPLET)
    loss.backward()
    return {
        "ce": ce.item(),
        "triplet": triplet.item(),
        "gradients": {name: float32_base64(p.grad) for name, p in parameters(model).items()},
    }


def factor(step):
    """unisono's cosine schedule: transformers' with the warm-up one step ahead, so that the first step moves."""
    if step < RUN["warmup"]:
        return (step + 1) / RUN["warmup"]
    progress = (step - RUN["warmup"]) / (RUN["steps"] - RUN["warmup"])
    return 0.5 * (1 + torch.cos(torch.tensor(torch.pi * progress, dtype=torch.float64)).item())


def run(model):
    """Losses and gradient norms of twenty steps."""
    optimizer = RUN["optimizer"]
    trainable = [p for p in model.parameters() if p.requires_grad]
    adamw = torch.optim.AdamW(
        trainable,
        lr=optimizer["learningRate"],
        betas=(0.9, optimizer["beta2"]),
        weight_decay=optimizer["weightDecay"],
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(adamw, factor)
    log = []
    for step in range(RUN["steps"]):
        adamw.zero_grad()
        loss, ce, triplet = losses(model, BATCHES[step % len(BATCHES)], TRIPLET)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(trainable, RUN["maxGradientNorm"])
        log.append([ce.item(), triplet.item(), norm.item()])
        adamw.step()
        schedule.step()
    return log


def adapted(name, settings, first):
    """A model with an adapter whose matrices, numbered from `first`, follow the formula; B is not zero, so that A has a gradient."""
    targets = LORA_TARGETS.get(name, ALL)
    config = LoraConfig(r=LORA["rank"], lora_alpha=LORA["alpha"], target_modules=targets, task_type="CAUSAL_LM")
    model = get_peft_model(tiny_decoder(settings), config)
    adapter = {key: p for key, p in model.named_parameters() if p.requires_grad}
    saved = {key: key.replace(".default", "") for key in adapter}
    order = sorted(adapter, key=lambda key: saved[key])
    with torch.no_grad():
        for i, key in enumerate(order):
            adapter[key].copy_(sine_weight(first + i, adapter[key].shape))
    model.eval()
    return model, adapter, saved, order


def spread(name, settings, first):
    """The largest relative change of a gradient norm of the run when frozen weights move by half a unit in the last place."""
    log = run(adapted(name, settings, first)[0])
    largest = 0.0
    for seed in range(5):
        model = adapted(name, settings, first)[0]
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for p in model.parameters():
                if not p.requires_grad:
                    p.mul_(1 + 6e-8 * torch.randn(p.shape, generator=generator))
        moved = run(model)
        largest = max(largest, *(abs(a[2] - b[2]) / b[2] for a, b in zip(moved, log)))
    return largest


def lora(name, settings):
    """An adapter, numbered from the first thousand whose run is steady."""
    targets = LORA_TARGETS.get(name, ALL)
    for first in range(1000, 20_000, 1000):
        found = spread(name, settings, first)
        print(f"{name}: adapter from {first}, spread {found:.1e}")
        if found <= STEADINESS:
            break
    else:
        raise SystemExit(f"{name}: no adapter's run is steady")
    model, adapter, saved, order = adapted(name, settings, first)
    logits = forward(model)["logits"]
    loss, ce, triplet = losses(model, BATCHES[0], TRIPLET)
    loss.backward()
    return {
        "first": first,
        "settings": LORA | {"dropout": 0, "targetModules": targets},
        "shapes": {saved[key]: list(adapter[key].shape) for key in order},
        "logits": logits,
        "ce": ce.item(),
        "triplet": triplet.item(),
        "gradients": {saved[key]: float32_base64(adapter[key].grad) for key in order},
        "log": run(model),
    }


def greedy(model, ids, eos=None):
    """The continuation without the end token, and the smallest lead of a best logit over the second."""
    output = model.generate(
        input_ids=torch.tensor([ids]),
        attention_mask=torch.ones(1, len(ids), dtype=torch.long),
        generation_config=GenerationConfig(
            do_sample=False,
            max_new_tokens=MAX_NEW_TOKENS,
            eos_token_id=eos,
            pad_token_id=0,
            output_logits=True,
            return_dict_in_generate=True,
        ),
    )
    tokens = output.sequences[0, len(ids) :].tolist()
    best = torch.stack(output.logits).topk(2).values
    return tokens[: tokens.index(eos)] if eos in tokens else tokens, (best[..., 0] - best[..., 1]).min().item()


def prompts(seed):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randint(2, 40, (length,), generator=generator).tolist() for length in PROMPT_LENGTHS]


def generation(name, model):
    """Prompts of the first seed with clear winners; the end token is the one that cuts the answers at the most lengths."""
    for seed in range(100):
        open_ended = [greedy(model, ids) for ids in prompts(seed)]
        if min(lead for _, lead in open_ended) > MARGIN:
            break
    else:
        raise SystemExit(f"{name}: no seed fits")
    answers = [tokens for tokens, _ in open_ended]
    ends = {eos: {row.index(eos) for row in answers if eos in row} for eos in range(2, 40)}
    eos = max(ends, key=lambda token: (any(token not in row for row in answers), len(ends[token])))
    cut = [greedy(model, ids, eos)[0] for ids in prompts(seed)]
    print(f"{name}: seed {seed}, end token {eos}, lengths {[len(row) for row in cut]}")
    return {"endToken": eos, "prompts": prompts(seed), "answers": cut}


FOLDER.mkdir(parents=True, exist_ok=True)
for name, settings in CONFIGS.items():
    if sys.argv[1:] and name not in sys.argv[1:]:
        continue
    model = tiny_decoder(settings)
    fixture = {
        "name": name,
        "config": settings,
        "savedConfig": json.loads(model.config.to_json_string()),
        "shapes": {key: list(tensor.shape) for key, tensor in parameters(model).items()},
        **forward(model),
        "loss": gradients(copy.deepcopy(model)),
        "log": run(copy.deepcopy(model)),
        "lora": lora(name, settings),
        "generation": generation(name, model),
    }
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")
common = {
    "ids": IDS.reshape(-1).tolist(),
    "lengths": LENGTHS,
    "batches": BATCHES,
    "triplet": TRIPLET,
    "run": RUN,
    "maxNewTokens": MAX_NEW_TOKENS,
}
(FOLDER / "common.json").write_text(json.dumps(common, separators=(",", ":")) + "\n")
