import { VARIATION_KINDS } from './kinds/index.js';
import type { CanonicalForm } from './kinds/kind.js';

/** The canonical forms of the kinds, in the order of their steps. */
const FORMS: readonly CanonicalForm[] = VARIATION_KINDS.flatMap((kind) =>
  'canonical' in kind ? [kind.canonical] : [],
).sort((a, b) => a.step - b.step);

/** Maximum number of rounds; most questions settle after two. */
const ROUNDS = 12;

/**
 * The canonical form of a question: lower case, no final mark, contractions spelled out, "how to", first person singular,
 * no articles, nouns in the singular, clauses last. Questions that differ in lexical kinds only have the same one, as far
 * as the rules reach; it is idempotent. Numbers, negations, names (but for their capitals), code and quoted text are
 * untouched. It is a key to retrieve and prompt by, telegraphic in style, and not a sentence to show.
 */
export function canonicalize(question: string): string {
  const seen: string[] = [];
  let text = question.trim();
  while (seen.length < ROUNDS && !seen.includes(text)) {
    seen.push(text);
    for (const { form } of FORMS) text = form(text);
  }
  // If the rules form a cycle, its smallest member represents it, wherever the cycle was entered.
  const circle = seen.slice(Math.max(0, seen.indexOf(text)));
  return circle.sort()[0] ?? text;
}
