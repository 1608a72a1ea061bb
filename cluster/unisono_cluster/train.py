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
from .spec import Spec
from .step import Measured, answer_loss, pair_losses, triplet_loss


@dataclass(frozen=True)
class Training:
    """A worker's training objects. `network` is the module to call, `trained` the parameters by name."""

    spec: Spec
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
        settings, optimizer = self.spec.settings, self.optimizer
        measured = self.differentiate(step)
        gradients = [each.grad for each in self.trained.values()]
        square = torch.stack([model.local(each).double().square().sum() for each in gradients]).sum()
        counted = [measured.ce, measured.triplet, measured.tokens, *measured.pairs.values()]
        sums = torch.stack([square.new_tensor(each) for each in counted])
        if self.workers > 1:
            distributed.all_reduce(sums)
            if self.spec.strategy == "fsdp":
                distributed.all_reduce(square)
        ce, triplet, tokens, *pairs = sums.tolist()
        norm = square.sqrt().item()
        if broken := [each for each in (ce, triplet, *pairs, norm) if not math.isfinite(each)]:
            remedy = "lower the learning rate, or clip the gradients"
            raise JobError("loss", f"a loss or the gradient of step {number} is {broken[0]}", remedy)
        if settings.max_gradient_norm > 0:
            clip = min(1.0, settings.max_gradient_norm / (norm + 1e-6))
            for each in gradients:
                each.mul_(clip)
        warmup = schedule.warmup_steps(settings.warmup, total)
        rate = settings.learning_rate * schedule.factor(settings.schedule, number, total, warmup)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        losses = {"ce": ce, "triplet": triplet if settings.triplet and step.triplets else None}
        losses |= {name: loss if step.pairs else None for name, loss in zip(measured.pairs, pairs, strict=True)}
        return {"step": number, **losses, "learningRate": rate, "gradientNorm": norm, "tokens": int(tokens)}

    def differentiate(self, step: Step) -> Measured:
        """Computes the whole step's gradients in the parameters; returns this worker's measurements.

        The passes through the model are the same on all workers. DDP adds gradients up over workers in the last one, which goes
        through every parameter; FSDP in each.
        """
        spec, settings, network, device = self.spec, self.spec.settings, self.network, self.device
        weights = pair_losses(settings)
        measured = Measured(pairs=dict.fromkeys(weights, 0.0))
        self.optimizer.zero_grad(set_to_none=True)
        own = parts(step, self.rank, self.workers, settings.micro_batch)
        some = with_triplets(step, len(own), self.workers) if settings.triplet else 0
        passes = [partial(triplet_loss, network, part, step, settings.triplet, device, measured) for part in own[:some]]
        passes += [partial(answer_loss, network, part, step, weights, device, measured) for part in own]
        for i, loss_of in enumerate(passes):
            apart = i + 1 < len(passes) and self.workers > 1 and spec.strategy == "ddp"
            with network.no_sync() if apart else nullcontext():
                with torch.autocast(device.type, torch.bfloat16, enabled=spec.precision == "bf16"):
                    loss = loss_of()
                # PyTorch takes the mean over workers where the loss of the step is their sum.
                (loss * self.workers).backward()
        return measured


def train(spec: Spec, tell: Tell, device: torch.device) -> None:
    """Trains to the end, from the last checkpoint if there is one; rank 0 tells, and writes the log and `out`."""
    rank, workers = (distributed.get_rank(), distributed.get_world_size()) if distributed.is_initialized() else (0, 1)
    torch.use_deterministic_algorithms(True, warn_only=True)
    steps = read_steps(spec.batches)
    plain = model.load(spec.base, spec.adapter, True, spec.precision)
    settings = spec.settings
    if settings.checkpoint_layers:
        plain.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    network = model.spread(plain.train(), spec.strategy, spec.precision, workers, device)
    trained = {name: each for name, each in plain.named_parameters() if each.requires_grad}
    betas, on_gpu = (settings.beta1, settings.beta2), device.type == "cuda"
    # Fused, it makes no temporaries of the weights' size.
    optimizer = torch.optim.AdamW(trained.values(), settings.learning_rate, betas, 1e-8, settings.weight_decay, fused=on_gpu)
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
        torch.manual_seed(int.from_bytes(hashlib.sha256(f"{settings.seed} {number} {rank}".encode()).digest()[:7], "big"))
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
