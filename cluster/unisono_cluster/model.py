"""Models and adapters: read with transformers and PEFT, distributed over workers by PyTorch, written in the same form."""

import os
import shutil
from pathlib import Path

import torch
from peft import PeftModel
from torch import Tensor, distributed, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard
from torch.distributed.tensor import DTensor
from torch.nn.parallel import DistributedDataParallel
from transformers import AutoModelForCausalLM


def load(base: str, adapter: str | None, trainable: bool = False, precision: str = "fp32") -> nn.Module:
    """The base with its adapter on top, from disk alone.

    What is trained is float32 whatever the precision: with bf16 it is the master copy of which autocast or FSDP computes in
    bfloat16. The base beneath a trained adapter is held in the precision itself.
    """
    frozen = adapter is not None and precision == "bf16"
    dtype = torch.bfloat16 if frozen else torch.float32
    model = AutoModelForCausalLM.from_pretrained(base, dtype=dtype, attn_implementation="sdpa", local_files_only=True)
    model.config.use_cache = False
    if adapter is not None:
        model = PeftModel.from_pretrained(model, adapter, is_trainable=trainable, local_files_only=True)
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.data = parameter.data.float()
    return model


def spread(model: nn.Module, strategy: str, precision: str, workers: int, device: torch.device) -> nn.Module:
    """The module to call: `model` itself, or DistributedDataParallel around it; under `fsdp` the model's layers are sharded."""
    if strategy == "fsdp":
        mesh = init_device_mesh(device.type, (workers,))
        half = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32)
        options = {"mesh": mesh, **({"mp_policy": half} if precision == "bf16" else {})}
        layers = (model.get_base_model() if isinstance(model, PeftModel) else model)._no_split_modules or []
        for module in [each for each in model.modules() if type(each).__name__ in layers]:
            fully_shard(module, **options)
        return fully_shard(model, **options)
    model.to(device)
    return DistributedDataParallel(model, broadcast_buffers=False) if workers > 1 else model


def local(tensor: Tensor) -> Tensor:
    """This worker's shard of a sharded tensor; other tensors unchanged."""
    return tensor.to_local() if isinstance(tensor, DTensor) else tensor


def save(model: nn.Module, out: str, precision: str) -> None:
    """The adapter alone where there is one (float32), else the whole model in the precision; all workers, rank 0 writes.

    Written beside `out` and renamed; an `out` that is there already is replaced only then.
    """
    adapted = isinstance(model, PeftModel)
    dtype = torch.bfloat16 if precision == "bf16" and not adapted else torch.float32
    first = not distributed.is_initialized() or distributed.get_rank() == 0
    whole: dict[str, Tensor] = {}
    seen = set()
    for name, tensor in model.state_dict(keep_vars=True).items():
        # Tied tensors have several names; frozen ones are the base's.
        if id(tensor) in seen or (adapted and not tensor.requires_grad):
            continue
        seen.add(id(tensor))
        full = tensor.full_tensor() if isinstance(tensor, DTensor) else tensor
        if first:
            whole[name] = full.detach().to("cpu", dtype if full.is_floating_point() else None)
    if not first:
        return
    target = Path(out)
    scratch, old = target.with_name(f".{target.name}.partial"), target.with_name(f".{target.name}.old")
    for stale in (scratch, old):
        shutil.rmtree(stale, ignore_errors=True)
    if not adapted:
        model.config.dtype = dtype
    model.save_pretrained(scratch, state_dict=whole)
    if target.exists():
        os.rename(target, old)
    os.rename(scratch, target)
    shutil.rmtree(old, ignore_errors=True)
