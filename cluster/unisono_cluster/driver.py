"""The part of a job that talks to Ray: starts the workers, prints their events, and reports why a job ended."""

import os
import threading
from pathlib import Path

os.environ.setdefault("RAY_TRAIN_V2_ENABLED", "1")

import ray
import torch
from ray.exceptions import OutOfMemoryError
from ray.train import FailureConfig, RunConfig, ScalingConfig
from ray.train.torch import TorchConfig, TorchTrainer, get_device
from ray.util.queue import Queue
from safetensors import SafetensorError

from . import versions
from .activations import activations
from .progress import JobError, emit
from .spec import Spec
from .train import train

FEW_MEMORY = "use a smaller micro-batch, gradient checkpointing, strategy fsdp with more workers, or workers with more memory"


def run(spec: Spec) -> None:
    """Does a job on the cluster that this process belongs to. Raises JobError, or ends the process once a worker did."""
    resources = {name: amount for name, amount in spec.resources.items() if amount}
    # Workers tell through a queue: what they print themselves would come with prefixes, in pieces or not at all.
    ray.init(log_to_driver=False)
    events = Queue(actor_options={"num_cpus": 0})
    printer = threading.Thread(target=_print, args=(events,), daemon=True)
    printer.start()
    try:
        if spec.kind == "train":
            TorchTrainer(
                _work,
                train_loop_config={"spec": spec, "events": events},
                torch_config=TorchConfig(backend="gloo" if spec.device == "cpu" else "nccl"),
                scaling_config=ScalingConfig(
                    num_workers=spec.workers, use_gpu=spec.device == "cuda", resources_per_worker=resources
                ),
                run_config=RunConfig(
                    storage_path=str(Path(spec.checkpoint).parent / "ray"),
                    failure_config=FailureConfig(max_failures=spec.max_failures),
                ),
            ).fit()
        else:
            options = {"num_cpus": resources.pop("CPU", 0), "num_gpus": resources.pop("GPU", 0), "resources": resources}
            ray.get(ray.remote(**options)(_work).remote({"spec": spec, "events": events}))
    except Exception as error:
        events.put(None)
        printer.join()
        raise _ending(error) from error
    events.put(None)
    printer.join()
    ray.shutdown()


def _print(events: Queue) -> None:
    while (event := events.get()) is not None:
        emit(event)
        if event["event"] == "error":
            # With its driver the job ends, also where Ray is about to start the workers again.
            os._exit(1)


def _work(config: dict[str, object]) -> None:
    """In a worker: errors that would come again are told, all others are left to Ray, which starts the workers again."""
    spec, tell = config["spec"], config["events"].put
    try:
        versions.check()
        torch.set_num_threads(max(1, int(spec.resources.get("CPU", 1))))
        if spec.kind == "activations":
            activations(spec, tell)
        else:
            train(spec, tell, get_device() if spec.device == "cuda" else torch.device("cpu"))
    except Exception as error:
        fatal = _fatal(error)
        if fatal is None:
            raise
        tell(fatal.event)
        raise fatal from error


def _fatal(error: Exception) -> JobError | None:
    if isinstance(error, JobError):
        return error
    if isinstance(error, (torch.cuda.OutOfMemoryError, MemoryError)) or "can't allocate memory" in str(error):
        return JobError("memory", str(error), FEW_MEMORY)
    if isinstance(error, (OSError, SafetensorError)) and not isinstance(error, (ConnectionError, TimeoutError)):
        return JobError("storage", str(error), "free space in the storage or make it reachable, then run again: nothing is lost")
    return None


def _ending(error: Exception) -> JobError:
    fatal = _fatal(error)
    if fatal is not None:
        return fatal
    text = str(error)
    if isinstance(error, OutOfMemoryError) or "OutOfMemoryError" in text:
        return JobError("memory", text, FEW_MEMORY)
    return JobError("other", text, "read the cluster's logs, then run again: training continues from the last checkpoint")
