"""The small encoders of the fixtures: their configurations, and weights by a formula that the tests compute too."""

import numpy as np
import torch
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel, RobertaConfig, RobertaModel
from transformers import XLMRobertaConfig, XLMRobertaModel

BASE = {
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 64,
    "hidden_act": "gelu",
}

CLASSES = {
    "bert": (BertConfig, BertModel),
    "roberta": (RobertaConfig, RobertaModel),
    "xlm-roberta": (XLMRobertaConfig, XLMRobertaModel),
    "mpnet": (MPNetConfig, MPNetModel),
}

# By model type; sizes and the odd settings differ, so that no two families could stand in for each other.
SETTINGS = {
    "bert": {"vocab_size": 40, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0},
    "roberta": {"vocab_size": 44, "type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1},
    "xlm-roberta": {"vocab_size": 48, "type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1, "hidden_act": "relu"},
    "mpnet": {"vocab_size": 40, "layer_norm_eps": 1e-12, "pad_token_id": 1},
}

HEADS = ("pooler.", "embeddings.position_ids")


def sine_weight(key, name, shape):
    """0.4 sin(0.7390851 n^2 + key) for n = 1, 2, ...; a quarter of that in vectors, which around 1 are norms' weights."""
    n = np.arange(1, int(np.prod(shape)) + 1, dtype=np.float64)
    values = 0.4 * np.sin(0.7390851 * n * n + key)
    if len(shape) == 1:
        values = values / 4 + (1 if name.endswith(".weight") else 0)
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


EMBEDDINGS = ["word_embeddings", "position_embeddings", "token_type_embeddings", "LayerNorm"]


def place(name):
    """Embeddings, then what all layers share, then the layers, within which the order is that of transformers."""
    if name.startswith("embeddings."):
        return (0, EMBEDDINGS.index(name.split(".")[1]))
    return (2, int(name.split(".")[2])) if name.startswith("encoder.layer.") else (1, 0)


def parameters(model):
    """Name and tensor of every weight under hidden states, in the order in which the formula numbers them."""
    named = {name: tensor for name, tensor in model.named_parameters() if not name.startswith(HEADS)}
    return {name: named[name] for name in sorted(named, key=place)}


def fill(model):
    with torch.no_grad():
        for key, (name, tensor) in enumerate(parameters(model).items()):
            tensor.copy_(sine_weight(key, name, tensor.shape))
    return model.eval()


def tiny_encoder(kind, changes=None):
    """transformers' model of this type in float32 with the formula's weights, and its settings as config.json has them."""
    settings = BASE | SETTINGS[kind] | (changes or {})
    config, model = CLASSES[kind]
    return fill(model(config(**settings, attn_implementation="eager"))), {"model_type": kind, **settings}


def digits(x, count=8):
    return [float(f"{v:.{count}g}") for v in x.detach().reshape(-1).tolist()]
