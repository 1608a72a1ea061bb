import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { bootstrapDifference, clusteredBootstrap, clusterIndices, clusterSums, resampledMeans } from './bootstrap.js';
import fixture from './fixtures/bootstrap.json' with { type: 'json' };
import { percentile } from './percentile.js';

const { clusters, first, second, intervals } = fixture;

/** Pairs in clusters that share an offset, so that pairs of one cluster are alike. True mean: 0. */
function clusteredSample(name: string, count: number, offset: number): { clusters: number[]; values: Float64Array } {
  const stream = new RandomStream(11, name);
  const rows = Array.from({ length: count }, (_, cluster) => {
    const shared = offset * stream.normal();
    return Array.from({ length: 1 + stream.below(4) }, () => [cluster, shared + 0.5 * stream.normal()] as const);
  }).flat();
  return { clusters: rows.map(([cluster]) => cluster), values: Float64Array.from(rows, ([, value]) => value) };
}

describe('against numpy on the same resamples', () => {
  const difference = first.map((value, pair) => value - second[pair]!);
  it.each([
    ['first', first, intervals.first],
    ['second', second, intervals.second],
    ['difference', difference, intervals.difference],
  ] as const)('%s', (_, values, expected) => {
    const { sizes, sums } = clusterSums(clusters, [values]);
    const draw = (resample: number, position: number) => fixture.draws[resample]![position]!;
    const means = resampledMeans({ sizes, sums, resamples: fixture.draws.length, draw })[0]!;
    for (const [resample, mean] of expected.means.entries()) expect(means[resample]).toBeCloseTo(mean, 12);
    means.sort();
    expect(percentile(means, 0.025)).toBeCloseTo(expected.low, 12);
    expect(percentile(means, 0.975)).toBeCloseTo(expected.high, 12);
    expect(clusteredBootstrap({ clusters, values, seed: 1 }).value).toBeCloseTo(expected.estimate, 12);
  });
});

describe('clusteredBootstrap', () => {
  it('is a function of the seed alone', () => {
    const run = (seed: number) => clusteredBootstrap({ clusters, values: first, seed });
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
    expect(run(3).value).toBe(run(4).value);
  });

  it('does not depend on how clusters are numbered', () => {
    const renamed = clusters.map((cluster) => 1000 - 7 * cluster);
    const options = { values: first, seed: 5, resamples: 300 };
    expect(clusteredBootstrap({ clusters: renamed, ...options })).toEqual(clusteredBootstrap({ clusters, ...options }));
  });

  it('gives several statistics by name what each gets alone', () => {
    const options = { clusters, seed: 2, resamples: 200 };
    const both = clusteredBootstrap({ ...options, values: { rs: first, em: second } });
    expect(both.rs).toEqual(clusteredBootstrap({ ...options, values: first }));
    expect(both.em).toEqual(clusteredBootstrap({ ...options, values: second }));
  });

  it('covers the true mean about as often as it says, where ignoring clusters does not', () => {
    const trials = 300;
    let covered = 0;
    let coveredIgnoring = 0;
    for (let trial = 0; trial < trials; trial++) {
      const sample = clusteredSample(`trial ${trial}`, 40, 1);
      const options = { values: sample.values, seed: trial, resamples: 300 };
      const { low, high } = clusteredBootstrap({ clusters: sample.clusters, ...options });
      if (low <= 0 && high >= 0) covered++;
      const ignoring = clusteredBootstrap({ clusters: sample.clusters.map((_, pair) => pair), ...options });
      if (ignoring.low <= 0 && ignoring.high >= 0) coveredIgnoring++;
    }
    expect(covered / trials).toBeGreaterThan(0.9);
    expect(covered / trials).toBeLessThan(0.98);
    expect(coveredIgnoring / trials).toBeLessThan(0.87);
  });

  it('narrows with the level and has no width for one cluster or constant values', () => {
    const wide = clusteredBootstrap({ clusters, values: first, seed: 1 });
    const narrow = clusteredBootstrap({ clusters, values: first, seed: 1, level: 0.5 });
    expect(narrow.high - narrow.low).toBeLessThan(wide.high - wide.low);
    expect(clusteredBootstrap({ clusters: [4, 4], values: [0, 1], seed: 1 })).toEqual({
      value: 0.5,
      low: 0.5,
      high: 0.5,
    });
    expect(clusteredBootstrap({ clusters: [1, 2, 3], values: [1, 1, 1], seed: 1 })).toEqual({
      value: 1,
      low: 1,
      high: 1,
    });
  });

  it.each([
    ['no pairs', { clusters: [], values: [] }, 'TOO_FEW_QUERIES'],
    ['lengths differ', { clusters: [1, 2], values: [1] }, 'SHAPE_MISMATCH'],
    ['not finite', { clusters: [1, 2], values: [1, Number.NaN] }, 'SHAPE_MISMATCH'],
    ['no resamples', { clusters: [1], values: [1], resamples: 0 }, 'SHAPE_MISMATCH'],
    ['level', { clusters: [1], values: [1], level: 1 }, 'SHAPE_MISMATCH'],
  ])('refuses: %s', (_, options, code) => {
    expect(() => clusteredBootstrap({ seed: 1, ...options })).toThrow(expect.objectContaining({ code }));
  });
});

describe('bootstrapDifference', () => {
  it('uses the same resamples for both models', () => {
    const interval = bootstrapDifference({
      clusters,
      first: first.map((value) => value + 0.25),
      second: first,
      seed: 9,
    });
    expect(interval.value).toBeCloseTo(0.25, 12);
    expect(interval.low).toBeCloseTo(0.25, 12);
    expect(interval.high).toBeCloseTo(0.25, 12);
  });

  it('turns its sign with its arguments', () => {
    const forward = bootstrapDifference({ clusters, first, second, seed: 9 });
    const backward = bootstrapDifference({ clusters, first: second, second: first, seed: 9 });
    expect(forward.value).toBeCloseTo(-backward.value, 12);
    expect(forward.low).toBeCloseTo(-backward.high, 12);
    expect(forward.high).toBeCloseTo(-backward.low, 12);
  });

  it('refuses models with different numbers of pairs', () => {
    const options = { clusters: [1, 2], first: [1, 2], second: [1], seed: 1 };
    expect(() => bootstrapDifference(options)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});

it('clusterIndices numbers ids by first appearance', () => {
  expect(clusterIndices(['q7', 'q1', 'q7', 'q3'])).toEqual([0, 1, 0, 2]);
});
