import { isKept, MASK_BLOCK } from './dare.js';
import type { DareTiesPlan } from './kernel-plan.js';
import type { TensorStream } from './tensor-stream.js';
import { agrees, electSign } from './ties.js';

/** Settings of each model k besides its tensor. */
export interface DareTiesSettings {
  /** w_k / (1 - p) per model, as float32 (`rescaledWeight`). */
  readonly weights: readonly number[];
  /** Whether DARE keeps element `index` of model `k`. */
  readonly kept: (k: number, index: number) => boolean;
}

/**
 * DARE-TIES of one tensor (or one chunk of it), in float32 and in the order of the models:
 *
 *   delta_k = mask_k * (theta_Fk - theta_P)
 *   s       = sign(sum_k delta_k)
 *   theta   = theta_P + sum_k w_k / (1 - p) * [sign(delta_k) = s] * delta_k
 *
 * The election is over unweighted deltas and nothing is renormalized (arXiv 2510.14915, equations 3 and 5). An element that
 * no delta changes keeps the base's value, a negative zero included. The kernels give the same bits as this definition.
 */
export function dareTies(
  base: Float32Array,
  models: readonly Float32Array[],
  settings: DareTiesSettings,
): Float32Array {
  const { weights, kept } = settings;
  const merged = new Float32Array(base.length);
  const deltas = new Float32Array(models.length);
  for (let i = 0; i < base.length; i++) {
    for (let k = 0; k < models.length; k++) deltas[k] = (kept(k, i) ? models[k]![i]! : base[i]!) - base[i]!;
    const sign = electSign(deltas);
    let total = 0;
    for (let k = 0; k < models.length; k++) {
      if (agrees(deltas[k]!, sign)) total = Math.fround(total + Math.fround(weights[k]! * deltas[k]!));
    }
    merged[i] = total === 0 ? base[i]! : base[i]! + total;
  }
  return merged;
}

/** Applies a DARE-TIES plan to a whole tensor. */
export function mergeDareTies(stream: TensorStream, { base, tuned, weights, threshold, keys }: DareTiesPlan): void {
  stream.emit((chunks, first) =>
    dareTies(
      chunks[base]!,
      tuned.map((k) => chunks[k]!),
      {
        weights,
        kept(k, i) {
          const block = Math.floor((first + i) / MASK_BLOCK);
          return isKept(keys[k]!(block), first + i - block * MASK_BLOCK, threshold);
        },
      },
    ),
  );
}
