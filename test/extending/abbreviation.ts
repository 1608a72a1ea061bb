import { variationKind } from '../../src/variation/kinds/kind.js';
import { rewriteFree } from '../../src/variation/language/protected.js';

/** Words that customers shorten, whole and short. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['account', 'acct'],
  ['information', 'info'],
  ['maximum', 'max'],
]);
const WHOLE: ReadonlyMap<string, string> = new Map([...SHORT].map(([whole, short]) => [short, whole]));

/** Every word that one of the lists holds, put as that list says. */
function exchange(text: string, words: ReadonlyMap<string, string>): string {
  return rewriteFree(text, (free) => free.replace(/\p{L}+/gu, (word) => words.get(word) ?? word));
}

/** Interchanges a word and its usual abbreviation. */
export const abbreviation = variationKind({
  name: 'abbreviation',
  label: 'abbreviations',
  summary: 'a word and its usual abbreviation',
  example: ['Where is my account information?', 'Where is my acct info?'],
  byDefault: false,
  lexical: true,
  relate: (a, b) => (SHORT.get(a.lower) === b.lower || WHOLE.get(a.lower) === b.lower ? 'abbreviation' : undefined),
  detect({ steps, question, variant }) {
    return steps.flatMap(({ kind, question: [i], variant: [j] }) =>
      kind === 'abbreviation' ? [`"${question[i!]!.text}" and "${variant[j!]!.text}"`] : [],
    );
  },
  apply({ text }) {
    return [exchange(text, SHORT), exchange(text, WHOLE)].filter((variant) => variant !== text).slice(0, 1);
  },
  canonical: { step: 65, form: (text) => exchange(text, WHOLE) },
});
