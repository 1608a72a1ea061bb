import type { EmbeddingStore } from './embedding-store.js';
import type { UnitGroup } from './group-units.js';
import type { QueryTable } from './query-table.js';
import { byTraffic, type Unit } from './wordings.js';

/** The kinds of rewording that lead from one question to another; `notEquivalent` if they do not ask the same. */
export interface Reworded {
  readonly kinds: readonly string[];
  readonly notEquivalent: boolean;
}

/** Classifies how a question was reworded. `similarity` is the cosine similarity of the two. */
export type Classify = (question: string, variant: string, similarity: number) => Reworded;

/** A query of a group, by number. */
export interface MemberNumber {
  readonly query: number;
  readonly kinds: readonly string[];
  readonly similarity: number;
}

/**
 * The queries of groups, the medoid first and then by traffic, each with its kinds. A query that the classifier does not
 * find equivalent to the medoid, although another in the same canonical form was, is removed; groups of one are left out.
 */
export function describeGroups(
  groups: readonly UnitGroup[],
  units: readonly Unit[],
  store: EmbeddingStore,
  table: QueryTable,
  classify: Classify,
): { readonly groups: MemberNumber[][]; readonly ejected: number } {
  const order = byTraffic(table);
  let ejected = 0;
  const described: MemberNumber[][] = [];
  for (const { medoid, members } of groups) {
    const first = units[medoid]!.queries[0]!;
    const rest: MemberNumber[] = [];
    for (const unit of members) {
      const similarity = unit === medoid ? 1 : rounded(store.similarity(medoid, unit));
      for (const query of units[unit]!.queries) {
        if (query === first) continue;
        const { kinds, notEquivalent } = classify(table.texts[first]!, table.texts[query]!, similarity);
        if (notEquivalent) ejected++;
        else rest.push({ query, kinds, similarity });
      }
    }
    if (rest.length === 0) continue;
    rest.sort((a, b) => order(a.query, b.query));
    described.push([{ query: first, kinds: [], similarity: 1 }, ...rest]);
  }
  return { groups: described, ejected };
}

/** Rounded to four digits; further digits are not exact. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
