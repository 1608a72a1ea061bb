import { describe, expect, it } from 'vitest';
import { groupUnits } from './group-units.js';

/** Units on a line; similarity falls with distance. */
function onALine(places: readonly number[], contradictions: readonly (readonly [number, number])[] = []) {
  const similarity = (a: number, b: number) => 1 - Math.abs(places[a]! - places[b]!);
  const pairs = places
    .flatMap((_, a) => places.map((_, b) => [a, b] as const))
    .filter(([a, b]) => a < b && similarity(a, b) >= 0.7)
    .sort(([a, b], [c, d]) => similarity(c, d) - similarity(a, b));
  const list = {
    a: Int32Array.from(pairs, ([a]) => a),
    b: Int32Array.from(pairs, ([, b]) => b),
    similarity: Float32Array.from(pairs, ([a, b]) => similarity(a, b)),
  };
  const equivalent = (a: number, b: number) =>
    !contradictions.some(([c, d]) => (a === c && b === d) || (a === d && b === c));
  const { groups, ...counts } = groupUnits(places.length, list, 0.7, { similarity, equivalent });
  return { groups: groups.map(({ members }) => members), ...counts };
}

describe('groups', () => {
  it('hold what is near, around the most asked', () => {
    expect(onALine([0, 0.1, 5, 0.2, 5.1]).groups).toEqual([
      [0, 1, 3],
      [2, 4],
    ]);
  });

  it('are no chains: every member is near the medoid', () => {
    const { groups, refused } = onALine([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(groups.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const [medoid, ...others] of groups) {
      for (const member of others) expect(Math.abs(member - medoid!) * 0.2).toBeLessThanOrEqual(0.31);
    }
    expect(groups.length).toBeGreaterThan(1);
    expect(refused).toBeGreaterThan(0);
  });

  it('hold nothing that contradicts the medoid, whatever lies between', () => {
    const { groups } = onALine([0, 0.05, 0.1], [[0, 2]]);
    expect(groups).toEqual([[0, 1], [2]]);
  });
});
