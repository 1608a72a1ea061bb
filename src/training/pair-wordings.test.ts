import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairWordings, type Wording } from './pair-wordings.js';

/** `counts[i]` wordings of question i. */
function wordings(counts: readonly number[]): Wording[] {
  return counts.flatMap((count, i) =>
    Array.from({ length: count }, (_, k) => ({ id: `q${i}#${k}`, question: `q${i}`, length: 5 })),
  );
}

const idsOf = (examples: readonly Wording[]) => examples.map(({ id }) => id);

describe('pairWordings', () => {
  it('pairs wordings of one question, each once, and leaves an odd one alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 12 }),
        fc.nat(),
        fc.nat(5),
        (counts, seed, epoch) => {
          const all = wordings(counts);
          const { rounds, alone } = pairWordings(all, seed, epoch);
          for (const [a, b] of rounds.flat()) expect(a.question).toBe(b.question);
          for (const round of rounds) expect(new Set(round.map(([a]) => a.question)).size).toBe(round.length);
          expect(idsOf([...rounds.flat(2), ...alone]).sort()).toEqual(idsOf(all).sort());
          const odd = counts.flatMap((count, i) => (count % 2 ? [`q${i}`] : []));
          expect(alone.map(({ question }) => question)).toEqual(odd);
        },
      ),
    );
  });

  it('depends on seed, epoch and question, not on what other questions there are', () => {
    const pairsOf = (counts: readonly number[], seed: number, epoch: number) =>
      pairWordings(wordings(counts), seed, epoch)
        .rounds.flat()
        .filter(([{ question }]) => question === 'q0')
        .map(idsOf);
    expect(pairsOf([8], 1, 0)).toEqual(pairsOf([8, 5, 2], 1, 0));
    expect(pairsOf([8], 1, 0)).not.toEqual(pairsOf([8], 1, 1));
    expect(pairsOf([8], 1, 0)).not.toEqual(pairsOf([8], 2, 0));
  });
});
