import type { Differing } from '../language/differing.js';
import { numbersOf } from '../language/numbers.js';
import { areSynonyms } from '../language/synonyms.js';
import type { Pair, Step } from './aligned-pair.js';

/** Words that no rule explains, each for a reader. */
export function unexplained(pair: Pair): string[] {
  return pair.steps.filter(isLoose).map((step) => {
    const [a, b] = sidesOf(pair, step);
    return a === '' ? `"${b}" added` : b === '' ? `"${a}" missing` : `"${a}" - "${b}"`;
  });
}

/** A number that only one of two otherwise like questions has: "two cards" against "cards". */
export function looseNumbers(pair: Pair): string[] {
  const loose = pair.steps.filter(isLoose).map((step) => sidesOf(pair, step));
  const [question, variant] = [0, 1].map((side) => loose.map((sides) => sides[side]).join(' ')) as [string, string];
  const few = loose.length <= 2 && pair.steps.length >= loose.length + 2;
  const [a, b] = [numbersOf(question), numbersOf(variant)];
  return few && a.length + b.length > 0 && a.join() !== b.join()
    ? [`number: ${a.join(', ') || 'none'} against ${b.join(', ') || 'none'}`]
    : [];
}

/** Words that have changed places: "from euros to dollars" against "from dollars to euros". */
export function swappedWords(pair: Pair): string[] {
  const loose = pair.steps.filter(isLoose).map((step) => sidesOf(pair, step));
  const [question, variant] = [0, 1].map((side) =>
    loose
      .map((sides) => sides[side]!)
      .filter((text) => text !== '')
      .flatMap((text) => text.split(' ')),
  ) as [string[], string[]];
  if (question.length < 2 || [...question].sort().join(' ') !== [...variant].sort().join(' ')) return [];
  return [`the same words with other parts: ${question.map((word) => `"${word}"`).join(', ')}`];
}

/** Whether few words are left over, or a word of one list is aligned with one of the other. */
export function standsFor(pair: Pair, { question, variant }: Differing): boolean {
  const loose = pair.steps.filter(isLoose).map((step) => sidesOf(pair, step));
  const begins = (words: readonly string[], text: string) => words.some((word) => text.startsWith(word.slice(0, 4)));
  return loose.length <= 2 || loose.some(([a, b]) => begins(question, a) && begins(variant, b));
}

/** Whether one word in the place of another is all that is left over. */
export function isOneWordApart(pair: Pair): boolean {
  const loose = pair.steps.filter(isLoose);
  return loose.length === 1 && loose[0]!.question.length === 1 && loose[0]!.variant.length === 1;
}

/** Whether everything that is left over is words in the place of their synonyms. */
export function differsInSynonyms(pair: Pair): boolean {
  const loose = pair.steps.filter(isLoose).map((step) => sidesOf(pair, step));
  return loose.length > 0 && loose.every(([a, b]) => areSynonyms(a, b));
}

function isLoose({ kind }: Step): boolean {
  return kind === 'unexplained';
}

function sidesOf({ question, variant }: Pair, step: Step): [string, string] {
  return [step.question.map((i) => question[i]!.lower).join(' '), step.variant.map((i) => variant[i]!.lower).join(' ')];
}
