/** Queries that are one in canonical form: one unit of work for the encoder. */
export interface Unit {
  /** Numbers of the queries, the most asked first; it stands for the others. */
  readonly queries: readonly number[];
  /** Times that any of them was asked. */
  readonly count: number;
}

/** What is grouped: texts and how often each was asked, by number. */
export interface Queries {
  readonly texts: readonly string[];
  readonly counts: readonly number[];
}

/** Queries in the order of how often they were asked; among equals by text, so that the order of a log does not matter. */
export function byTraffic({ texts, counts }: Queries): (a: number, b: number) => number {
  return (a, b) => counts[b]! - counts[a]! || (texts[a]! < texts[b]! ? -1 : texts[a]! > texts[b]! ? 1 : 0);
}

/** Puts queries of the same canonical text together; units in the order of {@link byTraffic} of their first queries. */
export function mergeWordings(queries: Queries, canonical: (text: string) => string): Unit[] {
  const units = new Map<string, number[]>();
  for (const [number, text] of queries.texts.entries()) {
    const key = canonical(text);
    const unit = units.get(key);
    if (unit) unit.push(number);
    else units.set(key, [number]);
  }
  const order = byTraffic(queries);
  return [...units.values()]
    .map((numbers) => ({
      queries: numbers.sort(order),
      count: numbers.reduce((sum, number) => sum + queries.counts[number]!, 0),
    }))
    .sort((a, b) => order(a.queries[0]!, b.queries[0]!));
}
