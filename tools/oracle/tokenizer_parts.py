"""Golden output of single parts of Python's tokenizers for src/text/tokenization: normalizers, pre-tokenizers, added tokens.

Run: python tools/oracle/tokenizer_parts.py     (needs tokenizers); after tokenizer_families.py
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers
from tricky_texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "src" / "text" / "fixtures" / "tokenizer-parts.json"

SPACES = {
    "spaces of Unicode": "\ufeff a\u0085b\u3000c\u200bd\u2003 \t\n\r e\ufeff",
    "digits of Unicode": "12\u0663\u00bd\u2167\u2460x\u0967 7",
    "words and signs": "a_b\u0301-c! \u0e53\u0e01\u203fd \u200d \u4f60\u597d...ok \u00b2",
    "dashes": "-a--b- c---",
}
TEXTS = SPACES | {name: TEXTS[name] for name in ("contractions", "turkish", "greek final sigma", "combining accents", "code", "emoji with modifiers")}

NORMALIZERS = {
    "lowercase": normalizers.Lowercase(),
    "strip accents": normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents()]),
    "strip": normalizers.Strip(),
    "strip left": normalizers.Strip(left=True, right=False),
    "prepend": normalizers.Prepend("\u2581"),
    "cased BERT": normalizers.BertNormalizer(lowercase=False),
    "BERT that keeps accents": normalizers.BertNormalizer(strip_accents=False),
    "BERT that cleans nothing": normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False),
}

PRE_TOKENIZERS = {
    "byte level": pre_tokenizers.ByteLevel(add_prefix_space=False),
    "byte level with a space before": pre_tokenizers.ByteLevel(add_prefix_space=True),
    "digits": pre_tokenizers.Digits(),
    "single digits": pre_tokenizers.Digits(individual_digits=True),
    "whitespace": pre_tokenizers.Whitespace(),
    "whitespace split": pre_tokenizers.WhitespaceSplit(),
    "BERT": pre_tokenizers.BertPreTokenizer(),
    **{
        f"split, {behavior}{', inverted' if invert else ''}": pre_tokenizers.Split(Regex("-|\\s"), behavior, invert)
        for behavior in ("isolated", "removed", "merged_with_previous", "merged_with_next", "contiguous")
        for invert in (False, True)
    },
}

ADDED = [
    AddedToken("card", single_word=True, normalized=False),
    AddedToken("<x>", lstrip=True, rstrip=True, normalized=False),
    AddedToken("<x><y>", normalized=False),
    AddedToken("<Loud>", normalized=True),
    AddedToken("a+b", normalized=True, single_word=True),
    AddedToken("e-mail/[x]", normalized=False),
]
ADDED_TEXTS = [
    "card cards card-card _card card\u0301 card", "a <x>  \u3000b\ufeff<x>\ufeffc", "<x><y> <x> <y>", "<LOUD> <loud>x<Loud>", "A+B a+b. xa+b",
    "<x><x>  <x>", "  <x>", "an e-mail/[x]-e-mail",
]


def added():
    tokenizer = Tokenizer.from_file(str(ROOT / "src" / "text" / "fixtures" / "families" / "bert" / "tokenizer.json"))
    tokenizer.add_tokens(ADDED)
    tokens = json.loads(tokenizer.to_str())["added_tokens"]
    return {"tokens": tokens, "texts": [[text, tokenizer.encode(text, add_special_tokens=False).ids] for text in ADDED_TEXTS]}


def config_of(field, part):
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, "?"))
    setattr(tokenizer, field, part)
    return json.loads(tokenizer.to_str())[field]


fixture = {
    "texts": TEXTS,
    "normalizers": {
        name: {
            "config": config_of("normalizer", part),
            "outputs": {key: part.normalize_str(text) for key, text in (TEXTS | {"nothing": ""}).items()},
        }
        for name, part in NORMALIZERS.items()
    },
    "preTokenizers": {
        name: {
            "config": config_of("pre_tokenizer", part),
            "outputs": {key: [piece for piece, _ in part.pre_tokenize_str(text)] for key, text in TEXTS.items()},
        }
        for name, part in PRE_TOKENIZERS.items()
    },
    "added": added(),
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{FIXTURE.stat().st_size} bytes")
