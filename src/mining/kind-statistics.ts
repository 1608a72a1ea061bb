import { meanFigure } from '../metrics/mean-figures.js';
import type { KindStatistics, QueryGroup } from './mining.js';

/** The kind of a query that is repeated unchanged: the baseline for rewordings. */
export const SAME_WORDS = 'same words';

/** Of the bootstrap. */
const RESAMPLES = 2000;

interface Tally {
  wordings: number;
  asked: number;
  readonly agreements: number[];
  readonly clusters: number[];
}

/**
 * How often each kind of rewording occurs, by traffic, and how often it leaves the answer as it was.
 *
 * @param same agreement of answers to one and the same query, with the index of its group
 */
export function kindStatistics(
  groups: readonly QueryGroup[],
  same: readonly { readonly group: number; readonly agreement: number; readonly asked: number }[],
  seed: number,
): KindStatistics[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (kind: string): Tally => {
    const tally = tallies.get(kind) ?? { wordings: 0, asked: 0, agreements: [], clusters: [] };
    tallies.set(kind, tally);
    return tally;
  };
  let reworded = 0;
  for (const [cluster, { members }] of groups.entries()) {
    for (const { kinds, count, agreement } of members.slice(1)) {
      reworded += count;
      for (const kind of kinds) note(tallyOf(kind), cluster, count, agreement);
    }
  }
  const kinds = [...tallies].map(([kind, tally]) => describe(kind, tally, tally.asked / reworded, seed));
  kinds.sort((a, b) => b.asked - a.asked || (a.kind < b.kind ? -1 : 1));
  if (same.length === 0) return kinds;
  const tally: Tally = { wordings: 0, asked: 0, agreements: [], clusters: [] };
  for (const { group, agreement, asked } of same) note(tally, group, asked, agreement);
  return [...kinds, describe(SAME_WORDS, tally, 0, seed)];
}

/** Kinds with answers, the least consistent first. */
export function mostBreaking(kinds: readonly KindStatistics[]): string[] {
  return kinds
    .filter(({ consistency }) => consistency !== undefined)
    .sort((a, b) => a.consistency!.value - b.consistency!.value)
    .map(({ kind }) => kind);
}

function note(tally: Tally, cluster: number, asked: number, agreement: number | undefined): void {
  tally.wordings++;
  tally.asked += asked;
  if (agreement === undefined) return;
  tally.agreements.push(agreement);
  tally.clusters.push(cluster);
}

function describe(kind: string, { wordings, asked, agreements, clusters }: Tally, share: number, seed: number) {
  const answered = agreements.length;
  const resampling = { resamples: RESAMPLES, seed };
  const consistency = answered === 0 ? undefined : meanFigure(clusters.map(String), agreements, resampling);
  return { kind, wordings, asked, share, answered, ...(consistency && { consistency }) };
}
