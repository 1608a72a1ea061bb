"""Fine-tuning of one worker: the same steps as src/training/trainer.ts takes, on any number of workers."""

import torch
from torch import distributed, nn

from . import checkpoint, model, schedule
from .batches import Step, parts, read_steps
from .progress import tell
from .spec import TrainSpec
from .step import Measured, loss_of


def world() -> tuple[int, int]:
    """This worker's rank and their number."""
    if not distributed.is_initialized():
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()


def train(spec: TrainSpec) -> None:
    """Trains to the end, from the last checkpoint if there is one; rank 0 writes and tells."""
    rank, workers = world()
    steps = read_steps(spec.batches)
    plain = model.load(spec.base, spec.adapter, spec.adapter is not None, spec.precision, spec.device)
    if spec.checkpoint_layers:
        plain.gradient_checkpointing_enable({"use_reentrant": False})
        plain.enable_input_require_grads()
    plain.train()
    trained = {name: each for name, each in plain.named_parameters() if each.requires_grad}
    settings = spec.optimizer
    optimizer = torch.optim.AdamW(
        trained.values(),
        lr=settings.learning_rate,
        betas=(settings.beta1, settings.beta2),
        eps=1e-8,
        weight_decay=settings.weight_decay,
    )
    log: list[dict[str, object]] = []
    state = checkpoint.load(spec.checkpoint, spec.device)
    if state is not None:
        for name, value in state["parameters"].items():
            trained[name].data.copy_(value)
        optimizer.load_state_dict(state["optimizer"])
        log = state["log"]
        if rank == 0:
            tell(event="resumed", step=len(log), steps=len(steps))
    for number in range(len(log), len(steps)):
        line = _step(spec, steps[number], number, len(steps), plain, trained, optimizer, rank, workers)
        log.append(line)
        if rank != 0:
            continue
        tell(event="step", steps=len(steps), **line)
        if (number + 1) % spec.checkpoint_every == 0 and number + 1 < len(steps):
            parameters = {name: each.detach() for name, each in trained.items()}
            checkpoint.save(spec.checkpoint, {"parameters": parameters, "optimizer": optimizer.state_dict(), "log": log})
    if rank == 0:
        model.save(plain, spec.out)
        tell(event="done", log=log)


def _step(
    spec: TrainSpec,
    step: Step,
    number: int,
    total: int,
    network: nn.Module,
    trained: dict[str, nn.Parameter],
    optimizer: torch.optim.Optimizer,
    rank: int,
    workers: int,
) -> dict[str, object]:
    factor = schedule.factor(spec.schedule, number, total, spec.warmup)
    for group in optimizer.param_groups:
        group["lr"] = spec.optimizer.learning_rate * factor
    optimizer.zero_grad(set_to_none=True)
    measured = Measured()
    for part in parts(step, rank, workers, spec.micro_batch):
        loss = loss_of(network, part, step, spec.triplet, spec.kl_weight, spec.device, measured)
        if loss.requires_grad:
            loss.backward()
    for parameter in trained.values():
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    if workers > 1:
        for parameter in trained.values():
            distributed.all_reduce(parameter.grad)
        sums = torch.tensor([measured.ce, measured.triplet, measured.kl, measured.tokens], dtype=torch.float64)
        distributed.all_reduce(sums)
        measured = Measured(sums[0].item(), sums[1].item(), sums[2].item(), int(sums[3].item()))
    norm = torch.linalg.vector_norm(torch.stack([each.grad.double().norm() for each in trained.values()])).item()
    if spec.max_gradient_norm > 0:
        clip = min(1.0, spec.max_gradient_norm / (norm + 1e-6))
        for parameter in trained.values():
            parameter.grad.mul_(clip)
    optimizer.step()
    line: dict[str, object] = {
        "step": number,
        "ce": measured.ce,
        "triplet": measured.triplet if spec.triplet and step.triplets else None,
        "learningRate": spec.optimizer.learning_rate * factor,
        "gradientNorm": norm,
        "tokens": measured.tokens,
    }
    if spec.kl_weight is not None:
        line["kl"] = measured.kl if step.pairs else None
    return line
