"""How far merges by mergekit in float32 and by unisono are from mergekit's own code run in float64.

For cases of src/merging/fixtures/mergekit whose methods sum over whole tensors. Distances are in units in the last place of
float32 of the largest value that goes into an element.

Run in an environment with mergekit 0.1.5, after npm run build: python tools/oracle/merge_distances.py [case ...]
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import yaml
from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.options import MergeOptions
from safetensors.torch import load_file

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "src" / "merging" / "fixtures" / "mergekit"
CASES = sys.argv[1:] or [
    *["slerp", "slerp-gradient", "nuslerp", "nuslerp-no-base", "nuslerp-rows", "nuslerp-row-wise", "multislerp"],
    *["multislerp-no-base", "karcher", "karcher-one-iteration", "model_stock", "model_stock-filter-wise", "sce"],
    *["sce-all", "ties-rescale"],
]


def load(folder):
    tensors = {}
    for file in folder.glob("*.safetensors"):
        tensors |= load_file(file)
    return {name: tensor.double() for name, tensor in tensors.items()}


def models(node):
    """All folders that a configuration names."""
    if isinstance(node, dict):
        return {*([node["model"]] if "model" in node else []), *(m for value in node.values() for m in models(value))}
    return {m for value in node for m in models(value)} if isinstance(node, list) else set()


os.chdir(FIXTURES)
print("| case | elements | mergekit: worst | more than 1 | mean | unisono: worst | more than 1 | mean |")
print("|---|---|---|---|---|---|---|---|")
for case in CASES:
    config = yaml.safe_load(Path(f"cases/{case}.yml").read_text())
    named = models(config) | ({config["base_model"]} if "base_model" in config else set())
    inputs = [load(Path(folder)) for folder in sorted(named)]
    with tempfile.TemporaryDirectory() as folder:
        exact = MergeConfiguration.model_validate({**config, "dtype": "float64"})
        run_merge(exact, f"{folder}/exact", MergeOptions(quiet=True, write_model_card=False))
        truth = load(Path(folder) / "exact")
        command = ["node", ROOT / "dist/cli/main.js", "merge", f"cases/{case}.yml", f"{folder}/ours", "--quiet"]
        subprocess.run(command, check=True, capture_output=True)
        ours = load(Path(folder) / "ours")
    theirs = {name: tensor.double() for name, tensor in load_file(f"cases/{case}.safetensors").items()}
    figures = []
    for made in (theirs, ours):
        distances = []
        for name, exactly in truth.items():
            size = torch.stack([exactly.abs(), *(model[name].abs() for model in inputs)]).amax(0)
            unit = 2.0 ** (torch.floor(torch.log2(size.clamp_min(1e-300))) - 23)
            distances.append(((made[name] - exactly).abs() / unit).flatten())
        distances = torch.cat(distances)
        figures += [f"{distances.max():.1f}", int((distances > 1).sum()), f"{distances.mean():.3f}"]
    print(f"| {case} | {distances.numel()} | {' | '.join(map(str, figures))} |", flush=True)
