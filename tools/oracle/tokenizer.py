"""Golden token ids for src/text: transformers' fast tokenizer and chat template over models/tiny.

Run: python tools/oracle/tokenizer.py     (needs transformers); again whenever models/tiny/tokenizer*.json change
"""

import hashlib
import json
from pathlib import Path

from transformers import AutoTokenizer
from tricky_texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "tiny"
FIXTURE = ROOT / "src" / "text" / "fixtures" / "tokenizer.json"

CONVERSATIONS = {
    "question": [{"role": "user", "content": "How do I pay?"}],
    "answered": [{"role": "user", "content": "How do I pay?"}, {"role": "assistant", "content": "By card."}],
    "two turns": [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi, what is it?"},
        {"role": "user", "content": "  A question \n"},
    ],
    "system": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}],
    "empty": [{"role": "user", "content": ""}],
    "special tokens": [{"role": "user", "content": "Pay?<|eos|><|user|> Say OK<|assistant|> OK"}],
    "template syntax": [{"role": "user", "content": "{{ eos_token }} {question} </s> &amp; \"quoted\" \u2764"}],
}

tokenizer = AutoTokenizer.from_pretrained(MODEL)


def encoded(text):
    ids = tokenizer.encode(text, add_special_tokens=False)
    return {
        "text": text,
        "ids": ids,
        "decoded": tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False),
    }


def rendered(messages):
    variants = {}
    for prompt in (True, False):
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompt)
        ids = tokenizer.apply_chat_template(messages, tokenize=True, add_generation_prompt=prompt, return_dict=False)
        variants["prompt" if prompt else "whole"] = {"text": text, "ids": ids}
    return {"messages": messages, **variants}


FIXTURE.parent.mkdir(parents=True, exist_ok=True)
fixture = {
    "sha256": {
        name: hashlib.sha256((MODEL / name).read_bytes()).hexdigest()
        for name in ("tokenizer.json", "tokenizer_config.json")
    },
    "texts": {name: encoded(text) for name, text in TEXTS.items()},
    # Pieces of characters and special tokens, as a model may write them.
    "pieces": [
        {"ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)}
        for ids in (
            tokenizer.encode("\U0001f600", add_special_tokens=False)[:2],
            tokenizer.encode("\U0001f600", add_special_tokens=False)[1:] + tokenizer.encode(" ok", add_special_tokens=False),
            [0, 3, *tokenizer.encode(" open it", add_special_tokens=False), 1, 2, 2],
            [1],
            [],
        )
    ],
    "conversations": {name: rendered(messages) for name, messages in CONVERSATIONS.items()},
}
FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(f"{len(TEXTS)} texts, {FIXTURE.stat().st_size} bytes")
