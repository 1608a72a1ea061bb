"""What mergekit makes of our exported layer weights: writes src/merging/fixtures/mergekit-export.json.

Reads src/merging/fixtures/mergekit-export.yml, which exportMergekit wrote, plans the merge with mergekit itself on the
small models, and writes the weight that every tensor of every model gets.

Run in an environment with mergekit 0.1.5: python tools/oracle/mergekit_export.py
"""

import json
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import yaml
from mergekit.architecture import get_architecture_info
from mergekit.config import MergeConfiguration
from mergekit.merge import _model_out_config
from mergekit.options import MergeOptions
from mergekit.plan import MergePlanner

FIXTURES = Path(__file__).parents[2] / "src" / "merging" / "fixtures"

os.chdir(FIXTURES / "mergekit")
config = MergeConfiguration.model_validate(yaml.safe_load((FIXTURES / "mergekit-export.yml").read_text()))
options = MergeOptions()
architecture = get_architecture_info(config, options)
planner = MergePlanner(config, architecture, options=options, out_model_config=_model_out_config(config, architecture))
weights = {}
planner._plan()
for info, merge in planner._tensors:
    weights[info.name] = {
        str(model): values["weight"]
        for model, values in sorted(merge.input_parameters.items(), key=str)
        if "weight" in values
    }
(FIXTURES / "mergekit-export.json").write_text(json.dumps(weights, indent=1) + "\n")
