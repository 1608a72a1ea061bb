"""Golden token ids for src/text: small tokenizers built as those of the model families are, read by Python's tokenizers.

Every family's pipeline (normalizer, pre-tokenizer with its regular expression, model, post-processor, decoder, added
tokens) is that of the family's published tokenizer.json; vocabulary and merges are trained here on a few kilobytes.

Run: python tools/oracle/tokenizer_families.py     (needs tokenizers, transformers, sentencepiece)
"""

import io
import json
import random
import shutil
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from chat_templates import CONVERSATIONS, TEMPLATES
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast
from tricky_texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "src" / "text" / "fixtures" / "families"

CORPUS = [
    sentence
    for line in (ROOT / "recipes" / "tiny" / "corpus.jsonl").read_text().splitlines()[:60]
    for sentence in json.loads(line)["sentences"]
] + list(TEXTS.values()) * 2

LLAMA3_REGEX = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2_REGEX = LLAMA3_REGEX.replace(r"\p{N}{1,3}", r"\p{N}")
TEKKEN_REGEX = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def control(*contents, **options):
    return [AddedToken(content, special=True, normalized=False, **options) for content in contents]


def template(before=(), after=()):
    def build(tokenizer):
        tokens = [*before, *after]
        return processors.TemplateProcessing(
            single=" ".join([*before, "$A", *after]),
            pair=" ".join([*before, "$A", *after, "$B:1", *(f"{token}:1" for token in after)]),
            special_tokens=[(token, tokenizer.token_to_id(token)) for token in tokens],
        )

    return build


def word_pieces(specials, post, unknown="[UNK]"):
    """BERT's and MPNet's: uncased word pieces."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=unknown))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = [special.content for special in specials]
    tokenizer.train_from_iterator(CORPUS, trainers.WordPieceTrainer(vocab_size=450, special_tokens=names, show_progress=False))
    tokenizer.add_special_tokens(specials)
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = post(tokenizer)
    return tokenizer


def byte_level(specials, splitter, post=None, normalizer=None, first=(), **model):
    """Byte-level BPE; `splitter` is what cuts text before it is turned into bytes. `first` get the lowest ids."""
    tokenizer = Tokenizer(models.BPE(**model))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = splitter
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=450, special_tokens=list(first), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens(specials)
    tokenizer.decoder = decoders.ByteLevel()
    if post:
        tokenizer.post_processor = post(tokenizer)
    return tokenizer


def regex_bytes(pattern):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def sentence_pieces(first, specials, normalizer=None, pre_tokenizer=None, decoder=None, before=()):
    """BPE as sentencepiece trains it: over characters, spaces written as a mark, unknown characters as bytes."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    trained.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=420, min_frequency=2, show_progress=False))
    model = json.loads(trained.to_str())["model"]
    pieces = sorted(model["vocab"], key=model["vocab"].get)
    # Rare characters are left to the bytes.
    common = {piece for piece in pieces if len(piece) > 1 or sum(text.count(piece) for text in CORPUS) > 3 or piece == "\u2581"}
    merges = [tuple(pair) for pair in model["merges"] if all(part in common for part in pair)]
    common = {piece for piece in common if len(piece) == 1} | {"".join(pair) for pair in merges}
    order = [*first, *BYTES, *(piece for piece in pieces if piece in common)]
    vocab = {piece: i for i, piece in enumerate(dict.fromkeys(order))}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizer
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.add_special_tokens(specials)
    tokenizer.decoder = decoder
    if before:
        tokenizer.post_processor = template(before)(tokenizer)
    return tokenizer


PREPEND = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
STRIPPED = [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]


def xlm_roberta():
    """Unigram after sentencepiece's own normalization, whose table of characters is part of the file."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS), model_writer=written, vocab_size=450, model_type="unigram",
        normalization_rule_name="nmt_nfkc", character_coverage=0.99, minloglevel=2,
    )
    proto = sentencepiece_model_pb2.ModelProto.FromString(written.getvalue())
    pieces = [(piece.piece, piece.score) for piece in proto.pieces if piece.type == 1]
    vocab = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *pieces, ("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens([*control("<s>", "<pad>", "</s>", "<unk>"), *control("<mask>", lstrip=True)])
    tokenizer.post_processor = template(["<s>"], ["</s>"])(tokenizer)
    return tokenizer


def roberta_post(tokenizer):
    ends = [(token, tokenizer.token_to_id(token)) for token in ("</s>", "<s>")]
    return processors.RobertaProcessing(*ends, trim_offsets=True, add_prefix_space=False)


def llama3_post(tokenizer):
    return processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), template(["<|begin_of_text|>"])(tokenizer)]
    )


MASKED = [*control("<s>", "<pad>", "</s>", "<unk>"), *control("<mask>", lstrip=True)]
TURNS = control("<|endoftext|>", "<|im_start|>", "<|im_end|>")

# By family: the tokenizer, and the named special tokens of its tokenizer_config.json.
FAMILIES = {
    "bert": (
        lambda: word_pieces(control("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), template(["[CLS]"], ["[SEP]"])),
        {"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"},
    ),
    "mpnet": (
        lambda: word_pieces(
            [*control("<s>", "<pad>", "</s>", "[UNK]"), *control("<mask>", lstrip=True)], roberta_post
        ),
        {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "[UNK]", "pad_token": "<pad>", "mask_token": "<mask>"},
    ),
    "roberta": (
        lambda: byte_level(
            MASKED,
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True),
            roberta_post,
            first=["<s>", "<pad>", "</s>", "<unk>"],
        ),
        {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"},
    ),
    "xlm-roberta": (
        xlm_roberta,
        {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"},
    ),
    "llama-2": (
        lambda: sentence_pieces(
            ["<unk>", "<s>", "</s>"], control("<unk>", "<s>", "</s>"), PREPEND, None, decoders.Sequence(STRIPPED), ["<s>"]
        ),
        {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
    ),
    "llama-3": (
        lambda: byte_level(
            control(
                "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>"
            ),
            regex_bytes(LLAMA3_REGEX),
            llama3_post,
            ignore_merges=True,
        ),
        {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    ),
    "smollm2": (
        lambda: byte_level(
            TURNS,
            pre_tokenizers.Sequence(
                [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True)]
            ),
            first=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        ),
        {"bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "unk_token": "<|endoftext|>", "pad_token": "<|im_end|>"},
    ),
    "mistral": (
        lambda: sentence_pieces(
            ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"],
            control("<unk>", "<s>", "</s>", "[INST]", "[/INST]"),
            None,
            pre_tokenizers.Metaspace(prepend_scheme="first", split=False),
            decoders.Sequence(STRIPPED),
            ["<s>"],
        ),
        {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
    ),
    "mistral-nemo": (
        lambda: byte_level(
            control("<unk>", "<s>", "</s>", "[INST]", "[/INST]"),
            regex_bytes(TEKKEN_REGEX),
            template(["<s>"]),
            first=["<unk>", "<s>", "</s>", "[INST]", "[/INST]"],
            ignore_merges=True,
        ),
        {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
    ),
    "qwen2": (
        lambda: byte_level(TURNS, regex_bytes(QWEN2_REGEX), normalizer=normalizers.NFC()),
        {"bos_token": None, "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"},
    ),
    "gemma": (
        lambda: sentence_pieces(
            ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>", "\n\n", "\n\n\n", "\u2581\u2581", "<table>"],
            [
                *control("<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"),
                *(AddedToken(piece, normalized=False) for piece in ("\n\n", "\n\n\n", "\u2581\u2581", "<table>")),
            ],
            normalizers.Replace(" ", "\u2581"),
            pre_tokenizers.Split(" ", "merged_with_previous"),
            decoders.Sequence(STRIPPED[:-1]),
            ["<bos>"],
        ),
        {"bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>", "pad_token": "<pad>"},
    ),
    "phi-3": (
        lambda: sentence_pieces(
            ["<unk>", "<s>", "</s>"],
            [
                *control("<unk>", "<s>"),
                AddedToken("</s>", rstrip=True, normalized=False),
                *control("<|endoftext|>"),
                *control("<|assistant|>", "<|system|>", "<|end|>", "<|user|>", rstrip=True),
            ],
            PREPEND,
            None,
            decoders.Sequence(STRIPPED),
        ),
        {"bos_token": "<s>", "eos_token": "<|endoftext|>", "unk_token": "<unk>", "pad_token": "<|endoftext|>"},
    ),
}

SPECIALS = {
    "special tokens of BERT": "[CLS] a [SEP] b[MASK]c [mask] [PAD][UNK]",
    "special tokens of RoBERTa": "<s>a </s> b  <mask> c<mask><pad> <unk> </S>",
    "special tokens of Llama": "<|begin_of_text|>x<|start_header_id|>system<|end_header_id|>\n\nhi<|eot_id|> <|EOT_ID|>",
    "turns": "<|im_start|>user\nhi <|im_end|>\n<|im_start|>assistant",
    "instructions": "<s>[INST] hi [/INST] yes</s> [inst]",
    "turns of Gemma": "<bos><start_of_turn>user\nhi<end_of_turn>\n\n\n<table>a\u2581\u2581b <eos>",
    "turns of Phi": "<|user|> \n hi <|end|>\n<|assistant|>   yes <|endoftext|> no</s>  x",
    "bytes spelt out": "<0x41> <0xE2> \u2581low \u2581\u2581 \u0120G",
    "begins with a mark": "\u2581account \u2581",
    "newlines": "a\n\nb\n\n\nc\r\nd\n",
    "rare CJK": "\U00020000\U0002a6d6\u9f98 \u3400",
    "half width": "\uff76\uff9e\uff66 \uff5e \u3231 \u2460",
    "hangul parts": "\u1100\u1161\u11a8 \uac01",
    "conjoined": "fi\ufb01 \u0149 \u01c4 \u1e9b\u0323",
}


# Where scripts, marks, spaces, digits and symbols of many kinds lie.
BLOCKS = [
    (0x20, 0x7E), (0x61, 0x7A), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x6FF), (0x900, 0x97F),
    (0xE00, 0xE7F), (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE00, 0xFFEF), (0x1F300, 0x1FAFF), (0x1D400, 0x1D7FF), (0x20000, 0x2A6DF), (0x0, 0x1F),
    (0x7F, 0x9F),
]
WORDS = ["the", "account", " ", "  ", "\n", "'s", "'re", "123", "How", "!", "\t", "\u3000", "\ufeff", "\u0085", "x", "\u03a3"]


def random_text(draw, specials):
    parts = []
    for _ in range(draw.randint(1, 10)):
        kind = draw.random()
        if kind < 0.1:
            token = draw.choice(specials)
            parts.append(draw.choice([token, token.upper(), token.lower()]) if kind < 0.02 else token)
        elif kind < 0.5:
            parts.append(draw.choice(WORDS))
        else:
            parts.append(chr(draw.randint(*draw.choice(BLOCKS))))
    return "".join(parts)


def golden(tokenizer, chat):
    draw = random.Random(17)
    specials = [token["content"] for token in json.loads(tokenizer.to_str())["added_tokens"]]
    drawn = [random_text(draw, specials) for _ in range(150)]
    texts = {}
    for name, text in (TEXTS | SPECIALS).items():
        bare, whole = (tokenizer.encode(text, add_special_tokens=added).ids for added in (False, True))
        texts[name] = {"text": text, "ids": bare, "whole": whole, "decoded": tokenizer.decode(bare, skip_special_tokens=True)}
    fuzz = [[text, tokenizer.encode(text, add_special_tokens=False).ids] for text in drawn]
    return {"texts": texts, "fuzz": fuzz, **({"conversations": chat} if chat else {})}


def conversations(directory):
    """What transformers makes of each conversation, or its error."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(directory)
    rendered = {}
    for name, messages in CONVERSATIONS.items():
        entry = {"messages": messages}
        for key, prompt in (("prompt", True), ("whole", False)):
            try:
                text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompt)
            except Exception as error:
                entry[key] = {"error": str(error)}
            else:
                ids = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids
                entry[key] = {"text": text, "ids": ids}
        rendered[name] = entry
    return rendered


shutil.rmtree(OUT, ignore_errors=True)
total = 0
for family, (build, named) in FAMILIES.items():
    directory = OUT / family
    directory.mkdir(parents=True)
    tokenizer = build()
    content = json.loads(tokenizer.to_str())
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, "clean_up_tokenization_spaces": False, **named}
    if family in TEMPLATES:
        config["chat_template"] = TEMPLATES[family]
    (directory / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
    (directory / "tokenizer.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
    chat = conversations(directory) if family in TEMPLATES else None
    text = json.dumps(golden(tokenizer, chat), separators=(",", ":"), ensure_ascii=True) + "\n"
    (directory / "golden.json").write_text(text)
    size = sum(path.stat().st_size for path in directory.iterdir())
    total += size
    print(f"{family}: {tokenizer.get_vocab_size()} tokens, {size} bytes")
print(f"{total} bytes")
