import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planBatches } from './batches.js';

const texts = fc.array(fc.array(fc.nat(3), { maxLength: 300 }), { maxLength: 90 });

it('puts every text in one batch that it fits, within bounds, the longest first', () => {
  fc.assert(
    fc.property(texts, (ids) => {
      const batches = planBatches(ids);
      expect(batches.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual(ids.map((_, i) => i));
      for (const [i, { rows, length }] of batches.entries()) {
        const longest = Math.max(...rows.map((row) => ids[row]?.length ?? 0));
        expect(length).toBe(Math.max(1, longest));
        expect(rows.length * length <= 2048 || rows.length === 1).toBe(true);
        expect(length).toBeLessThanOrEqual(batches[i - 1]?.length ?? length);
      }
    }),
  );
});

it('makes the same batches of the same texts in any order', () => {
  fc.assert(
    fc.property(texts, (ids) => {
      const contents = (some: readonly number[][]) => planBatches(some).map(({ rows }) => rows.map((row) => some[row]));
      expect(contents([...ids].reverse())).toEqual(contents(ids));
    }),
  );
});
