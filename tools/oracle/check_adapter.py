"""Loads an adapter that unisono wrote with peft, merges it, and compares with the model that unisono merged.

Run: python tools/oracle/check_adapter.py BASE ADAPTER MERGED     (needs torch, transformers, peft)
"""

import sys

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

base, adapter, merged = sys.argv[1:]
load = lambda folder: AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
ours = dict(load(merged).named_parameters())
theirs = dict(PeftModel.from_pretrained(load(base), adapter).merge_and_unload().named_parameters())
assert ours.keys() == theirs.keys()
worst = max((ours[name] - theirs[name]).abs().max().item() for name in ours)
before = dict(load(base).named_parameters())
moved = max((ours[name] - before[name]).abs().max().item() for name in ours)
print(f"largest difference {worst:.2e}, largest change by the adapter {moved:.2e}")
assert moved > 1e-4 and worst <= 1e-6, "not the same model"
