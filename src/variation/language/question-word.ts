import type { Differing } from './differing.js';
import { wordsOf } from './words.js';

/** Measures after "how" that ask for the same thing as another, by what they ask for. */
const MEASURES: Readonly<Record<string, string>> = {
  much: 'amount',
  many: 'count',
  long: 'time',
  soon: 'time',
  early: 'time',
  late: 'time',
  quickly: 'time',
  fast: 'speed',
  often: 'frequency',
  frequently: 'frequency',
  far: 'distance',
  old: 'age',
  big: 'size',
  large: 'size',
  tall: 'size',
  high: 'size',
};

const ASKS: Readonly<Record<string, string>> = {
  when: 'time',
  where: 'place',
  who: 'person',
  whom: 'person',
  why: 'reason',
};

/** What can be asked for in either way: "where can I complain" and "who do I complain to", "where" and "how do I find". */
const COMPATIBLE = new Set([
  'person place',
  'manner place',
  'manner person',
  'amount count',
  'count time',
  'count size',
  'speed time',
]);

/** What one question asks for, if its first word and no other says so: a time, a place, a reason, an amount. */
export function askedFor(text: string): string | undefined {
  const words = wordsOf(text).map(({ lower }) => lower);
  const [first, second = ''] = words;
  const others = words.slice(1).filter((word) => /^(what|which|how|when|where|who|whom|why)$/.test(word));
  if (first === undefined || others.length > 0) return undefined;
  if (first !== 'how') return ASKS[first];
  if (second === 'come') return 'reason';
  if (Object.hasOwn(MEASURES, second)) return MEASURES[second];
  return /^(do|does|did|can|could|should|would|to)$/.test(second) ? 'manner' : undefined;
}

/** "why" against "when": what two questions ask for, where one answer cannot serve both. */
export function differingQuestionWords(question: string, variant: string): Differing {
  const [a, b] = [askedFor(question), askedFor(variant)];
  if (a === undefined || b === undefined || a === b || COMPATIBLE.has([a, b].sort().join(' ')))
    return { question: [], variant: [] };
  return { question: [a], variant: [b] };
}
