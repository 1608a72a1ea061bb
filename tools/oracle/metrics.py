"""Golden values for src/metrics: rouge-score, sacrebleu and numpy on pairs of text that are easy to get wrong.

Run: python tools/oracle/metrics.py     (needs rouge-score, sacrebleu, numpy)
"""

import json
import random
from pathlib import Path

import numpy as np
import sacrebleu
from rouge_score import rouge_scorer

FIXTURES = Path(__file__).resolve().parents[2] / "src" / "metrics" / "fixtures"

HAND_WRITTEN = [
    ("", ""),
    ("", "something"),
    ("something", ""),
    (" ", "\t\n"),
    ("a", "a"),
    ("a", "b"),
    ("a b", "b a"),
    ("yes", "Yes"),
    ("yes", "yes."),
    ("Yes!", "yes?"),
    ("no no no", "no"),
    ("no", "no no no no"),
    ("the the the the", "the cat the dog the"),
    ("police killed the gunman", "police kill the gunman"),
    ("police killed the gunman", "the gunman kill police"),
    ("police killed the gunman", "the gunman police killed"),
    ("one two three", "one two three four"),
    ("one two three four five", "one two three four five"),
    ("one two three four five", "one two three five four"),
    ("It costs $3.50.", "It costs $ 3.50 ."),
    ("1,000,000 people", "1000000 people"),
    ("1,000.5 and 2.5e-3", "1,000.5 and 2.5e-3."),
    ("version 3.11.4-rc1", "version 3.11.4 - rc1"),
    ("pi is 3.14159", "pi is 3,14159"),
    ("it is .5 or 5.", "it is 0.5 or 5"),
    ("between 10-20 days", "between 10 - 20 days"),
    ("between 10–20 days", "between 10-20 days"),
    ("well-known state-of-the-art", "well known state of the art"),
    ("don't can't won't", "do n't ca n't wo n't"),
    ("John's book", "Johns book"),
    ("'quoted' \"double\"", "quoted double"),
    ("“curly” ‘quotes’", "\"curly\" 'quotes'"),
    ("AT&T &amp; co", "AT&T & co"),
    ("&lt;b&gt; &quot;x&quot;", "<b> \"x\""),
    ("&amp;lt;", "<"),
    ("<skipped> text", "text"),
    ("hyphen-\nated word", "hyphenated word"),
    ("line one\nline two", "line one line two"),
    ("carriage\r\nreturn here", "carriage return here"),
    ("tab\tseparated\tvalues", "tab separated values"),
    ("no\u00a0break\u00a0space here", "no break space here"),
    ("zero\u200bwidth space", "zerowidth space"),
    ("byte\ufefforder mark", "byteorder mark"),
    ("trailing mark\ufeff", "trailing mark"),
    ("next\u0085line here too", "next line here too"),
    ("unit\x1fseparator and file\x1cseparator", "unit separator and file separator"),
    ("line\u2028separator paragraph\u2029end", "line separator paragraph end"),
    ("ideographic\u3000space here now", "ideographic space here now"),
    ("mongolian\u180evowel", "mongolian vowel"),
    ("café au lait", "cafe au lait"),
    ("cafe\u0301 au lait s'il vous plaît", "café au lait s'il vous plaît"),
    ("naïve façade coöperate", "naive facade cooperate"),
    ("Straße in Köln", "STRASSE IN KÖLN"),
    ("İstanbul'da İyi günler dostum", "istanbul'da iyi günler dostum"),
    ("ısı IŞIK", "ISI ışık"),
    ("ΟΔΟΣ ΣΟΦΟΣ ΟΔΥΣΣΕΥΣ σ", "οδος σοφος οδυσσευς σ"),
    ("300 \u212a and 5 \u212b", "300 k and 5 å"),
    ("ﬁne ﬂow", "fine flow"),
    ("ＦＵＬＬ ｗｉｄｔｈ １２３", "FULL width 123"),
    ("x² + y³ = z½", "x2 + y3 = z1/2"),
    ("١٢٣ ٤٥٦", "123 456"),
    ("今天天气很好。", "今天天气很好。"),
    ("今天天气很好。", "明天天气不好。"),
    ("東京は日本の首都です", "東京 は 日本 の 首都 です"),
    ("Москва — столица России", "Москва является столицей России"),
    ("Привет, мир! Привет, мир! Привет", "Привет , мир ! Привет , мир ! Привет"),
    ("مرحبا بالعالم، كيف حالك؟", "مرحبا بالعالم كيف حالك"),
    ("שלום עולם", "שלום עולם"),
    ("नमस्ते दुनिया, आप कैसे हैं", "नमस्ते दुनिया आप कैसे हैं"),
    ("สวัสดีชาวโลก", "สวัสดีชาวโลก"),
    ("emoji 😀 test 👍🏽 ok", "emoji test ok"),
    ("😀.5 😀,x 5.😀", "😀 .5 😀 , x 5. 😀"),
    ("👨‍👩‍👧‍👦 family", "family 👨‍👩‍👧"),
    ("😀😀 😀 😀", "😀 😀 😀😀"),
    ("a.b.c.d", "a . b . c . d"),
    ("a,b,,c,1,,2", "a , b , , c , 1 , , 2"),
    ("1.2.3.", "1.2.3"),
    ("...", "…"),
    ("!!!???", "!?"),
    ("-- - --- 1- -1", "-- - --- 1 - -1"),
    ("under_score snake_case", "under score snake case"),
    ("path/to/file.txt", "path / to / file.txt"),
    ("C:\\Users\\name", "C : \\ Users \\ name"),
    ("user@example.com", "user @ example.com"),
    ("https://example.com/a?b=c&d=e#f", "https example com a b c d e f"),
    ("(parentheses) [brackets] {braces}", "parentheses brackets braces"),
    ("50% of #1 + *stars* ^caret ~tilde `tick` |pipe|", "50 % of # 1 + stars caret tilde tick pipe"),
    ("a=b;c:d<e>f", "a = b ; c : d < e > f"),
    ("e.g. this, i.e. that", "eg this ie that"),
    ("U.S.A. and U.K.", "USA and UK"),
    ("Mr. Smith went to Washington D.C.", "Mr Smith went to Washington DC"),
    ("It's 5 o'clock; don't be late!", "its five oclock dont be late"),
    ("The answer is 42.", "The answer is forty-two."),
    ("The answer is 42.", "42"),
    ("x", "x y z w v u t s"),
    ("x y z w v u t s", "x"),
    ("  leading and trailing   ", "leading and trailing"),
    ("ends with a spaced period .", "ends with a spaced period."),
    ("A1b2 C3", "a1b2 c3"),
    ("a1 b2", "a 1 b 2"),
    ("w " * 32 + "end", "w " * 31 + "end"),
    ("constructor toString __proto__ hasOwnProperty", "constructor __proto__ toString valueOf"),
    ("$1 $& $$ $`", "$ 1 $ & $ $ $ `"),
    ("To reset the password, open Settings and choose Reset.", "Open Settings, then choose Reset to reset the password."),
    ("You can return the item within 30 days.", "The item can be returned within thirty days."),
    ("Call 0800 123-4567 from 9:00 to 17:30.", "Call 0800-123-4567 between 9.00 and 17.30"),
    ("null undefined NaN true false", "None nan True False"),
]

WORDS = (
    "the a an of to in is it you that and or not how do can i we open close card bank account phone number add remove "
    "contact page file 1 2 10 3.5 1,000 2024 café naïve don't it's e.g. U.S. state-of-the-art user@example.com 50% $20 "
    "Yes yes YES ? ! . , ; : - ( ) \" ' … — 😀 今天 привет"
).split()


def random_text(rng: random.Random, length: int) -> str:
    words = rng.choices(WORDS, k=length)
    return "".join(word + rng.choice([" ", " ", " ", "  ", ", ", ". ", "\n", "-", ""]) for word in words)


def edited(rng: random.Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(rng.randint(0, 1 + len(words) // 3)):
        where = rng.randrange(len(words))
        action = rng.randrange(4)
        if action == 0 and len(words) > 1:
            del words[where]
        elif action == 1:
            words.insert(where, rng.choice(WORDS))
        elif action == 2:
            words[where] = rng.choice(WORDS)
        else:
            other = rng.randrange(len(words))
            words[where], words[other] = words[other], words[where]
    return " ".join(words)


def all_pairs() -> list[tuple[str, str]]:
    rng = random.Random(20251014)
    pairs = list(HAND_WRITTEN)
    for length in [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25] * 6:
        reference = random_text(rng, length)
        pairs.append((reference, edited(rng, reference)))
    for length in [30, 31, 32, 33, 34, 63, 64, 65, 66, 96, 97, 128, 129, 160]:
        reference = random_text(rng, length)
        pairs.append((reference, edited(rng, reference)))
    for length in [33, 64, 100, 200]:
        pairs.append((" ".join(rng.choices("abc", k=length)), " ".join(rng.choices("abc", k=length + 7))))
        pairs.append((random_text(rng, length), random_text(rng, length // 2)))
    return pairs


def text_fixture() -> dict:
    scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
    pairs = all_pairs()
    rows = []
    for reference, candidate in pairs:
        rouge = scorer.score(reference, candidate)["rougeL"]
        rows.append({
            "reference": reference,
            "candidate": candidate,
            "rouge": [rouge.precision, rouge.recall, rouge.fmeasure],
            "bleu": sacrebleu.sentence_bleu(candidate, [reference]).score,
            "bleuLower": sacrebleu.sentence_bleu(candidate, [reference], lowercase=True).score,
        })
    candidates = [candidate for _, candidate in pairs]
    references = [reference for reference, _ in pairs]

    def corpus(start: int, end: int, lowercase: bool) -> dict:
        score = sacrebleu.corpus_bleu(candidates[start:end], [references[start:end]], lowercase=lowercase).score
        return {"start": start, "end": end, "lowercase": lowercase, "bleu": score}

    multiple = []
    for index in range(110, 160, 5):
        group = references[index : index + 3]
        score = sacrebleu.sentence_bleu(candidates[index], group).score
        multiple.append({"candidate": index, "references": [index, index + 1, index + 2], "bleu": score})
    ranges = [(0, len(pairs)), (0, 12), (5, 10), (50, 90), (110, 130), (150, 190)]
    return {
        "pairs": rows,
        "corpora": [corpus(start, end, lowercase) for start, end in ranges for lowercase in (False, True)],
        "multipleReferences": multiple,
    }


def bootstrap_fixture() -> dict:
    rng = np.random.default_rng(7)
    count, resamples = 14, 250
    clusters = np.concatenate([np.arange(count), rng.integers(0, count, 46)])
    rng.shuffle(clusters)
    first = np.clip(rng.normal(0.6, 0.3, clusters.size) + 0.05 * clusters / count, 0, 1)
    second = (rng.random(clusters.size) < 0.5).astype(float)
    _, order = np.unique(clusters, return_index=True)
    names = clusters[np.sort(order)]  # order of first appearance
    members = [np.flatnonzero(clusters == name) for name in names]
    draws = rng.integers(0, count, (resamples, count))
    taken = [np.concatenate([members[cluster] for cluster in draw]) for draw in draws]

    def interval(values: np.ndarray) -> dict:
        means = np.array([values[pairs].mean() for pairs in taken])
        low, high = np.percentile(means, [2.5, 97.5])
        return {"estimate": values.mean(), "low": low, "high": high, "means": means[:20].tolist()}

    return {
        "clusters": clusters.tolist(),
        "first": first.tolist(),
        "second": second.tolist(),
        "draws": draws.tolist(),
        "intervals": {"first": interval(first), "second": interval(second), "difference": interval(first - second)},
    }


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, fixture in [("text-pairs", text_fixture()), ("bootstrap", bootstrap_fixture())]:
        (FIXTURES / f"{name}.json").write_text(json.dumps(fixture, ensure_ascii=True) + "\n")
