import type { RandomStream } from '../../core/random.js';
import { isEntity } from '../language/entities.js';
import { isKnownWord, lookUp } from '../language/lexicon.js';
import { COMMON_MISSPELLINGS } from '../language/misspellings.js';
import { negationsOf } from '../language/negation.js';
import { numbersOf } from '../language/numbers.js';
import { isProductName } from '../language/product-names.js';
import { isProtected, rewriteFree } from '../language/protected.js';
import { isRespelling, spellingClass } from '../language/typo.js';
import { baseNumber } from '../language/word-number.js';
import { type Word, wordsOf } from '../language/words.js';
import { variationKind } from './kind.js';

/** Keys beside each other on a QWERTY keyboard, by row. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  q: 'wa',
  w: 'qes',
  e: 'wrd',
  r: 'etf',
  t: 'ryg',
  y: 'tuh',
  u: 'yij',
  i: 'uok',
  o: 'ipl',
  p: 'ol',
  a: 'qsz',
  s: 'awdx',
  d: 'sefc',
  f: 'drgv',
  g: 'fthb',
  h: 'gyjn',
  j: 'hukm',
  k: 'jil',
  l: 'kop',
  z: 'asx',
  x: 'zsdc',
  c: 'xdfv',
  v: 'cfgb',
  b: 'vghn',
  n: 'bhjm',
  m: 'njk',
};

/** Least length of a mistyped word; slips in shorter words are rare and hard to recognize. */
const SHORTEST = 5;

/** Variants offered; each has one slip. */
const OFFERED = 4;

/** Slips drawn; those that produce another word are discarded. */
const TRIES = 3 * OFFERED;

/** One slip of the keyboard in one word: two letters swapped, one dropped, doubled, or hit beside its key. */
export const spelling = variationKind({
  name: 'spelling',
  label: 'spelling',
  summary: 'typing errors, and British and American spelling',
  example: ['How do I cancel a transfer?', 'How do I cancel a transfre?'],
  byDefault: false,
  lexical: true,
  relate: (a, b) => (isRespelling(a.lower, b.lower) ? !differentNames(a, b) && 'spelling' : undefined),
  detect({ steps, question, variant }) {
    return steps.flatMap(({ kind, question: [i], variant: [j] }) =>
      kind === 'spelling' ? [`"${question[i!]!.text}" and "${variant[j!]!.text}"`] : [],
    );
  },
  apply({ text }, random) {
    const words = wordsOf(text).filter((word) => canBeMistyped(word, text));
    if (words.length === 0) return [];
    const slips = Array.from({ length: TRIES }, () => {
      const word = random.pick(words);
      return { word, typo: slip(word.text, random) };
    });
    lookUp(slips.flatMap(({ typo }) => typo?.toLowerCase() ?? []));
    const variants = new Set<string>();
    for (const { word, typo } of slips) {
      if (variants.size === OFFERED) break;
      if (typo === undefined || isKnownWord(typo.toLowerCase()) || isProductName(typo.toLowerCase())) continue;
      // "ashs" is a plural rather than a slip.
      if (baseNumber(typo.toLowerCase()) === baseNumber(word.lower)) continue;
      if (isRespelling(word.lower, typo.toLowerCase()))
        variants.add(text.slice(0, word.at) + typo + text.slice(word.at + word.text.length));
    }
    return [...variants];
  },
  canonical: {
    step: 90,
    form(text) {
      return rewriteFree(text, (free) =>
        free.replace(/(?<![\p{L}\p{N}'’])\p{Ll}+(?![\p{L}\p{N}'’])/gu, (word) => {
          const corrected = COMMON_MISSPELLINGS.get(word) ?? word;
          const american = spellingClass(corrected);
          return american !== corrected && isKnownWord(american) && !/ll|ence/.test(corrected) ? american : corrected;
        }),
      );
    },
  },
});

/** Two names that differ by a letter are two names, unless they are long and begin alike ("Manning", "Mnning"). */
function differentNames(a: Word, b: Word): boolean {
  if (!isEntity(a) || !isEntity(b)) return false;
  return Math.min(a.lower.length, b.lower.length) < 6 || a.lower[0] !== b.lower[0];
}

/** Negations and numbers are what a question says; a slip in them would be taken for their absence. */
function canBeMistyped(word: Word, text: string): boolean {
  if (negationsOf(word.text).length + numbersOf(word.text).length > 0) return false;
  if (word.text.length < SHORTEST || !/^\p{Lu}?[a-z]+$/u.test(word.text) || isEntity(word)) return false;
  return isKnownWord(word.lower) && !isProductName(word.lower) && !isProtected(text, word.at, word.text.length);
}

/** The first letter stays: it is the one that people get right. */
function slip(word: string, random: RandomStream): string | undefined {
  const at = 1 + random.below(word.length - 1);
  const letter = word[at]!;
  switch (random.below(4)) {
    case 0:
      if (at + 1 >= word.length || letter === word[at + 1]) return undefined;
      return word.slice(0, at) + word[at + 1] + letter + word.slice(at + 2);
    case 1:
      return word.slice(0, at) + word.slice(at + 1);
    case 2:
      return word.slice(0, at) + letter + word.slice(at);
    default:
      return word.slice(0, at) + random.pick([...(NEIGHBOURS[letter] ?? letter)]) + word.slice(at + 1);
  }
}
