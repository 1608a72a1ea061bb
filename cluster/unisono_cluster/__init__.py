"""The part of unisono's Ray engine that runs on the cluster."""

import os

# Before transformers and PEFT are imported, anywhere: what is not in the storage is not looked for elsewhere.
os.environ["HF_HUB_OFFLINE"] = "1"
