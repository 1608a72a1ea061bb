import type { DeltaPlan, Sparsifier } from './kernel-plan.js';
import { addMagnitudes, rescaleFactor, SUM_BLOCK } from './norms.js';
import { createMasks, type Mask } from './sparsify.js';
import type { TensorStream } from './tensor-stream.js';

/** Sums of weights nearer to zero than this count as 1, to avoid dividing by them. */
const SMALL_WEIGHT = 1e-8;

/**
 * The task arithmetic that most methods share, in plain TypeScript, float32 and the order of the models:
 *
 *   delta_k = mask_k * (theta_k - theta_base), times L1(before) / L1(after) if it is rescaled
 *   d_k     = w_k * delta_k
 *   s       = sign(sum_k d_k), an exact zero counts as positive; without an election every d_k agrees
 *   theta   = theta_base + lambda * (sum_k [d_k agrees] d_k) / (sum_k [d_k agrees] w_k if normalized, else 1)
 *
 * The rescaling is folded into w_k. An element that no delta changes keeps the base's value, a negative zero included. A
 * NaN in a model gives NaN in the result.
 */
export function mergeDeltas(stream: TensorStream, plan: DeltaPlan): void {
  const { base, tuned, sparsifiers } = plan;
  // Sums need whole blocks, ranks whole rows, which sums then take one by one.
  const row = sparsifiers.find((s) => s.kind === 'ranked')?.row;
  const unit = row ?? SUM_BLOCK;
  const delta = (chunks: readonly Float32Array[], n: number) => {
    const [from, to] = [chunks[base]!, chunks[tuned[n]!]!];
    return Float32Array.from(from, (value, i) => to[i]! - value);
  };
  const masks = createMasks(stream, sparsifiers, delta);
  const factors = plan.rescale ? rescaleFactors(stream, plan, unit, row, masks(), delta) : tuned.map(() => 1);
  const scaled = plan.weights.map((weight, n) => Math.fround(Math.fround(weight) * factors[n]!));
  const chosen = masks();
  stream.emit((chunks, first) => {
    const deltas = tuned.map((_, n) => {
      const values = delta(chunks, n);
      const kept = new Uint8Array(values.length);
      chosen[n]!(values, first, kept);
      return values.map((value, i) => (kept[i] === 1 ? Math.fround(value * scaled[n]!) : 0));
    });
    return chunks[base]!.map((value, i) => mergeElement(value, deltas, i, plan));
  }, unit);
}

function rescaleFactors(
  stream: TensorStream,
  { tuned, sparsifiers }: DeltaPlan,
  unit: number,
  row: number | undefined,
  masks: readonly Mask[],
  delta: (chunks: readonly Float32Array[], n: number) => Float32Array,
): number[] {
  const [before, after] = [tuned.map(() => 0), tuned.map(() => 0)];
  stream.scan((chunks, first) => {
    for (const n of tuned.keys()) {
      if (!isRescaled(sparsifiers[n]!)) continue;
      const values = delta(chunks, n);
      const kept = new Uint8Array(values.length);
      masks[n]!(values, first, kept);
      const step = row ?? values.length;
      for (let at = 0; at < values.length; at += step) {
        before[n] = addMagnitudes(before[n]!, values.subarray(at, at + step));
        after[n] = addMagnitudes(after[n]!, values.subarray(at, at + step), kept.subarray(at, at + step));
      }
    }
  }, unit);
  return tuned.map((_, n) => (isRescaled(sparsifiers[n]!) ? rescaleFactor(before[n]!, after[n]!) : 1));
}

/** Whether some but not all elements are dropped, so that rescaling has an effect. */
export function isRescaled(sparsifier: Sparsifier): boolean {
  return sparsifier.kind !== 'all' && sparsifier.kind !== 'none';
}

function mergeElement(value: number, deltas: readonly Float32Array[], i: number, plan: DeltaPlan): number {
  let sign = 1;
  if (plan.elect) {
    let sum = 0;
    for (const d of deltas) sum = Math.fround(sum + d[i]!);
    sign = sum < 0 ? -1 : 1;
  }
  let [total, divisor] = [0, 0];
  for (let n = 0; n < deltas.length; n++) {
    const weight = Math.fround(plan.weights[n]!);
    const agreeing = deltas[n]![i]! * sign;
    if (!plan.elect) {
      total = Math.fround(total + agreeing);
      divisor = Math.fround(divisor + weight);
    } else if (!(agreeing <= 0)) {
      total = Math.fround(total + agreeing);
      if (agreeing > 0) divisor = Math.fround(divisor + weight);
    }
  }
  if (plan.normalize) total = Math.fround(total / safeDivisor(divisor, plan.elect !== false));
  if (plan.lambda !== 1) total = Math.fround(total * Math.fround(plan.lambda));
  return total === 0 ? value : Math.fround(value + total * sign);
}

/**
 * Divisor of a sum of weighted deltas: the sum of their weights, or 1 where that is zero (without an election: nearly
 * zero).
 */
export function safeDivisor(divisor: number, elected: boolean): number {
  return elected ? (divisor === 0 ? 1 : divisor) : Math.abs(divisor) < SMALL_WEIGHT ? 1 : divisor;
}
