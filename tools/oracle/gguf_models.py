"""Tiny GGUF models of every architecture for src/importing, and what importing them must give.

Each is a random transformers model, written as llama.cpp's converter does it (query and key rows permuted, Gemma's norms
plus 1) with gguf-py; its weights, config and token ids are the golden values. transformers' own GGUF reader must agree.

Run: python tools/oracle/gguf_models.py     (needs gguf, sentencepiece, tokenizers, torch, transformers)
"""

import hashlib
import io
import json
from pathlib import Path

import gguf
import numpy as np
import sentencepiece
import torch
import transformers
from gguf.quants import dequantize, quantize
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from tricky_texts import TRICKY

FIXTURES = Path(__file__).resolve().parents[2] / "src" / "importing" / "fixtures"
CHAT = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}"
CORPUS = [
    "How do I open a current account? You can open an account in the app or at a branch, and it takes ten minutes.",
    "The card is sent to the address that we hold. I'm sure they'll say it's what we've got, don't worry.",
    "for (let i = 0; i < n; i++) { total += prices[i]; }\n    return total\n\n",
    "In 2024 and 2025 the fee was 12.50 a month, 150 a year, or 1,000 for companies with 3500 payments.",
    "My   savings  account    pays interest; the the the account account account open open opening opened.",
] * 4
CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BASE = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
    "rms_norm_eps": 1e-5,
}
HEAD = {"head_dim": 16}


def byte_level(kind):
    """A small byte-level BPE as Hugging Face sets it up for a kind of pre-tokenizer."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=kind == "llama-bpe"))
    byte = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=kind == "smollm")
    if kind == "smollm":
        first = pre_tokenizers.Digits(individual_digits=True)
    else:
        digits = r"\p{N}" if kind == "qwen2" else r"\p{N}{1,3}"
        first = pre_tokenizers.Split(Regex(CL100K % digits), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([first, byte])
    tokenizer.normalizer = normalizers.NFC() if kind == "qwen2" else None
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=340, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = [token for token, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]

    def write(writer):
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(kind)
        writer.add_token_list(tokens)
        writer.add_token_types([3 if token in special else 1 for token in tokens])
        writer.add_token_merges([" ".join(merge) for merge in model["merges"]])
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
        writer.add_pad_token_id(0)
        writer.add_add_bos_token(False)

    texts = TRICKY | {"special tokens": "hi<|im_end|>\n<|im_start|>user yes<|endoftext|>"}
    ids = {name: tokenizer.encode(text, add_special_tokens=False).ids for name, text in texts.items()}
    return {"tokens": len(tokens), "write": write, "texts": texts, "ids": ids, "bos": 1, "eos": 2, "pad": 0}


def sentence_piece(prefix):
    """A small sentencepiece BPE with byte fallback, with or without a space before every text."""
    stream = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS), model_writer=stream, model_type="bpe", vocab_size=400, byte_fallback=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=prefix,
        allow_whitespace_only_pieces=True, split_digits=True, minloglevel=2, pad_id=3,
    )  # fmt: skip
    model = sentencepiece.SentencePieceProcessor(model_proto=stream.getvalue())
    size = model.get_piece_size()

    def kind(i):
        return 2 if model.is_unknown(i) else 3 if model.is_control(i) else 6 if model.is_byte(i) else 1

    def write(writer):
        writer.add_tokenizer_model("llama")
        writer.add_tokenizer_pre("default")
        writer.add_token_list([model.id_to_piece(i).encode() for i in range(size)])
        writer.add_token_scores([model.get_score(i) for i in range(size)])
        writer.add_token_types([kind(i) for i in range(size)])
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
        writer.add_unk_token_id(0)
        writer.add_pad_token_id(3)
        writer.add_add_space_prefix(prefix)

    ids = {name: model.encode(text) for name, text in TRICKY.items()}
    return {"tokens": size, "write": write, "texts": TRICKY, "ids": ids, "bos": 1, "eos": 2, "pad": 3}


def norm_one(name, tensor):
    return tensor + 1 if name.endswith("norm.weight") else tensor


def permute_of(config):
    """llama.cpp's LlamaModel.permute, applied to row numbers."""

    def order(name, rows):
        if not name.endswith(("q_proj.weight", "k_proj.weight", "q_proj.bias", "k_proj.bias")):
            return np.arange(rows)
        heads = config.num_attention_heads if "q_proj" in name else config.num_key_value_heads
        return np.arange(rows).reshape(heads, 2, rows // heads // 2).swapaxes(1, 2).reshape(-1)

    return order


def llama3_factors(config):
    base, dim, scaling = config.rope_parameters["rope_theta"], config.head_dim, config.rope_parameters
    factors = []
    for i in range(0, dim, 2):
        wavelen = 2 * np.pi * base ** (i / dim)
        low, high = 8192 / scaling["low_freq_factor"], 8192 / scaling["high_freq_factor"]
        if wavelen < high:
            factors.append(1)
        elif wavelen > low:
            factors.append(scaling["factor"])
        else:
            smooth = (8192 / wavelen - scaling["low_freq_factor"]) / (scaling["high_freq_factor"] - scaling["low_freq_factor"])
            factors.append(1 / ((1 - smooth) / scaling["factor"] + smooth))
    return {"rope_freqs.weight": factors}


LLAMA3 = {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 8192}  # fmt: skip
LONG = {"rope_type": "longrope", "rope_theta": 10000.0, "original_max_position_embeddings": 128,
        "long_factor": [1.5, 2.25, 3.0], "short_factor": [1.0, 1.05, 1.1], "partial_rotary_factor": 0.75}  # fmt: skip

MODELS = {
    "llama": {
        "arch": "llama", "class": "Llama", "tokenizer": byte_level("smollm"), "permute": True,
        "settings": {"tie_word_embeddings": True, "rope_parameters": {"rope_type": "default", "rope_theta": 100000.0}},
    },
    "llama3": {
        "arch": "llama", "class": "Llama", "tokenizer": byte_level("llama-bpe"), "permute": True,
        "settings": HEAD | {"rope_parameters": LLAMA3, "attention_bias": True}, "extra": llama3_factors,
    },
    "mistral": {
        "arch": "llama", "class": "Mistral", "tokenizer": sentence_piece(True), "permute": True, "window": True,
        "settings": {"sliding_window": 64},
    },
    "qwen2": {
        "arch": "qwen2", "class": "Qwen2", "tokenizer": byte_level("qwen2"),
        "settings": {"tie_word_embeddings": True, "rope_parameters": {"rope_type": "default", "rope_theta": 1000000.0}},
    },
    "qwen3": {"arch": "qwen3", "class": "Qwen3", "tokenizer": byte_level("qwen2"), "settings": HEAD},
    "gemma2": {
        "arch": "gemma2", "class": "Gemma2", "tokenizer": sentence_piece(False), "norm": True, "window": True,
        "settings": HEAD | {"sliding_window": 64, "query_pre_attn_scalar": 16},
    },
    "gemma3": {
        "arch": "gemma3", "class": "Gemma3", "config": "Gemma3TextConfig", "tokenizer": sentence_piece(False),
        "norm": True, "window": True,
        "settings": HEAD | {"sliding_window": 64, "query_pre_attn_scalar": 16, "num_hidden_layers": 3},
    },
    "phi3": {
        "arch": "phi3", "class": "Phi3", "tokenizer": sentence_piece(True),
        "settings": {"rope_parameters": LONG, "original_max_position_embeddings": 128, "sliding_window": None},
        "extra": lambda config: {
            "rope_factors_long.weight": config.rope_parameters["long_factor"],
            "rope_factors_short.weight": config.rope_parameters["short_factor"],
        },
    },
}  # fmt: skip

# Weights that are stored as blocks, by the end of their Hugging Face name; the rest is float32.
FORMATS = {
    "embed_tokens.weight": "Q8_0", "lm_head.weight": "Q8_0", "q_proj.weight": "Q4_0", "k_proj.weight": "Q4_1",
    "v_proj.weight": "Q5_0", "o_proj.weight": "Q5_1", "gate_proj.weight": "F16", "up_proj.weight": "Q8_0",
    "down_proj.weight": "BF16", "qkv_proj.weight": "Q5_1", "gate_up_proj.weight": "Q4_1",
}  # fmt: skip


def build(spec):
    tokenizer = spec["tokenizer"]
    config_class = getattr(transformers, spec.get("config", spec["class"] + "Config"))
    ids = {"bos_token_id": tokenizer["bos"], "eos_token_id": tokenizer["eos"], "pad_token_id": tokenizer["pad"]}
    config = config_class(**BASE | ids | spec["settings"], vocab_size=tokenizer["tokens"])
    torch.manual_seed(4)
    model = getattr(transformers, spec["class"] + "ForCausalLM")(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(torch.randn(weight.shape) / 4 + (1 if name.endswith("norm.weight") and not spec.get("norm") else 0))
    return model.eval()


def settings(writer, config, spec):
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    if spec["arch"] != "phi3":
        writer.add_key_length(head)
        writer.add_value_length(head)
    else:
        writer.add_rope_scaling_orig_ctx_len(config.original_max_position_embeddings)
        writer.add_sliding_window(0)
    rope = config.rope_parameters
    if spec["arch"] in ("llama", "phi3"):
        writer.add_rope_dimension_count(int(head * rope.get("partial_rotary_factor", 1)))
        writer.add_vocab_size(config.vocab_size)
    writer.add_rope_freq_base(rope.get("full_attention", rope)["rope_theta"])
    if spec.get("window"):
        writer.add_sliding_window(config.sliding_window)
    if spec["arch"] == "gemma2":
        writer.add_attn_logit_softcapping(config.attn_logit_softcapping)
        writer.add_final_logit_softcapping(config.final_logit_softcapping)


def gguf_name(names, name):
    stem, _, suffix = name.rpartition(".")
    return f"{names.get_name(stem)}.{suffix}"


def write(name, spec, path):
    model = build(spec)
    config = model.config
    writer = gguf.GGUFWriter(path, spec["arch"])
    settings(writer, config, spec)
    spec["tokenizer"]["write"](writer)
    writer.add_chat_template(CHAT)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH[spec["arch"].upper()], config.num_hidden_layers)
    order = permute_of(config) if spec.get("permute") else lambda _, rows: np.arange(rows)
    golden = {}
    for key, weight in model.named_parameters():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        rows = order(key, weight.shape[0])
        values = (norm_one(key, weight) if spec.get("norm") else weight).detach().numpy()[rows]
        kind = next((FORMATS[end] for end in FORMATS if key.endswith(end)), "F32")
        kind = gguf.GGMLQuantizationType[kind]
        data = quantize(values, kind) if kind.name != "F32" else values
        writer.add_tensor(gguf_name(names, key), data, raw_dtype=kind)
        stored = np.empty_like(values)
        stored[rows] = dequantize(data, kind).reshape(values.shape)
        stored = stored - np.float32(1) if spec.get("norm") and key.endswith("norm.weight") else stored
        golden[key] = stored
    for key, values in spec.get("extra", lambda _: {})(config).items():
        writer.add_tensor(key, np.array(values, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return config, golden


def agree(path, golden):
    """transformers' own reader must find the same weights."""
    model = transformers.AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)
    state = model.state_dict()
    different = [key for key in golden if not np.array_equal(state[key].numpy(), golden[key])]
    print(f"  transformers agrees with {len(golden) - len(different)} of {len(golden)}", different[:3])


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    result = {}
    for name, spec in MODELS.items():
        path = FIXTURES / f"{name}.gguf"
        config, golden = write(name, spec, path)
        print(name, path.stat().st_size, "bytes")
        try:
            agree(path, golden)
        except Exception as error:
            print("  transformers cannot read it:", str(error)[:200])
        result[name] = {
            "config": config.to_dict() | {"architectures": [spec["class"] + "ForCausalLM"]},
            "tensors": {
                key: {"shape": list(values.shape), "sha256": hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()}
                for key, values in golden.items()
            },
            "texts": {
                key: {"text": text, "ids": spec["tokenizer"]["ids"][key]} for key, text in spec["tokenizer"]["texts"].items()
            },
        }
    (FIXTURES / "models.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
    print((FIXTURES / "models.json").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
