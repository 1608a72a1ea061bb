import type { NeighborPairs } from './vector-index.js';

/** Relations between two units that grouping needs, by number. */
export interface Judge {
  /** Cosine similarity. */
  similarity(a: number, b: number): number;
  /** Whether the classifier finds them equivalent. */
  equivalent(a: number, b: number): boolean;
}

/** Units that ask the same; `members` begin with the medoid. */
export interface UnitGroup {
  readonly medoid: number;
  readonly members: readonly number[];
}

export interface Grouping {
  /** Every unit is in one group; most are alone. In the order of their medoids' numbers. */
  readonly groups: readonly UnitGroup[];
  /** Unions that a member too far from the medoid, or contradicting it, has prevented. */
  readonly refused: number;
  /** Pairs that the classifier was asked about. */
  readonly judged: number;
}

/**
 * Joins neighbors to groups, the most alike first. Every group is a star: each member is at least `threshold` like the
 * medoid and equivalent to it, so that a chain of small steps from one question to another cannot form a group. The medoid
 * is the unit with the lowest number, which is the one asked most. A union is all or nothing.
 *
 * @param onPair called for every finished pair
 */
export function groupUnits(
  count: number,
  pairs: NeighborPairs,
  threshold: number,
  judge: Judge,
  onPair: () => void = () => {},
): Grouping {
  const groupOf: number[][] = Array.from({ length: count }, (_, i) => [i]);
  const verdicts = new Map<number, boolean>();
  let refused = 0;
  const fits = (medoid: number, member: number): boolean => {
    const key = medoid * count + member;
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = judge.similarity(medoid, member) >= threshold && judge.equivalent(medoid, member);
    verdicts.set(key, verdict);
    return verdict;
  };
  for (const [n, a] of pairs.a.entries()) {
    onPair();
    const [first, second] = [groupOf[a]!, groupOf[pairs.b[n]!]!].sort((x, y) => x[0]! - y[0]!) as [number[], number[]];
    if (first === second) continue;
    if (!second.every((member) => fits(first[0]!, member))) {
      refused++;
      continue;
    }
    for (const member of second) {
      first.push(member);
      groupOf[member] = first;
    }
  }
  const groups = groupOf
    .filter((members, i) => members[0] === i)
    .map((members) => ({ medoid: members[0]!, members: [members[0]!, ...members.slice(1).sort((x, y) => x - y)] }));
  return { groups, refused, judged: verdicts.size };
}
