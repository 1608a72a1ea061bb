"""Merges of small models by mergekit: writes src/merging/fixtures/mergekit/.

The folder gets the models that are merged (models/<name>/, some of float32, some bfloat16 or float16, one in shards, one
with more tokens, one a LoRA adapter), one YAML a case (cases/<case>.yml) and what mergekit made of it
(cases/<case>.safetensors, with its config.json beside it as <case>.config.json). Methods with random masks are run over
200 seeds on one small tensor instead: random.json holds means.

Run in an environment with mergekit 0.1.5: python tools/oracle/mergekit_merges.py
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
import yaml
from mergekit import merge_methods
from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.merge_methods import TensorEntry, TensorGroup
from mergekit.options import MergeOptions
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

OUT = Path(__file__).parents[2] / "src" / "merging" / "fixtures" / "mergekit"
WORDS = ["<s>", "</s>", "<unk>"] + [f"w{i}" for i in range(21)]


def config(vocab=24, layers=2, tied=False):
    return LlamaConfig(
        vocab_size=vocab,
        hidden_size=16,
        intermediate_size=20,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=64,
        tie_word_embeddings=tied,
        bos_token_id=0,
        eos_token_id=1,
    )


def tokenizer(words, extra=()):
    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    made = PreTrainedTokenizerFast(tokenizer_object=inner, bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    made.add_tokens(list(extra))
    return made


def make_models(folder):
    torch.manual_seed(1)
    base = LlamaForCausalLM(config())
    with torch.no_grad():
        for parameter in base.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    base.save_pretrained(folder / "base")
    tokenizer(WORDS).save_pretrained(folder / "base")

    def tuned(name, dtype=torch.float32, change=0.01, vocab=24, words=WORDS, extra=(), **save):
        model = LlamaForCausalLM(config())
        model.load_state_dict(base.state_dict())
        if vocab != 24:
            model.resize_token_embeddings(vocab, mean_resizing=False)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(change * torch.randn_like(parameter))
        model.to(dtype).save_pretrained(folder / name, **save)
        tokenizer(words, extra).save_pretrained(folder / name)
        return model

    tuned("a")
    tuned("b", max_shard_size="8KB")
    tuned("c", dtype=torch.bfloat16)
    tuned("d", dtype=torch.float16)
    tuned("more-tokens", vocab=26, extra=["<tool>", "<think>"])
    # The same words under other numbers, one of them missing and one new.
    tuned("other-order", words=WORDS[:3] + WORDS[:3:-1] + ["new"])

    tied = LlamaForCausalLM(config(tied=True))
    for name in ["tied", "tied-tuned"]:
        tied.save_pretrained(folder / name)
        tokenizer(WORDS).save_pretrained(folder / name)
        with torch.no_grad():
            for parameter in tied.parameters():
                parameter.add_(0.01 * torch.randn_like(parameter))

    import peft

    adapted = peft.get_peft_model(
        AutoModelForCausalLM.from_pretrained(folder / "a"),
        peft.LoraConfig(r=3, lora_alpha=6, target_modules=["q_proj", "down_proj"], rank_pattern={"down_proj": 2}),
    )
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_" in name:
                parameter.copy_(0.05 * torch.randn_like(parameter))
    adapted.save_pretrained(folder / "lora")
    for junk in list(folder.glob("*/README.md")) + list(folder.glob("*/generation_config.json")):
        junk.unlink()
    adapter = json.loads((folder / "lora" / "adapter_config.json").read_text())
    adapter["base_model_name_or_path"] = "models/a"
    adapter["target_modules"] = sorted(adapter["target_modules"])
    (folder / "lora" / "adapter_config.json").write_text(json.dumps(adapter, indent=2) + "\n")


def models_case(method, names, parameters=None, per_model=None, base="base", **rest):
    entries = []
    for i, name in enumerate(names):
        entry = {"model": f"models/{name}"}
        if per_model:
            entry["parameters"] = {key: values[i] for key, values in per_model.items() if values[i] is not None}
        entries.append(entry)
    case = {"merge_method": method, "models": entries, "dtype": "float32", **rest}
    if base:
        case["base_model"] = f"models/{base}"
    if parameters:
        case["parameters"] = parameters
    return case


W3 = {"weight": [0.5, 0.3, 0.9]}
CASES = {
    "linear": models_case("linear", ["a", "b", "c"], per_model=W3, base=None),
    "linear-not-normalized": models_case("linear", ["a", "d"], {"normalize": False}, {"weight": [0.7, -0.4]}, None),
    "linear-bfloat16-out": models_case("linear", ["a", "b", "c"], per_model=W3, base=None, out_dtype="bfloat16"),
    "slerp": models_case("slerp", ["base", "a"], {"t": 0.3}),
    "slerp-gradient": models_case(
        "slerp",
        ["base", "a"],
        {"t": [{"filter": "self_attn", "value": [0, 0.5, 0.3, 0.7, 1]}, {"filter": "mlp", "value": [1, 0]}, {"value": 0.5}]},
    ),
    "slerp-opposite": models_case("slerp", ["base", "c"], {"t": 0.9}, out_dtype="bfloat16"),
    "nuslerp": models_case("nuslerp", ["a", "b"], per_model={"weight": [0.4, 0.8]}),
    "nuslerp-no-base": models_case("nuslerp", ["a", "b"], per_model={"weight": [0.4, 0.8]}, base=None),
    "nuslerp-rows": models_case("nuslerp", ["a", "b"], {"nuslerp_flatten": False}, {"weight": [0.4, 0.8]}, None),
    "nuslerp-row-wise": models_case(
        "nuslerp", ["a", "b"], {"nuslerp_flatten": False, "nuslerp_row_wise": True}, {"weight": [0.4, 0.8]}
    ),
    "multislerp": models_case("multislerp", ["a", "b", "c"], per_model=W3),
    "multislerp-no-base": models_case(
        "multislerp", ["a", "b", "c"], {"normalize_weights": False, "eps": 1e-6}, W3, None
    ),
    "karcher": models_case("karcher", ["a", "b", "c"], base=None),
    "karcher-one-iteration": models_case("karcher", ["a", "b"], {"max_iter": 1, "tol": 1e-4}, base=None),
    "task_arithmetic": models_case("task_arithmetic", ["a", "b", "c"], per_model=W3),
    "task_arithmetic-lambda": models_case(
        "task_arithmetic", ["a", "b"], {"lambda": 0.7, "normalize": True}, {"weight": [0.5, "0.25"]}
    ),
    "ties": models_case("ties", ["a", "b", "c"], None, {**W3, "density": [0.5, 0.3, 0.8]}),
    "ties-rescale": models_case(
        "ties", ["a", "b"], {"rescale": True, "normalize": False, "lambda": 1.3, "int8_mask": True, "density": 0.4, "weight": 0.6}
    ),
    "ties-gradient": models_case(
        "ties",
        ["a", "b"],
        None,
        {"weight": [[0, 0.3, 0.7, 1], [{"filter": "mlp", "value": 0.5}, {"value": 0}]], "density": [[1, 0.7, 0.1], 0.5]},
    ),
    "dare_ties-dense": models_case("dare_ties", ["a", "b", "c"], {"density": 1.0}, W3),
    "dare_linear-dense": models_case("dare_linear", ["a", "b", "c"], {"density": 1.0, "lambda": 0.5}, W3),
    "della-dense": models_case("della", ["a", "b", "c"], {"density": 1.0}, W3),
    "della_linear-dense": models_case("della_linear", ["a", "b", "c"], {"density": 1.0}, W3),
    "breadcrumbs": models_case("breadcrumbs", ["a", "b"], {"density": 0.6, "gamma": 0.05}, {"weight": [0.5, 0.7]}),
    "breadcrumbs_ties": models_case(
        "breadcrumbs_ties", ["a", "b"], {"normalize": True}, {"weight": [0.5, 0.7], "density": [0.9, 0.3], "gamma": [0.3, 0.01]}
    ),
    "sce": models_case("sce", ["a", "b", "c"], {"select_topk": 0.3}),
    "sce-all": models_case("sce", ["a", "b", "d"]),
    "model_stock": models_case("model_stock", ["a", "b", "c"]),
    "model_stock-filter-wise": models_case("model_stock", ["a", "b"], {"filter_wise": True}),
    "nearswap": models_case("nearswap", ["a"], {"t": 0.002}),
    "arcee_fusion": models_case("arcee_fusion", ["a"]),
    "passthrough": {
        "merge_method": "passthrough",
        "dtype": "float32",
        "slices": [
            {"sources": [{"model": "models/a", "layer_range": [0, 2]}]},
            {
                "sources": [
                    {
                        "model": "models/b",
                        "layer_range": [1, 2],
                        "parameters": {"scale": [{"filter": "o_proj", "value": 0.0}, {"filter": "down_proj", "value": 0.5}, {"value": 1.0}]},
                    }
                ]
            },
        ],
    },
    "slices": {
        "merge_method": "linear",
        "dtype": "float32",
        "slices": [
            {
                "sources": [
                    {"model": "models/a", "layer_range": [0, 2], "parameters": {"weight": [0.2, 0.6]}},
                    {"model": "models/b", "layer_range": [0, 2], "parameters": {"weight": 0.5}},
                ]
            },
            {
                "sources": [
                    {"model": "models/a", "layer_range": [0, 1], "parameters": {"weight": [0.2, 0.6]}},
                    {"model": "models/c", "layer_range": [1, 2], "parameters": {"weight": 1}},
                ]
            },
        ],
    },
    "modules": {
        "merge_method": "task_arithmetic",
        "base_model": "models/base",
        "dtype": "float32",
        "modules": {
            "default": {
                "slices": [
                    {
                        "sources": [
                            {"model": "models/base", "layer_range": [0, 2]},
                            {"model": "models/a", "layer_range": [0, 2], "parameters": {"weight": 0.4}},
                        ]
                    }
                ],
                "parameters": {"weight": 0.9},
            }
        },
    },
    "lora": models_case("task_arithmetic", ["a+models/lora", "b"], {"weight": 0.5}),
    "tied": models_case("linear", ["tied", "tied-tuned"], {"weight": 0.5}, base=None),
    "tokenizer-base": models_case("linear", ["base", "more-tokens"], {"weight": 0.5}, tokenizer_source="base"),
    "tokenizer-union": models_case(
        "linear", ["base", "more-tokens", "other-order"], None, {"weight": [0.5, 0.3, 0.4]}, tokenizer_source="union"
    ),
    "tokenizer-model": models_case(
        "task_arithmetic", ["a", "more-tokens"], {"weight": 0.5}, tokenizer_source="models/more-tokens"
    ),
    "tokenizer-tokens": models_case(
        "linear",
        ["base", "more-tokens"],
        {"weight": 0.5},
        tokenizer={
            "source": "union",
            "pad_to_multiple_of": 8,
            "tokens": {
                "<tool>": {"source": "models/more-tokens"},
                "<fresh>": {"source": {"kind": "model_token", "model": "models/base", "token": "w3"}, "force": True},
                "<zero>": {"source": {"kind": "zero"}},
                "w5": {"source": {"kind": "model_token", "model": "models/more-tokens", "token_id": 25}, "force": True},
            },
        },
    ),
}


def run_case(name, case, root):
    text = yaml.safe_dump(case, sort_keys=False)
    out = root / "out" / name
    parsed = MergeConfiguration.model_validate(yaml.safe_load(text))
    run_merge(parsed, str(out), MergeOptions(quiet=True, write_model_card=False, lora_merge_cache=str(root / "loras"), out_shard_size=10**9))
    (root / "cases").mkdir(exist_ok=True)
    (root / "cases" / f"{name}.yml").write_text(text)
    tensors = load_file(out / "model.safetensors")
    save_file(tensors, root / "cases" / f"{name}.safetensors", metadata={"format": "pt"})
    if name.startswith("tokenizer"):
        vocab = transformers.AutoTokenizer.from_pretrained(out).get_vocab()
        made = json.loads((out / "config.json").read_text())
        facts = {"vocab": dict(sorted(vocab.items(), key=lambda item: item[1])), "vocab_size": made["vocab_size"]}
        (root / "cases" / f"{name}.json").write_text(json.dumps(facts) + "\n")


RANDOM = {
    "dare_linear": {"density": 0.4, "weight": [0.5, 0.8]},
    "dare_ties": {"density": 0.4, "weight": [0.5, 0.8]},
    "della": {"density": 0.5, "epsilon": 0.3, "weight": [0.5, 0.8]},
    "della_linear": {"density": 0.5, "epsilon": 0.3, "weight": [0.5, 0.8]},
}
SEEDS = 200


def random_methods():
    generator = torch.Generator().manual_seed(7)
    base = 0.05 * torch.randn(12, 20, generator=generator)
    tuned = [base + 0.01 * torch.randn(12, 20, generator=generator) for _ in range(2)]
    result = {"shape": [12, 20], "seeds": SEEDS, "base": base.flatten().tolist(), "models": [t.flatten().tolist() for t in tuned]}
    for method, parameters in RANDOM.items():
        outs, solo = [], []
        for seed in range(SEEDS):
            for target, chosen in ((outs, tuned), (solo, tuned[:1])):
                torch.manual_seed(seed)
                group = TensorGroup(
                    entries=tuple(TensorEntry(id=str(i), tensor=t, is_base=i == 0) for i, t in enumerate([base, *chosen]))
                )
                settings = {**parameters, "weight": parameters["weight"][: len(chosen)]}
                (merged,) = merge_methods.get(method)([group], parameters=settings)
                target.append((merged - base).flatten())
        outs, solo = torch.stack(outs), torch.stack(solo)
        result[method] = {
            "parameters": parameters,
            "mean": outs.mean(0).tolist(),
            "std": outs.std(0).tolist(),
            # Of the first model alone: which share is kept, how often each element is, and the norm.
            "kept": (solo != 0).float().mean(0).tolist(),
            "l1": solo.abs().sum(1).mean().item(),
            "l1_std": solo.abs().sum(1).std().item(),
        }
    return result


def main():
    root = Path(tempfile.mkdtemp())
    os.chdir(root)
    make_models(root / "models")
    only = sys.argv[1:]
    for name, case in CASES.items():
        if not only or name in only:
            run_case(name, case, root)
            print(name)
    (root / "random.json").write_text(json.dumps(random_methods()) + "\n")
    if not only:
        shutil.rmtree(OUT, ignore_errors=True)
        for part in ["models", "cases", "random.json"]:
            target = OUT / part
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (root / part).is_dir() else shutil.copyfile)(root / part, target)
    shutil.rmtree(root)


main()
