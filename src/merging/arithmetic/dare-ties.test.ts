import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DType, decode, encode } from '../../tensors/dtype.js';
import { dareTies } from './dare-ties.js';

interface Case {
  name: string;
  dtype: DType;
  p: number;
  weights: number[];
  base: number[];
  models: number[][];
  masks: string[];
  merged: number[];
}
const cases: Case[] = JSON.parse(readFileSync(new URL('../fixtures/dare-ties.json', import.meta.url), 'utf8'));

const all = () => true;
const merge = (
  base: number[],
  models: number[][],
  weights: number[],
  kept: (k: number, i: number) => boolean = all,
) => [
  ...dareTies(
    Float32Array.from(base),
    models.map((m) => Float32Array.from(m)),
    { weights, kept },
  ),
];

describe('dareTies equals PyTorch', () => {
  it.each(cases)('$name', ({ dtype, p, weights, base, models, masks, merged }) => {
    const result = merge(
      base,
      models,
      weights.map((w) => Math.fround(w / (1 - p))),
      (k, i) => masks[k]![i] === '1',
    );
    const rounded = decode(encode(Float32Array.from(result), dtype), dtype);
    if (dtype === 'BF16') expect([...rounded]).toEqual(merged);
    else for (const [i, value] of merged.entries()) expect(Math.abs(rounded[i]! - value)).toBeLessThanOrEqual(1e-8);
    expect([...rounded]).not.toEqual(base);
  });
});

describe('dareTies', () => {
  it('keeps only what agrees with the elected sign, unweighted', () => {
    // Deltas 3, -1, -1: the sum is positive, although the weighted sum would not be.
    expect(merge([10], [[13], [9], [9]], [0.5, 4, 4])).toEqual([11.5]);
  });

  it('keeps the base where the deltas cancel or all are dropped', () => {
    expect(
      merge(
        [1, 1],
        [
          [1.5, 7],
          [0.5, 7],
        ],
        [1, 1],
        (_, i) => i === 0,
      ),
    ).toEqual([1, 1]);
  });

  it('keeps a negative zero of the base', () => {
    expect(Object.is(merge([-0], [[-0]], [1])[0], -0)).toBe(true);
    expect(Object.is(merge([-0], [[5]], [1], () => false)[0], -0)).toBe(true);
  });

  it('lets a NaN of a model through, unless it is dropped', () => {
    const nan = Number.NaN;
    expect(
      merge(
        [1, 1, 1],
        [
          [2, nan, nan],
          [2, 2, 2],
        ],
        [1, 1],
        (k, i) => k === 1 || i < 2,
      ),
    ).toEqual([3, nan, 2]);
  });

  const values = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 20 });
  const weights = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 8 });

  it('gives the base for identical models, and for weights of 0', () => {
    fc.assert(
      fc.property(values, values, weights, (base, other, ws) => {
        expect(
          merge(
            base,
            ws.map(() => base),
            ws,
          ),
        ).toEqual(base);
        const model = base.map((x, i) => x + (other[i] ?? 1));
        expect(
          merge(
            base,
            ws.map(() => model),
            ws.map(() => 0),
          ),
        ).toEqual(base);
      }),
    );
  });

  it('gives the model for one model with weight 1 and nothing dropped', () => {
    fc.assert(
      fc.property(values, values, (base, model) => {
        const size = Math.min(base.length, model.length);
        merge(base.slice(0, size), [model.slice(0, size)], [1]).forEach((x, i) => {
          // Two roundings of float32, of the difference and of the sum.
          const scale = Math.abs(base[i]!) + Math.abs(model[i]!);
          expect(Math.abs(x - model[i]!)).toBeLessThanOrEqual(scale * 2 ** -23);
        });
      }),
    );
  });
});
