"""Answers examples with transformers, greedily, and compares them with those of `unisono generate --greedy`.

Shows that a directory that unisono has written (merged, trained, imported) is an ordinary model to transformers.

Run: python tools/oracle/check_answers.py <model> <examples.jsonl> <answers.jsonl> <max new tokens>
"""

import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

# src/text/prompt.ts, DEFAULT_PROMPT
USER = "Answer from the help pages.{contexts} Question: {question}"
PASSAGE = " {title}: {text}"

folder, examples, answers, limit = sys.argv[1:5]
lines = lambda path: [json.loads(line) for line in open(path, encoding="utf-8")]
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
said = {line["id"]: line["answer"] for line in lines(answers)}
same = 0
for example in lines(examples):
    contexts = "".join(PASSAGE.replace("{title}", c["title"]).replace("{text}", c["text"]) for c in example["contexts"])
    content = USER.replace("{contexts}", contexts).replace("{question}", example["text"])
    text = tokenizer.apply_chat_template([{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True)
    ids = torch.tensor([tokenizer.encode(text, add_special_tokens=False)])
    with torch.no_grad():
        output = model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=int(limit), do_sample=False, pad_token_id=0
        )
    answer = tokenizer.decode(output[0, ids.shape[1] :], skip_special_tokens=True).strip()
    if answer == said[example["id"]].strip():
        same += 1
    else:
        print(f"{example['id']}: transformers {answer!r}, unisono {said[example['id']]!r}")
print(f"{same} of {len(said)} answers are the same")
