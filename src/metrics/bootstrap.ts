import { UnisonoError } from '../core/errors.js';
import { randomKey, randomWord } from '../core/random.js';
import type { Estimate } from './figure.js';
import { percentile } from './percentile.js';

const DEFAULT_RESAMPLES = 2000;
const DEFAULT_LEVEL = 0.95;

/** Options of every bootstrap. */
export interface BootstrapOptions {
  /** Cluster of each pair: any number that pairs of one question share (see `clusterIndices`). */
  clusters: ArrayLike<number>;
  /** Number of resamples. Default: 2000. */
  resamples?: number;
  /** Share of resamples inside the interval. Default: 0.95. */
  level?: number;
  seed: number;
}

/** `clusteredBootstrap` of one statistic or of several by name. */
export type Statistics = ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>;

/** Numbers equal ids by order of first appearance, from 0. */
export function clusterIndices(ids: readonly string[]): number[] {
  const indices = new Map<string, number>();
  return ids.map((id) => {
    if (!indices.has(id)) indices.set(id, indices.size);
    return indices.get(id) as number;
  });
}

/**
 * Percentile bootstrap interval of a mean over pairs, resampling whole clusters with replacement: pairs of one
 * question are not independent (Efron and Tibshirani 1993, chapter 13; for clusters Field and Welsh 2007).
 *
 * A resample draws as many clusters as there are and takes the mean over all their pairs. Draws depend on
 * (seed, number of clusters) alone, so that statistics and models over the same pairs share their resamples.
 * `values` holds one finite number per pair, or several such arrays by name; the result has the same form.
 * Throws TOO_FEW_QUERIES without pairs, SHAPE_MISMATCH when lengths differ, a value is not finite, or an option is
 * out of range.
 */
export function clusteredBootstrap(options: BootstrapOptions & { values: ArrayLike<number> }): Estimate;
export function clusteredBootstrap<Name extends string>(
  options: BootstrapOptions & { values: Readonly<Record<Name, ArrayLike<number>>> },
): Record<Name, Estimate>;
export function clusteredBootstrap(
  options: BootstrapOptions & { values: Statistics },
): Estimate | Record<string, Estimate> {
  const { clusters, values, seed, resamples = DEFAULT_RESAMPLES, level = DEFAULT_LEVEL } = options;
  if (!Number.isInteger(resamples) || resamples < 1) fail(`resamples is ${resamples}, not a positive integer`);
  if (!(level > 0 && level < 1)) fail(`level is ${level}, not between 0 and 1`);
  const single = isArray(values);
  const named: Readonly<Record<string, ArrayLike<number>>> = single ? { value: values } : values;
  const { sizes, sums } = clusterSums(clusters, Object.values(named));
  const means = resampledMeans({ sizes, sums, resamples, draw: clusterDraw(seed, sizes.length) });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const intervals = Object.keys(named).map((name, index) => {
    const sorted = means[index]!.sort();
    return [
      name,
      {
        value: sums[index]!.reduce((sum, value) => sum + value, 0) / total,
        low: percentile(sorted, (1 - level) / 2),
        high: percentile(sorted, (1 + level) / 2),
      },
    ] as const;
  });
  return single ? intervals[0]![1] : Object.fromEntries(intervals);
}

/**
 * Interval of mean(first) - mean(second), two models' scores over the same pairs: the paired bootstrap, in which both
 * means see the same resample (Koehn 2004). Same draws and errors as `clusteredBootstrap`.
 */
export function bootstrapDifference(
  options: BootstrapOptions & { first: ArrayLike<number>; second: ArrayLike<number> },
): Estimate {
  const { first, second, ...rest } = options;
  if (first.length !== second.length) fail(`${first.length} values against ${second.length}`);
  return clusteredBootstrap({ ...rest, values: Float64Array.from(first, (value, pair) => value - second[pair]!) });
}

/** The cluster at each position of each resample, both from 0: a function of (seed, number of clusters) alone. */
export function clusterDraw(seed: number, clusters: number): (resample: number, position: number) => number {
  const key = randomKey(seed, 'bootstrap');
  return (resample, position) => Math.floor((randomWord(key, resample * clusters + position) / 2 ** 32) * clusters);
}

/**
 * Means of every statistic in every resample, unsorted: [statistics][resamples]. `sums[statistic][cluster]` over
 * `sizes[cluster]` pairs; `draw(resample, position)` names the cluster at each of the positions 0..clusters - 1.
 */
export function resampledMeans(input: {
  sizes: Float64Array;
  sums: readonly Float64Array[];
  resamples: number;
  draw: (resample: number, position: number) => number;
}): Float64Array[] {
  const { sizes, sums, resamples, draw } = input;
  const means = sums.map(() => new Float64Array(resamples));
  const drawn = new Int32Array(sizes.length);
  for (let resample = 0; resample < resamples; resample++) {
    let pairs = 0;
    for (let position = 0; position < drawn.length; position++) {
      drawn[position] = draw(resample, position);
      pairs += sizes[drawn[position]!]!;
    }
    for (const [statistic, perCluster] of sums.entries()) {
      let sum = 0;
      for (const cluster of drawn) sum += perCluster[cluster]!;
      means[statistic]![resample] = sum / pairs;
    }
  }
  return means;
}

/** Pairs and sums of every statistic per cluster, clusters in order of first appearance. */
export function clusterSums(
  clusters: ArrayLike<number>,
  statistics: readonly ArrayLike<number>[],
): { sizes: Float64Array; sums: Float64Array[] } {
  if (clusters.length === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: 'bootstrap', count: 0, least: 1 });
  const dense = clusterIndices(Array.from(clusters, String));
  const count = dense.reduce((most, cluster) => Math.max(most, cluster), 0) + 1;
  const sizes = new Float64Array(count);
  for (const cluster of dense) sizes[cluster]!++;
  const sums = statistics.map((values) => {
    if (values.length !== dense.length) fail(`${values.length} values for ${dense.length} pairs`);
    const sum = new Float64Array(count);
    for (let pair = 0; pair < dense.length; pair++) {
      if (!Number.isFinite(values[pair])) fail(`value ${pair} is ${values[pair]}`);
      sum[dense[pair]!]! += values[pair]!;
    }
    return sum;
  });
  return { sizes, sums };
}

function isArray(values: Statistics): values is ArrayLike<number> {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}

function fail(reason: string): never {
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'bootstrap', reason });
}
