"""2,000 pairs of text out of a seed, the same as src/metrics/fixtures/generated-pairs.contract.ts makes."""

MASK = 0xFFFFFFFF


def imul(a, b):
    return (a * b) & MASK


def mix32(h):
    h &= MASK
    h = imul(h ^ (h >> 16), 0x85EBCA6B)
    h = imul(h ^ (h >> 13), 0xC2B2AE35)
    return h ^ (h >> 16)


class RandomStream:
    """RandomStream of src/core/random.ts, below 2^32 draws."""

    def __init__(self, seed, name):
        h = mix32(seed ^ 0x9E3779B9) ^ 0x811C9DC5
        for byte in name.encode():
            h = imul(h ^ byte, 0x01000193)
        self.key = mix32(mix32(h) + 0x7F4A7C15)
        self.index = 0

    def below(self, n):
        word = mix32(mix32(self.index ^ self.key) + 0x9E3779B9 + self.key)
        self.index += 1
        return word * n >> 32

    def pick(self, items):
        return items[self.below(len(items))]


WORDS = (
    "the a an of to in is it you that and or not how do can i we open close card bank account phone number add remove "
    "1 2 10 3.5 1,000 2024 café naïve don't it's e.g. U.S. state-of-the-art user@example.com 50% $20 Yes YES ? ! . , ; : "
    "- ( ) \" ' … — “quoted” ‘x’ 😀 👍🏽 今天 天气 привет МОСКВА ΟΔΟΣ ΣΟΦΟΣ İstanbul ısı Straße x² ½ ١٢٣ مرحبا नमस्ते "
    "&amp; &lt;b&gt; &quot; <skipped> snake_case 5€ £3.20 №5 a.b,c 3-4 ５６ ﬁne \u00a0 \u200b \u0085 \u2028 \x1c "
    "skies dying news innings proceed agreed plastered motoring sized hopping falling hissing failing filing happy sky "
    "enjoy spied tied flies dies geology theologically callously radically"
).split(" ")
ROOTS = (
    "relat condition valenc digit conform radic differ vil analog predic oper feud decis hope call form sensit triplic "
    "electr good reviv allow infer airlin gyroscop adjust defens irrit replac adopt homolog commun activ angular effect "
    "bowdler probat rat ceas control rol geo y by toy syzyg tr oat iv private snow box tray fe bl 4th x2 abl"
).split(" ")
SUFFIXES = (
    "e s es ies sses ed eed ied ing y ly ational tional enci anci izer bli abli alli entli eli ousli ization ation ator "
    "alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance ence er ic "
    "able ible ant ement ment ent sion tion ion ou ism ate iti ous ive ize ll le ating bling izing ssing tting"
).split(" ")
SEPARATORS = [" "] * 8 + ["  ", ", ", ". ", "\n", "-", "", "? ", " . ", "-\n", "\t"]
COUNT = 2000


def piece(stream):
    word = stream.pick(WORDS) if stream.below(3) else stream.pick(ROOTS) + stream.pick(SUFFIXES)
    return word + stream.pick(SEPARATORS)


def length_of(stream, index):
    if index == 777:
        return 5000
    return 600 + stream.below(600) if index % 200 == 13 else stream.below(40)


def edited(stream, pieces):
    result = list(pieces)
    for _ in range(stream.below(2 + len(pieces) // 3)):
        if not result:
            break
        where, action = stream.below(len(result)), stream.below(4)
        if action == 0:
            del result[where]
        elif action == 1:
            result.insert(where, piece(stream))
        elif action == 2:
            result[where] = piece(stream)
        else:
            other = stream.below(len(result))
            result[where], result[other] = result[other], result[where]
    return result


def generated_pairs():
    stream = RandomStream(20251014, "pairs of text")
    pairs = []
    for index in range(COUNT):
        reference = [piece(stream) for _ in range(length_of(stream, index))]
        other = stream.below(8) == 0
        candidate = [piece(stream) for _ in range(length_of(stream, index))] if other else edited(stream, reference)
        kind = index % 50
        pairs.append(("" if kind in (0, 2) else "".join(reference), "" if kind in (1, 2) else "".join(candidate)))
    pairs[100] = ("y" * 20000 + "ing", "y" * 20000 + "ed")
    pairs[150] = ("a" * 30000, "a" * 30000)
    return pairs


def stem_words():
    stream = RandomStream(7, "words")
    words = {stream.pick(ROOTS) + "".join(stream.pick(SUFFIXES) for _ in range(1 + stream.below(2))) for _ in range(1500)}
    return sorted(words)
