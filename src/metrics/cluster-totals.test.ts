import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { bootstrapTotals } from './bootstrap-totals.js';
import { ClusterTotals, MOST_ROWS } from './cluster-totals.js';

const mean = (totals: Float64Array) => (totals[1] as number) / (totals[0] as number);

/** Means of `clusters` clusters of one to three values, and their intervals. */
function measure(clusters: number) {
  const totals = new ClusterTotals();
  const random = new RandomStream(1, `clusters ${clusters}`);
  for (let cluster = 0; cluster < clusters; cluster++) {
    const own = random.normal();
    for (let n = random.below(3); n >= 0; n--)
      totals.add(`q${cluster}`, [
        ['count', 1],
        ['sum', own + random.normal()],
      ]);
  }
  const columns = totals.over('count', ['count', 'sum']);
  return { totals, columns, interval: bootstrapTotals({ columns, figures: { mean }, resamples: 1000, seed: 1 }).mean };
}

describe('ClusterTotals', () => {
  it('has a row for each cluster, in the order in which they came', () => {
    const totals = new ClusterTotals();
    totals.add('a', [['n', 1]]);
    totals.add('b', [['m', 2]]);
    totals.add('a', [
      ['n', 4],
      ['m', 1],
    ]);
    expect(totals.exact).toBe(true);
    expect(totals.over('m', ['n', 'm', 'never'])).toEqual([
      Float64Array.of(5, 0),
      Float64Array.of(1, 2),
      Float64Array.of(0, 0),
    ]);
    expect(totals.over('n', ['m'])).toEqual([Float64Array.of(1)]);
    expect(totals.over('never', ['m'])).toEqual([Float64Array.of()]);
  });

  it('loses nothing when clusters become too many, and does not depend on when', () => {
    const totals = new ClusterTotals();
    const order = Array.from({ length: MOST_ROWS + 500 }, (_, i) => `c${i}`);
    for (const cluster of order) totals.add(cluster, [['n', 1]]);
    expect(totals.exact).toBe(false);
    const [rows] = totals.over('n', ['n']);
    expect(rows!.reduce((sum, n) => sum + n, 0)).toBe(order.length);
    const backwards = new ClusterTotals();
    for (const cluster of order.reverse()) backwards.add(cluster, [['n', 1]]);
    expect(backwards.over('n', ['n'])).toEqual([rows]);
  });

  it('gives intervals of the width that single clusters have', () => {
    const { interval, columns } = measure(20_000);
    expect(columns[0]!.length).toBeGreaterThan(3000);
    // Values of a cluster share a part of variance 1, beside one of their own: for m of 1, 2, 3 values alike the
    // variance of a ratio's mean is E[m^2 + m] / (E[m]^2 clusters).
    const expected = 2 * 1.96 * Math.sqrt((14 / 3 + 2) / 4 / 20_000);
    expect((interval.high - interval.low) / expected).toBeGreaterThan(0.92);
    expect((interval.high - interval.low) / expected).toBeLessThan(1.08);
  });
});
