"""Fine-tuning of one worker: the same steps as the embedded engine takes, on any number of workers."""

import hashlib
import json
import math
import os
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import distributed, nn

from . import checkpoint, model, schedule
from .batches import Step, parts, read_steps, with_triplets
from .progress import JobError, Tell
from .spec import TrainSpec
from .step import Measured, answer_loss, triplet_loss


@dataclass(frozen=True)
class Training:
    """A worker's training objects. `network` is the module to call, `trained` the parameters by name."""

    spec: TrainSpec
    network: nn.Module
    trained: dict[str, nn.Parameter]
    optimizer: torch.optim.AdamW
    rank: int
    workers: int
    device: torch.device

    def step(self, step: Step, number: int, total: int) -> dict[str, object]:
        """Takes optimizer step `number`, from 0, of `total`, and gives its line of the log.

        Raises JobError `loss`, before the parameters are touched, where one is not finite.
        """
        spec, optimizer = self.spec, self.optimizer
        measured = self.differentiate(step)
        gradients = [each.grad for each in self.trained.values()]
        square = torch.stack([model.local(each).double().square().sum() for each in gradients]).sum()
        sums = torch.stack([square.new_tensor(each) for each in vars(measured).values()])
        if self.workers > 1:
            distributed.all_reduce(sums)
            if spec.strategy == "fsdp":
                distributed.all_reduce(square)
        ce, triplet, kl, tokens = sums.tolist()
        norm = square.sqrt().item()
        if broken := [each for each in (ce, triplet, kl, norm) if not math.isfinite(each)]:
            remedy = "lower the learning rate, or clip the gradients"
            raise JobError("loss", f"the loss or the gradient of step {number} is {broken[0]}", remedy)
        if spec.max_gradient_norm > 0:
            clip = min(1.0, spec.max_gradient_norm / (norm + 1e-6))
            for each in gradients:
                each.mul_(clip)
        rate = spec.optimizer.learning_rate * schedule.factor(spec.schedule, number, total, spec.warmup)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        losses = {"ce": ce, "triplet": triplet if spec.triplet and step.triplets else None}
        kls = {} if spec.kl_weight is None else {"kl": kl if step.pairs else None}
        return {"step": number, **losses, "learningRate": rate, "gradientNorm": norm, "tokens": int(tokens), **kls}

    def differentiate(self, step: Step) -> Measured:
        """Computes the whole step's gradients in the parameters; returns this worker's measurements.

        The passes through the model are the same on all workers. DDP adds gradients up over workers in the last one, which goes
        through every parameter; FSDP in each.
        """
        spec, network, device, measured = self.spec, self.network, self.device, Measured()
        self.optimizer.zero_grad(set_to_none=True)
        own = parts(step, self.rank, self.workers, spec.micro_batch)
        some = with_triplets(step, len(own), self.workers) if spec.triplet else 0
        passes = [partial(triplet_loss, network, part, step, spec.triplet, device, measured) for part in own[:some]]
        passes += [partial(answer_loss, network, part, step, spec.kl_weight, device, measured) for part in own]
        for i, loss_of in enumerate(passes):
            apart = i + 1 < len(passes) and self.workers > 1 and spec.strategy == "ddp"
            with network.no_sync() if apart else nullcontext():
                with torch.autocast(device.type, torch.bfloat16, enabled=spec.precision == "bf16"):
                    loss = loss_of()
                # PyTorch takes the mean over workers where the loss of the step is their sum.
                (loss * self.workers).backward()
        return measured


def train(spec: TrainSpec, tell: Tell, device: torch.device) -> None:
    """Trains to the end, from the last checkpoint if there is one; rank 0 tells, and writes the log and `out`."""
    rank, workers = (distributed.get_rank(), distributed.get_world_size()) if distributed.is_initialized() else (0, 1)
    torch.use_deterministic_algorithms(True, warn_only=True)
    steps = read_steps(spec.batches)
    plain = model.load(spec.base, spec.adapter, True, spec.precision)
    if spec.checkpoint_layers:
        plain.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    network = model.spread(plain.train(), spec.strategy, spec.precision, workers, device)
    trained = {name: each for name, each in plain.named_parameters() if each.requires_grad}
    how = spec.optimizer
    betas, on_gpu = (how.beta1, how.beta2), device.type == "cuda"
    # Fused, it makes no temporaries of the weights' size.
    optimizer = torch.optim.AdamW(trained.values(), how.learning_rate, betas, 1e-8, how.weight_decay, fused=on_gpu)
    tensors = checkpoint.tensors_of(trained, optimizer)
    record = checkpoint.load(spec.checkpoint, spec.identity, tensors)
    log: list[dict[str, object]] = record["log"] if record else []
    if rank == 0:
        Path(f"{spec.log}.partial").write_text("".join(json.dumps(line) + "\n" for line in log), encoding="utf-8")
        os.replace(f"{spec.log}.partial", spec.log)
        if record:
            tell({"event": "resumed", "step": len(log), "steps": len(steps)})
    training = Training(spec, network, trained, optimizer, rank, workers, device)
    for number in range(len(log), len(steps)):
        # Dropout depends on this alone, so that a checkpoint needs no state of a generator.
        torch.manual_seed(int.from_bytes(hashlib.sha256(f"{spec.seed} {number} {rank}".encode()).digest()[:7], "big"))
        log.append(training.step(steps[number], number, len(steps)))
        if rank == 0:
            with Path(spec.log).open("a", encoding="utf-8") as file:
                file.write(json.dumps(log[-1]) + "\n")
            tell({"event": "step", "steps": len(steps), **log[-1]})
        if (number + 1) % spec.checkpoint_every == 0 and number + 1 < len(steps):
            checkpoint.save(spec.checkpoint, number + 1, tensors, {"identity": spec.identity, "log": log})
            if rank == 0:
                tell({"event": "checkpoint", "step": number + 1})
    model.save(plain, spec.out, spec.precision)
