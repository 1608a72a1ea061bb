"""The peer of bench/engine: PyTorch with transformers and PEFT, one task a process.

Run by bench/engine/against-pytorch.ts as: python peer.py <task> <threads> <model directory> <tasks as JSON>
"""

import json
import resource
import sys
import time

import torch
from transformers import AutoModelForCausalLM
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()
task, threads, folder, tasks = sys.argv[1], int(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])
torch.set_num_threads(threads)
torch.manual_seed(1)
size = tasks["tasks"][task]
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
rows, length = size["rows"], size["length"]
ids = (7919 * torch.arange(rows * length) + 104_729).remainder(49_152).reshape(rows, length)


def timed(run):
    seconds = []
    for i in range(size["warmUp"] + size["times"]):
        start = time.perf_counter()
        result = run()
        if i >= size["warmUp"]:
            seconds.append(time.perf_counter() - start)
    return seconds, result


def train(lora):
    trained = model
    if lora:
        from peft import LoraConfig, get_peft_model

        settings = LoraConfig(r=tasks["rank"], lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
        trained = get_peft_model(model, settings)
    trained.train()
    optimizer = torch.optim.AdamW([p for p in trained.parameters() if p.requires_grad], lr=1e-4)

    def step():
        loss = trained(input_ids=ids, labels=ids, use_cache=False).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item()

    return timed(step)


@torch.inference_mode()
def generate(new_tokens):
    model.eval()
    mask = torch.ones_like(ids)

    def run():
        output = model.generate(
            ids, attention_mask=mask, do_sample=False, min_new_tokens=new_tokens, max_new_tokens=new_tokens, pad_token_id=0
        )
        return output[:, length:].sum().item()

    return timed(run)


def decode():
    whole, result = generate(tasks["newTokens"] + 1)
    least = min(generate(1)[0])
    return [seconds - least for seconds in whole], result


runs = {
    "full": lambda: train(False),
    "lora": lambda: train(True),
    "prefill": lambda: generate(1),
    "decode1": decode,
    "decode8": decode,
}
seconds, result = runs[task]()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peakRss": peak, "result": result}))
