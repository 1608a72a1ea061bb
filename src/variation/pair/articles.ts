import type { Word } from '../language/words.js';
import type { Pair } from './aligned-pair.js';

/** A noun phrase reaches this far behind its article. */
const REACH = 5;

/**
 * The articles that tell a pair apart and belong to `kind`: a or an before a noun that changes number comes and goes with
 * it, every other one is a matter of the article alone.
 */
export function articlesOf(pair: Pair, kind: 'article' | 'number'): string[] {
  return pair.steps.flatMap((step, at) => {
    if (step.kind !== 'article') return [];
    const [a, b] = [wordOf(pair.question, step.question), wordOf(pair.variant, step.variant)];
    const lone = a === undefined || b === undefined;
    const belongs = lone && /^an?$/.test((a ?? b)!.lower) && changesNumber(pair, at) ? 'number' : 'article';
    if (belongs !== kind) return [];
    return [lone ? `"${(a ?? b)!.text}" on one side` : `"${a!.text}" and "${b!.text}"`];
  });
}

/** The words that tell a pair apart by number, verbs and determiners that agree included. */
export function numbersOf({ steps, question, variant, frames }: Pair): string[] {
  const subjects = [frames?.question, frames?.variant].map((frame) => (typeof frame === 'object' ? frame.subject : ''));
  const person = steps.some(({ kind }) => kind === 'pronoun') || subjects[0] !== subjects[1];
  return steps.flatMap(({ kind, question: [i], variant: [j] }) => {
    if (kind !== 'number' && (kind !== 'agreement' || person)) return [];
    return [`"${question[i!]!.text}" and "${variant[j!]!.text}"`];
  });
}

function wordOf(words: readonly Word[], [at]: readonly number[]): Word | undefined {
  return at === undefined ? undefined : words[at];
}

/** Whether a noun that changes number follows step `at` within its noun phrase. */
function changesNumber({ steps, question, variant }: Pair, at: number): boolean {
  for (const step of steps.slice(at + 1, at + 1 + REACH)) {
    if (step.kind === 'number') return true;
    const word = wordOf(question, step.question) ?? wordOf(variant, step.variant);
    if (step.kind !== 'equal' || BOUNDARY.test(word!.lower)) return false;
  }
  return false;
}

const BOUNDARY = /^(an?|the|my|our|your|in|on|at|for|from|to|with|of|by|and|or|is|are|do|does|can|i|we|you|if|when)$/;
