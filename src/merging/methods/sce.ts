import {
  cutAt,
  cutBin,
  LOWER_BINS,
  type MagnitudeCut,
  magnitudeBits,
  UPPER_BINS,
} from '../arithmetic/magnitude-cut.js';
import type { TensorStream } from '../arithmetic/tensor-stream.js';
import { type MergeMethod, type MethodInput, numberOf, tunedInputs } from './method.js';

/** If mean squares add up to less than this, all models have the same weight. */
const SMALL = 1e-6;
/** The smallest sum of weights used as a divisor. */
const LEAST_DIVISOR = Math.fround(1e-6);

/**
 * SCE, select, calculate, erase (Wan et al., "FuseChat", arXiv 2408.07990, section 3.3): keep the elements whose deltas vary
 * most between models, weigh each model by its mean squared delta, erase what disagrees with the elected sign, and
 * average. As mergekit's sce; of equal variances at the boundary the first are kept.
 */
export const sce: MergeMethod = {
  name: 'sce',
  title: 'SCE',
  source: 'https://arxiv.org/abs/2408.07990',
  inputs: { base: 'required' },
  parameters: [
    { name: 'select_topk', type: 'number', scope: 'shared', default: 1, description: 'share of elements selected' },
    { name: 'int8_mask', type: 'boolean', scope: 'shared', default: false, description: 'no effect on results' },
  ],
  merge(input) {
    const tuned = tunedInputs(input);
    const { stream } = input;
    const deltas = (chunks: readonly Float32Array[]) => deltasOf(chunks, tuned, input.base as number);
    if (tuned.length === 0) {
      stream.emit((chunks) => chunks[input.base as number]!.slice());
      return;
    }
    const select = selection(input, tuned);
    const squares = tuned.map(() => 0);
    const selecting = select();
    stream.scan((chunks) => {
      const values = deltas(chunks);
      const kept = selecting(values);
      values.forEach((delta, n) => {
        for (let i = 0; i < delta.length; i++) if (kept[i]) squares[n]! += delta[i]! * delta[i]!;
      });
    });
    const means = squares.map((square) => square / stream.elements);
    const total = means.reduce((sum, mean) => sum + mean, 0);
    const weights = means.map((mean) => Math.fround(Math.abs(total) < SMALL ? 1 / means.length : mean / total));
    const merging = select();
    stream.emit((chunks) => {
      const values = deltas(chunks);
      const kept = merging(values);
      return chunks[input.base as number]!.map((value, i) =>
        kept[i] ? value + mergedDelta(values, weights, i) : value,
      );
    });
  },
};

function deltasOf(chunks: readonly Float32Array[], tuned: readonly number[], base: number): Float32Array[] {
  const from = chunks[base]!;
  return tuned.map((k) => chunks[k]!.map((value, i) => value - from[i]!));
}

function mergedDelta(values: readonly Float32Array[], weights: readonly number[], i: number): number {
  let sum = 0;
  for (const delta of values) sum = Math.fround(sum + delta[i]!);
  const sign = sum < 0 ? -1 : 1;
  let [merged, divisor] = [0, 0];
  for (const [n, delta] of values.entries()) {
    if (delta[i]! * sign <= 0) continue;
    merged = Math.fround(merged + Math.fround(delta[i]! * weights[n]!));
    divisor = Math.fround(divisor + weights[n]!);
  }
  return Math.fround(merged / Math.max(LEAST_DIVISOR, divisor));
}

/** Which elements are selected. It counts elements, so every pass needs a new one. */
function selection({ stream, shared, base }: MethodInput, tuned: readonly number[]) {
  const share = numberOf(shared, 'select_topk');
  type Selecting = (deltas: readonly Float32Array[]) => Uint8Array;
  if (share >= 1) return (): Selecting => (deltas) => new Uint8Array(deltas[0]!.length).fill(1);
  const varied = (chunks: readonly Float32Array[]) => variances(deltasOf(chunks, tuned, base as number));
  const cut = share <= 0 ? undefined : topCut(stream, varied, share);
  return (): Selecting => {
    let equal = 0;
    return (deltas) =>
      Uint8Array.from(variances(deltas), (variance) => {
        const bits = magnitudeBits(variance);
        if (cut === undefined) return 0;
        return Number(bits > cut.bits || (bits === cut.bits && equal++ < cut.firstOfEqual));
      });
  };
}

/** Population variance over the models, per element, as float32. */
function variances(deltas: readonly Float32Array[]): Float32Array {
  return deltas[0]!.map((_, i) => {
    const mean = deltas.reduce((sum, delta) => sum + delta[i]!, 0) / deltas.length;
    return deltas.reduce((sum, delta) => sum + (delta[i]! - mean) ** 2, 0) / deltas.length;
  });
}

/** The cut above which lie the largest variances: a share of those that are not zero. */
function topCut(
  stream: TensorStream,
  varied: (chunks: readonly Float32Array[]) => Float32Array,
  share: number,
): MagnitudeCut | undefined {
  const upper = new Float64Array(UPPER_BINS);
  let nonzero = 0;
  stream.scan((chunks) => {
    for (const variance of varied(chunks)) {
      if (variance !== 0) nonzero++;
      upper[magnitudeBits(variance) >>> 16]!++;
    }
  });
  const chosen = Math.trunc(nonzero * share);
  if (chosen === 0) return undefined;
  const rank = stream.elements - chosen;
  const place = cutBin(upper, rank);
  const lower = new Float64Array(LOWER_BINS);
  stream.scan((chunks) => {
    for (const variance of varied(chunks)) {
      const bits = magnitudeBits(variance);
      if (bits >>> 16 === place?.bin) lower[bits & 0xffff]!++;
    }
  });
  return cutAt(place, lower, rank);
}
