import { cutBin, LOWER_BINS, magnitudeBits, UPPER_BINS } from '../arithmetic/magnitude-cut.js';
import type { TensorStream } from '../arithmetic/tensor-stream.js';
import { type MergeMethod, tunedInputs } from './method.js';

/** Added to probabilities, so that no logarithm is of zero. */
const EPSILON = 1e-8;

/**
 * Arcee Fusion: takes the most important elements from the other model. Importance is |delta| times the KL divergence
 * between the softmaxes of the two rows, the threshold is median + 1.5 (q3 - q1) of the importances. As mergekit's
 * arcee_fusion, except that quantiles are exact: mergekit estimates them from a random sample where a tensor has more than
 * a million elements.
 */
export const arceeFusion: MergeMethod = {
  name: 'arcee_fusion',
  title: 'Arcee Fusion',
  source: 'https://arcee.ai',
  inputs: { base: 'required', least: 2, most: 2 },
  parameters: [],
  merge(input) {
    const { stream } = input;
    const base = input.base as number;
    const [other] = tunedInputs(input) as [number];
    const row = stream.shape.at(-1) ?? 1;
    const importance = (chunks: readonly Float32Array[]) => importances(chunks[other]!, chunks[base]!, row);
    const [q1, median, q3] = quantiles(stream, importance, [0.25, 0.5, 0.75], row) as [number, number, number];
    const threshold = Math.fround(median + Math.fround(1.5 * Math.fround(q3 - q1)));
    stream.emit((chunks) => {
      const scores = importance(chunks);
      return chunks[base]!.map((value, i) =>
        scores[i]! >= threshold ? value + Math.fround(chunks[other]![i]! - value) : value,
      );
    }, row);
  },
};

function importances(tuned: Float32Array, base: Float32Array, row: number): Float32Array {
  const scores = new Float32Array(base.length);
  for (let at = 0; at < base.length; at += row) {
    const [p, q] = [softmax(tuned.subarray(at, at + row)), softmax(base.subarray(at, at + row))];
    const divergence = Math.fround(
      p.reduce((sum, x, i) => sum + Math.fround(x * Math.fround(Math.log(Math.fround(x / q[i]!)))), 0),
    );
    for (let i = at; i < at + row; i++) scores[i] = Math.abs(Math.fround(tuned[i]! - base[i]!)) * divergence;
  }
  return scores;
}

/** Softmax of a row plus EPSILON, as float32: the divergence of near rows is a small difference of these. */
function softmax(values: Float32Array): Float32Array {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = Math.fround(powers.reduce((sum, x) => sum + x, 0));
  return powers.map((x) => Math.fround(x / total) + Math.fround(EPSILON));
}

/**
 * The values at ranks floor(q (n - 1)) in rising order, exactly. Importances are not negative but for rounding: a sign
 * moves a value below zero, ordered by falling magnitude.
 */
function quantiles(
  stream: TensorStream,
  scores: (chunks: readonly Float32Array[]) => Float32Array,
  shares: readonly number[],
  unit: number,
): number[] {
  // Bits in rising order of the value: those of negative values are flipped.
  const order = (value: number) => (value < 0 ? 0x7fffffff - magnitudeBits(value) : magnitudeBits(value) + 2 ** 31);
  const ranks = shares.map((share) => Math.trunc(Math.fround(share * (stream.elements - 1))));
  const upper = new Float64Array(2 * UPPER_BINS);
  stream.scan((chunks) => {
    for (const score of scores(chunks)) upper[Math.floor(order(score) / LOWER_BINS)]!++;
  }, unit);
  const places = ranks.map((rank) => cutBin(upper, rank)!);
  const lower = places.map(() => new Float64Array(LOWER_BINS));
  stream.scan((chunks) => {
    for (const score of scores(chunks)) {
      const bits = order(score);
      places.forEach(({ bin }, c) => {
        if (Math.floor(bits / LOWER_BINS) === bin) lower[c]![bits % LOWER_BINS]!++;
      });
    }
  }, unit);
  return ranks.map((rank, c) => {
    const inside = cutBin(lower[c]!, rank - places[c]!.below)!;
    const bits = places[c]!.bin * LOWER_BINS + inside.bin;
    return bits >= 2 ** 31 ? fromBits(bits - 2 ** 31) : -fromBits(0x7fffffff - bits);
  });
}

const scratchBits = new Uint32Array(1);
const scratch = new Float32Array(scratchBits.buffer);
function fromBits(bits: number): number {
  scratchBits[0] = bits;
  return scratch[0]!;
}
