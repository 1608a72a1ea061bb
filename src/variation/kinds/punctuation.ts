import { rewriteFree } from '../language/protected.js';
import { marksOf } from '../language/words.js';
import type { Pair } from '../pair/aligned-pair.js';
import { variationKind } from './kind.js';

/** How a question begins, which a heading or a list of keywords does not: to those no mark is added. */
const ASKS =
  /^(how|what|where|which|who|whom|whose|why|when|can|could|do|does|did|is|are|am|was|were|will|would|should|shall|may|must|has|have|in what|in which|to what|what['’]s|who['’]s|where['’]s|how['’]s)\s/i;

/** Drops the question mark, or adds it to a question that ends without any mark. */
export const punctuation = variationKind({
  name: 'punctuation',
  label: 'question mark',
  summary: 'the question mark, and any other mark between words',
  example: ['How do I pay?', 'How do I pay'],
  byDefault: true,
  lexical: true,
  detect(pair) {
    // A clause that moves takes its comma along.
    const marks = (text: string) => (pair.moved === undefined ? marksOf(text) : marksOf(text).replaceAll(',', ''));
    const [before, after] = [marks(pair.texts[0]), marks(pair.texts[1])];
    return [...(before === after ? [] : [`marks "${before}" and "${after}"`]), ...apostrophes(pair)];
  },
  apply({ text }) {
    const end = text.trim();
    if (end.endsWith('?')) {
      const bare = end.replace(/[\s?]+$/, '');
      return bare === '' ? [] : [bare];
    }
    return /[\p{L}\p{N})"'”’]$/u.test(end) && ASKS.test(end) ? [`${end}?`] : [];
  },
  canonical: {
    step: 30,
    form(text) {
      return rewriteFree(text, (free) =>
        free.replace(/[?!.,;:…]+(?=\s|$)/gu, ' ').replace(/(^|\s)[?!.,;:…]+(?=\s|$)/gu, ' '),
      )
        .replace(/ {2,}/g, ' ')
        .trim();
    },
  },
});

/** "dont" for "don't". */
function apostrophes({ steps, question, variant }: Pair): string[] {
  return steps.flatMap(({ kind, question: [i], variant: [j] }) => {
    if (kind !== 'equal' || i === undefined || j === undefined) return [];
    const [a, b] = [question[i]!, variant[j]!].map((word) => (word.contraction ?? word.text).toLowerCase());
    const bare = (word: string) => word.replace(/['’]/g, '');
    const straight = (word: string) => word.replaceAll('’', "'");
    return straight(a!) !== straight(b!) && bare(a!) === bare(b!) ? [`apostrophe in "${a}" and "${b}"`] : [];
  });
}
