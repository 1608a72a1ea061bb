import { partsOf, SUBJECT, withApostrophe } from '../language/contractions.js';
import { rewriteFree } from '../language/protected.js';
import { variationKind } from './kind.js';

/** Contractions, with the pattern of the words that each replaces. */
const CONTRACTED: readonly (readonly [pattern: RegExp, contraction: string])[] = [
  [/\bI am(?= \p{L})/gu, "I'm"],
  [/\bi am(?= \p{L})/gu, "i'm"],
  [/\b(we|you|they) are(?= \p{L})/giu, "$1're"],
  [
    /\b(I|we|you|they) have(?= (not|been|got|had|lost|made|paid|done|forgotten|already|just|never|\p{L}+ed)\b)/giu,
    "$1've",
  ],
  [/\b(I|we|you|they|he|she|it) will(?= \p{L})/giu, "$1'll"],
  [/\b(I|we|you|they|he|she) would(?= \p{L})/giu, "$1'd"],
  [/\b(what|where|who|how|that|it|he|she|there) is(?= (?!it\b|this\b|that\b|there\b|he\b|she\b)\p{L})/giu, "$1's"],
  [/\b(do|does|did|is|are|was|were|has|have|had|could|would|should) not(?= \p{L})/giu, "$1n't"],
  [/\bcan ?not(?= \p{L})/giu, "can't"],
  [/\bwill not(?= \p{L})/giu, "won't"],
];

/** Texts without a match contain no contraction and allow none. */
const CAN_CHANGE = /['’]|\b(am|are|cannot|have|is|not|will|would)\b/i;

/** Inverted auxiliaries: "why does not my card work" is not how anybody writes. */
const AUXILIARY = /^(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)$/;

/** Contracts what is spelled out ("what is" - "what's", "do not" - "don't"), and spells out what is contracted. */
export const contraction = variationKind({
  name: 'contraction',
  label: 'contractions',
  summary: 'contracted and spelled-out words',
  example: ["What's the fee if I don't pay?", 'What is the fee if I do not pay?'],
  byDefault: false,
  lexical: true,
  detect({ steps, question, variant }) {
    const found = steps.flatMap(({ kind, question: [i], variant: [j] }) => {
      if (kind === 'unexplained' || i === undefined || j === undefined) return [];
      const [a, b] = [question[i]!.contraction, variant[j]!.contraction];
      return (a === undefined) !== (b === undefined) ? [`"${a ?? b}"`] : [];
    });
    return [...new Set(found)];
  },
  apply({ text }, random) {
    if (!CAN_CHANGE.test(text)) return [];
    const variants: string[] = [];
    const spelled = spellOutText(text, false);
    if (spelled !== undefined && spelled !== text) variants.push(spelled);
    // "Doctor Who is": a name.
    if (/(?!^)\b(Who|That|It|There|What|He|She) is\b/u.test(text)) return random.shuffle(variants);
    const applying = CONTRACTED.filter(([pattern]) => text.search(pattern) >= 0);
    for (const [pattern, contracted] of applying) {
      const variant = rewriteFree(text, (free) => free.replace(pattern, contracted));
      // "cannot I": only as it stands behind its subject.
      if (variant !== text) variants.push(keepCase(variant, text));
    }
    const all = applying.reduce(
      (out, [pattern, contracted]) => rewriteFree(out, (free) => free.replace(pattern, contracted)),
      text,
    );
    if (all !== text) variants.push(keepCase(all, text));
    return [...new Set(random.shuffle(variants))];
  },
  canonical: {
    step: 20,
    form(text) {
      return spellOutText(text, true) ?? text;
    },
  },
});

/** Every contraction spelled out; with `forced` also "doesn't my card", else undefined where one would read badly. */
function spellOutText(text: string, forced: boolean): string | undefined {
  let bad = false;
  const out = rewriteFree(text, (free) => {
    const pieces = free.split(/([\p{L}\p{N}]+(?:['’][\p{L}]+)*)/u);
    for (let i = 1; i < pieces.length; i += 2) {
      const lower = pieces[i]!.toLowerCase().replaceAll('’', "'");
      if (!forced && withApostrophe(lower) !== lower) continue;
      const next = pieces[i + 2]?.toLowerCase() ?? '';
      const parts = partsOf(lower, next);
      if (parts === undefined || (!forced && lower === 'cannot')) continue;
      const [first, second] = parts as readonly [string, string];
      if (!forced && /['’]s$/.test(lower) && isAmbiguous(first, next)) bad = true;
      const inverted = second === 'not' && AUXILIARY.test(first) && pieces[i + 1] === ' ';
      if (inverted && SUBJECT.test(next)) {
        pieces[i] = keepCase(first, pieces[i]!);
        pieces[i + 2] += ' not';
        i += 2;
        continue;
      }
      if (inverted && !forced && !isBehindSubject(pieces, i)) bad = true;
      // "let us" asks for leave.
      if (lower === "let's" && !forced) bad = true;
      const joint = first === 'can' && second === 'not' && !forced ? 'cannot' : `${first} ${second}`;
      pieces[i] = keepCase(first === 'i' && pieces[i]!.startsWith('I') ? `I ${second}` : joint, pieces[i]!);
    }
    return pieces.join('');
  });
  return bad ? undefined : out;
}

/** "Jacksonville's ranking", "it's done": a possessive or "is" as likely as what the words alone tell. */
function isAmbiguous(stem: string, next: string): boolean {
  return (
    !/^(he|here|how|it|that|there|what|when|where|which|who|why|she|this|everything|something|nothing)$/.test(stem) ||
    /^(changed|done|gone|left|lost|made|paid|seen|sent|taken)$/.test(next)
  );
}

/** Whether the negated auxiliary at `i` follows its subject: a pronoun or a noun rather than a question word. */
function isBehindSubject(pieces: readonly string[], i: number): boolean {
  const before = pieces[i - 2]?.toLowerCase() ?? '';
  return before !== '' && !/^(why|how|what|when|where|who|which|so|and|but|or|if|then)$/.test(before);
}

function keepCase(text: string, source: string): string {
  return /^\p{Lu}/u.test(source) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
