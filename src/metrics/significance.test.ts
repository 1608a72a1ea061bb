import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bcaInterval, bcaTerms } from './bca.js';
import { clusterIndices, clusterSums } from './bootstrap.js';
import { bootstrapTotals } from './bootstrap-totals.js';
import { holm } from './holm.js';
import { mcnemar, mcnemarOfCounts } from './mcnemar.js';

interface Golden {
  readonly bca: readonly {
    name: string;
    values: number[];
    clusters: number[];
    resamples: number;
    seed: number;
    level: number;
    estimate: number;
    acceleration: number;
    percentile: [number, number];
    BCa: [number, number];
  }[];
  readonly mcnemar: readonly { counts: [number, number]; exact: number; midP: number; corrected: number }[];
  readonly holm: readonly { p: number[]; adjusted: number[] }[];
}

const GOLDEN: Golden = JSON.parse(readFileSync(new URL('./fixtures/significance.json', import.meta.url), 'utf8'));

describe('bootstrapTotals', () => {
  it.each(GOLDEN.bca)("gives SciPy's percentile and BCa intervals on the same resamples: $name", (golden) => {
    const { values, clusters, resamples, seed, level } = golden;
    const { sizes, sums } = clusterSums(clusters, [values]);
    const mean = (totals: Float64Array) => (totals[1] as number) / (totals[0] as number);
    const { figure } = bootstrapTotals({
      columns: [sizes, ...sums],
      figures: { figure: mean },
      resamples,
      seed,
      level,
    });
    expect(figure.value).toBeCloseTo(golden.estimate, 12);
    for (const end of [0, 1] as const) {
      expect(Math.abs([figure.low, figure.high][end]! - golden.percentile[end])).toBeLessThan(1e-10);
      expect(Math.abs(figure.bca[end] - golden.BCa[end])).toBeLessThan(1e-10);
    }
    const [sum, size] = [sums[0] as Float64Array, sizes];
    const total = values.reduce((a, b) => a + b, 0);
    const jackknife = Array.from(sum, (one, i) => (total - one) / (values.length - (size[i] as number)));
    expect(bcaTerms(0, [0], jackknife).acceleration).toBeCloseTo(golden.acceleration, 10);
  });

  it('gives numbers where nothing varies, and where the estimate is outside all resamples', () => {
    const { sizes, sums } = clusterSums(clusterIndices(['a', 'b', 'b']), [[0.3, 0.3, 0.3]]);
    const mean = (totals: Float64Array) => (totals[1] as number) / (totals[0] as number);
    const { figure } = bootstrapTotals({
      columns: [sizes, ...sums],
      figures: { figure: mean },
      resamples: 50,
      seed: 1,
    });
    for (const end of figure.bca) expect(end).toBeCloseTo(0.3, 12);
    const outside = bcaTerms(9, [1, 2, 3], [1, 2, 4]);
    expect(Number.isFinite(outside.bias)).toBe(true);
    const [low, high] = bcaInterval(Float64Array.of(1, 2, 3), outside, 0.95);
    expect(low).toBeLessThanOrEqual(high);
    expect(high).toBeGreaterThan(2.99);
  });

  it('refuses no clusters and a figure that is none', () => {
    const input = { resamples: 5, seed: 1 };
    expect(() => bootstrapTotals({ columns: [], figures: {}, ...input })).toThrow(
      expect.objectContaining({ code: 'TOO_FEW_QUERIES' }),
    );
    const figures = { nothing: () => Number.NaN };
    expect(() => bootstrapTotals({ columns: [Float64Array.of(1)], figures, ...input })).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
  });
});

describe('mcnemar', () => {
  it.each(GOLDEN.mcnemar)('equals statsmodels and SciPy for $counts', ({ counts, exact, midP, corrected }) => {
    const ours = mcnemarOfCounts(...counts);
    for (const [p, golden] of [
      [ours.exact, exact],
      [ours.midP, midP],
      [ours.corrected, corrected],
    ] as const) {
      expect(Math.abs(p - golden)).toBeLessThan(1e-12);
    }
    // Far out in the tail the digits are right too.
    expect(Math.abs(ours.exact - exact)).toBeLessThanOrEqual(1e-11 * exact);
    expect(mcnemarOfCounts(counts[1], counts[0])).toEqual(ours);
  });

  it('counts the pairs that one model alone gets', () => {
    expect(mcnemar([1, 1, 1, 0, 0, 1], [1, 0, 0, 1, 0, 0])).toMatchObject({
      onlyFirst: 3,
      onlySecond: 1,
      exact: 0.625,
    });
    expect(mcnemar([1, 0], [1, 0])).toEqual({ onlyFirst: 0, onlySecond: 0, exact: 1, midP: 1, corrected: 1 });
  });

  it('refuses other values and other lengths', () => {
    for (const [a, b] of [
      [[1], [1, 0]],
      [[0.5], [1]],
      [[Number.NaN], [1]],
    ] as const) {
      expect(() => mcnemar(a, b)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    }
  });
});

describe('holm', () => {
  it.each(GOLDEN.holm)('equals statsmodels for $p', ({ p, adjusted }) => {
    const ours = holm(p);
    expect(ours).toHaveLength(p.length);
    for (const [i, value] of adjusted.entries()) expect(Math.abs(ours[i]! - value)).toBeLessThan(1e-12);
  });

  it('takes an empty family, and no values that are no probabilities', () => {
    expect(holm([])).toEqual([]);
    for (const bad of [-0.1, 1.1, Number.NaN]) {
      expect(() => holm([0.5, bad])).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    }
  });
});
