"""`python -m unisono_cluster spec.json`: carries out a job in this process, alone or as one of torchrun's."""

import os
import sys

from torch import distributed

from .activations import activations
from .spec import ActivationsSpec, read_spec
from .train import train


def main() -> None:
    """Reads the spec and does what it says."""
    spec = read_spec(sys.argv[1])
    # torchrun starts several of these, as Ray Train does its workers.
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        distributed.init_process_group("gloo" if spec.device == "cpu" else "nccl")
    if isinstance(spec, ActivationsSpec):
        activations(spec)
    else:
        train(spec)


if __name__ == "__main__":
    main()
