"""The small decoders of the fixtures, one or more of each architecture, with weights by the formula of tiny_llama.py."""

import torch
from tiny_llama import sine_weight
from transformers import AutoConfig, AutoModelForCausalLM

BASE = {
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 40,
    "max_position_embeddings": 128,
    "rms_norm_eps": 1e-5,
    "rope_theta": 500.0,
    "tie_word_embeddings": False,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 0,
}
GEMMA = {"head_dim": 8, "query_pre_attn_scalar": 12, "sliding_window": 5, "tie_word_embeddings": True}

# As config.json of transformers 4 would have them.
CONFIGS = {
    "llama-linear": {"model_type": "llama", "rope_scaling": {"rope_type": "linear", "factor": 4.0}},
    "llama3": {
        "model_type": "llama",
        "num_key_value_heads": 4,
        "attention_bias": True,
        "mlp_bias": True,
        "rope_theta": 50000.0,
        "rope_scaling": {
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 64,
        },
        "head_dim": 12,
    },
    "smollm2": {
        "model_type": "llama",
        "hidden_size": 18,
        "num_attention_heads": 3,
        "num_key_value_heads": 1,
        "tie_word_embeddings": True,
        "rope_theta": 100000.0,
    },
    "mistral": {"model_type": "mistral", "sliding_window": 6, "head_dim": 6},
    "qwen2": {"model_type": "qwen2", "tie_word_embeddings": True, "use_sliding_window": False},
    "qwen2-window": {
        "model_type": "qwen2",
        "use_sliding_window": True,
        "sliding_window": 5,
        "max_window_layers": 1,
    },
    "qwen3": {"model_type": "qwen3", "head_dim": 6, "tie_word_embeddings": True},
    "gemma2": GEMMA
    | {"model_type": "gemma2", "attn_logit_softcapping": 2.0, "final_logit_softcapping": 3.0, "num_hidden_layers": 3},
    "gemma3": GEMMA
    | {
        "model_type": "gemma3_text",
        "num_hidden_layers": 3,
        "sliding_window_pattern": 2,
        "rope_theta": 20000.0,
        "rope_local_base_freq": 300.0,
        "rope_scaling": {"rope_type": "linear", "factor": 2.0},
    },
    "phi3": {"model_type": "phi3", "sliding_window": 7},
}
CONFIGS = {name: BASE | settings for name, settings in CONFIGS.items()}

PARTS = [
    "input_layernorm", "q_proj", "k_proj", "v_proj", "qkv_proj", "o_proj", "q_norm", "k_norm",
    "post_attention_layernorm", "pre_feedforward_layernorm",
    "gate_proj", "up_proj", "gate_up_proj", "down_proj", "post_feedforward_layernorm",
]  # fmt: skip
ENDS = {"model.embed_tokens.weight": 0, "model.norm.weight": 2, "lm_head.weight": 3}


def place(name):
    """Where a tensor comes in the order of the layers."""
    if name in ENDS:
        return (ENDS[name], 0, 0, 0)
    pieces = name.split(".")
    return (1, int(pieces[2]), PARTS.index(pieces[-2]), pieces[-1] == "bias")


def parameters(model):
    named = dict(model.named_parameters())
    return {name: named[name] for name in sorted(named, key=place)}


def decoder_weight(key, name, shape, gemma):
    """Biases, and Gemma's norms, which add 1 to their weight, are a quarter of the formula's values around 0."""
    value = sine_weight(key, shape)
    return value - 1 if name.endswith(".bias") or (gemma and len(shape) == 1) else value


def tiny_decoder(settings):
    """transformers' causal model of `model_type` in float32 with the formula's weights."""
    settings = dict(settings)
    config = AutoConfig.for_model(settings.pop("model_type"), **settings)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").float()
    gemma = config.model_type.startswith("gemma")
    with torch.no_grad():
        for key, (name, tensor) in enumerate(parameters(model).items()):
            tensor.copy_(decoder_weight(key, name, tensor.shape, gemma))
    return model.eval()
