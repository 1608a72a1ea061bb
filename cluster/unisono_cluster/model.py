"""Models and adapters, read with transformers and PEFT and written as they read them."""

from pathlib import Path

import torch
from peft import PeftModel
from torch import nn
from transformers import AutoModelForCausalLM


def load(base: str, adapter: str | None, trainable: bool, precision: str, device: str) -> nn.Module:
    """The base with its adapter on top; of a trainable adapter the base stays as it is."""
    dtype = torch.float32 if precision == "fp32" else torch.bfloat16
    model = AutoModelForCausalLM.from_pretrained(base, dtype=dtype, attn_implementation="sdpa")
    model.config.use_cache = False
    if adapter is not None:
        model = PeftModel.from_pretrained(model, adapter, is_trainable=trainable)
        if trainable:
            for parameter in model.parameters():
                if parameter.requires_grad:
                    parameter.data = parameter.data.float()
    return model.to(device)


def save(model: nn.Module, out: str) -> None:
    """The adapter alone where there is one, else the whole model; written beside and renamed."""
    target = Path(out)
    scratch = target.with_name(f".{target.name}.partial")
    model.save_pretrained(scratch, safe_serialization=True)
    scratch.rename(target)
