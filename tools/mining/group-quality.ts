import type { QueryGroup } from 'unisono/mining';
import type { TrafficLine } from './traffic.js';

/** Pairs of distinct queries: how many are in one group, how many should be, and how many both. */
export interface PairCounts {
  readonly together: number;
  readonly same: number;
  readonly both: number;
}

export interface GroupQuality {
  readonly groups: number;
  /** Share of the queries of a group that ask its most frequent question, by distinct queries. */
  readonly purity: number;
  /** Share of distinct queries, and of lines, that are in a group, of those that have a like. */
  readonly covered: number;
  /** Over all pairs of distinct queries. Pairs of one topic whose questions nobody has compared are left out. */
  readonly all: PairCounts;
  /** Over one query of each human wording, the one asked most: what no rule or slip of the keyboard has made alike. */
  readonly wordings: PairCounts;
}

/** Compares groups with the question that each line of the log is known to ask. */
export function groupQuality(groups: readonly QueryGroup[], lines: Iterable<TrafficLine>): GroupQuality {
  const known = new Map<string, TrafficLine & { count: number }>();
  for (const line of lines) {
    const query = line.query.trim();
    const before = known.get(query);
    if (before) before.count++;
    else known.set(query, { ...line, query, count: 1 });
  }
  const groupOf = new Map(groups.flatMap(({ members }, i) => members.map(({ text }) => [text, i] as const)));
  const queries = [...known.values()];
  const first = new Map<string, TrafficLine & { count: number }>();
  for (const each of queries) {
    const key = `${each.question}\n${each.wording}`;
    if ((first.get(key)?.count ?? 0) < each.count) first.set(key, each);
  }
  const byQuestion = groupBy(queries, ({ question }) => question);
  const likes = queries.filter(({ question }) => byQuestion.get(question)!.length > 1);
  const pure = groups.reduce((sum, { members }) => {
    const counts = groupBy(members, ({ text }) => known.get(text)!.question);
    return sum + Math.max(...[...counts.values()].map((list) => list.length));
  }, 0);
  return {
    groups: groups.length,
    purity: pure / groupOf.size,
    covered: likes.filter(({ query }) => groupOf.has(query)).length / likes.length,
    all: pairCounts(queries, groupOf),
    wordings: pairCounts([...first.values()], groupOf),
  };
}

function pairCounts(queries: readonly TrafficLine[], groupOf: ReadonlyMap<string, number>): PairCounts {
  const pairs = (counts: Iterable<readonly unknown[]>) =>
    [...counts].reduce((sum, { length: n }) => sum + (n * (n - 1)) / 2, 0);
  const grouped = queries.filter(({ query }) => groupOf.has(query));
  const by = (key: (line: TrafficLine) => string, list: readonly TrafficLine[]) => pairs(groupBy(list, key).values());
  const group = ({ query }: TrafficLine) => String(groupOf.get(query));
  const both = by((line) => `${group(line)}\n${line.question}`, grouped);
  // Same topic, but unlabeled: neither right nor wrong.
  const unknown = by((line) => `${group(line)}\n${line.topic}`, grouped) - both;
  return { together: by(group, grouped) - unknown, same: by(({ question }) => question, queries), both };
}

function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
