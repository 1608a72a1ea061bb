import { repairSlips } from './slips.js';

/** Queries that are one in canonical form: one unit of work for the encoder. */
export interface Unit {
  /** Numbers of the queries, the most asked first; it stands for the others. */
  readonly queries: readonly number[];
  /** Times that any of them was asked. */
  readonly count: number;
}

/** Units to group: texts and how often each was asked, by number. */
export interface Queries {
  readonly texts: readonly string[];
  readonly counts: readonly number[];
}

/** Queries in the order of how often they were asked; among equals by text, so that the order of a log does not matter. */
export function byTraffic({ texts, counts }: Queries): (a: number, b: number) => number {
  return (a, b) => counts[b]! - counts[a]! || (texts[a]! < texts[b]! ? -1 : texts[a]! > texts[b]! ? 1 : 0);
}

/**
 * Puts queries of the same canonical text together, slips of the keyboard repaired ({@link repairSlips}); units in the order
 * of {@link byTraffic} of their first queries.
 */
export function mergeWordings(queries: Queries, canonical: (text: string) => string): Unit[] {
  const byText = grouped(queries.texts.keys(), (number) => canonical(queries.texts[number]!));
  const words = new Map<string, number>();
  for (const [key, numbers] of byText) {
    const asked = timesAsked(queries, numbers);
    for (const word of key.split(' ')) words.set(word, (words.get(word) ?? 0) + asked);
  }
  const slips = repairSlips(words);
  const repaired = (key: string) =>
    key
      .split(' ')
      .map((word) => slips.get(word) ?? word)
      .join(' ');
  const units = grouped(byText.keys(), repaired);
  const order = byTraffic(queries);
  return [...units.values()]
    .map((keys) => {
      const numbers = keys.flatMap((key) => byText.get(key)!);
      return { queries: numbers.sort(order), count: timesAsked(queries, numbers) };
    })
    .sort((a, b) => order(a.queries[0]!, b.queries[0]!));
}

function timesAsked({ counts }: Queries, numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + counts[number]!, 0);
}

function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
