"""The small Llama models of the fixtures: their configurations, and weights by a formula that the tests compute too."""

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM

BASE = {
    "model_type": "llama",
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 40,
    "max_position_embeddings": 64,
    "rms_norm_eps": 1e-5,
    "rope_theta": 500.0,
    "tie_word_embeddings": True,
    "bos_token_id": 0,
    "eos_token_id": 1,
}

CONFIGS = {
    "tied, grouped queries": BASE,
    "untied, one key head, wide heads": BASE | {"tie_word_embeddings": False, "num_key_value_heads": 1, "head_dim": 6},
}


def sine_weight(key, shape):
    """0.4 sin(0.7390851 n^2 + key) for n = 1, 2, ...; vectors, which are norms, are 1 + a quarter of that."""
    n = np.arange(1, int(np.prod(shape)) + 1, dtype=np.float64)
    values = 0.4 * np.sin(0.7390851 * n * n + key)
    return torch.from_numpy((1 + values / 4 if len(shape) == 1 else values).astype(np.float32).reshape(shape))


def parameters(model):
    """Name and tensor of every weight, in the order of the layers, the order in which they are numbered."""
    ends = {"model.embed_tokens.weight": 0, "model.norm.weight": 2, "lm_head.weight": 3}
    named = dict(model.named_parameters())
    order = ["input_layernorm", "q_proj", "k_proj", "v_proj", "o_proj", "post_attention", "gate", "up_proj", "down"]

    def place(name):
        if name in ends:
            return (ends[name], 0, 0)
        return (1, int(name.split(".")[2]), next(i for i, part in enumerate(order) if part in name))

    return {name: named[name] for name in sorted(named, key=place)}


def tiny_llama(settings):
    """transformers' LlamaForCausalLM in float32 with the formula's weights."""
    settings = dict(settings)
    settings.pop("model_type")
    rope = {"rope_theta": settings.pop("rope_theta"), "rope_type": "default"}
    model = LlamaForCausalLM(LlamaConfig(**settings, rope_parameters=rope, attn_implementation="eager"))
    with torch.no_grad():
        for key, tensor in enumerate(parameters(model).values()):
            tensor.copy_(sine_weight(key, tensor.shape))
    return model.eval()


def digits(x, count=8):
    return [float(f"{v:.{count}g}") for v in x.detach().reshape(-1).tolist()]
