import type { Pair } from './aligned-pair.js';

/** Auxiliaries of questions that the one who is asked answers about: "do you ship", "will you refund". */
const YES_NO = /^(do|did|will|would|are|have|were)$/;

const FIRST = /^(i|we|me|us|my|our|mine|ours|myself|ourselves)$/;

/**
 * The reason why the pronouns of a pair change its meaning: "how can I contact you" against "how can you contact me" swaps
 * who acts, and "do you ship to Malta" asks something else than "do I ship to Malta". Undefined where they only reword.
 */
export function isSwappedRole({ steps, question, variant, whole }: Pair): string | undefined {
  const changes = steps
    .filter(({ kind }) => kind === 'pronoun')
    .map(({ question: [i], variant: [j] }) => [question[i!]!.lower, variant[j!]!.lower] as const)
    .filter(([a, b]) => a.startsWith('you') !== b.startsWith('you'));
  const toYou = changes.filter(([, b]) => b.startsWith('you'));
  if (toYou.length > 0 && toYou.length < changes.length) return 'who does it to whom is the other way round';
  if (changes.length === 0) return undefined;
  const stays = steps.some(
    ({ kind, question: [i] }) => kind === 'equal' && i !== undefined && FIRST.test(question[i]!.lower),
  );
  const asked = whole.some((words) => YES_NO.test(words[0]?.lower ?? '') && words[1]?.lower === 'you');
  const subject = changes.some(([a, b]) => /^(you|i|we)$/.test(a) && /^(you|i|we)$/.test(b));
  return subject && (asked || stays) ? 'what the one who is asked does against what the one who asks does' : undefined;
}
