import {
  DROP_PROBABILITY,
  dareTies,
  dropThreshold,
  isKept,
  MASK_BLOCK,
  maskKey,
  rescaledWeight,
} from 'unisono/merging';

/** Inputs that determine the masks of a tensor. */
export interface MaskSettings {
  readonly seed: number;
  /** DARE's p. */
  readonly dropProbability?: number;
  readonly tensor: string;
  /** The models by name. */
  readonly models: readonly string[];
}

/**
 * D_k of one tensor: what a merge by docs/method.md section 4 adds per unit of model k's weight. Signs are elected by unweighted
 * deltas, so that theta = theta_P + sum_k w_k D_k is linear in the weights.
 *
 * @param tuned the tensor of every model, in the order of `models`; tensors longer than a mask block are not supported
 */
export function maskedDeltas(
  base: Float32Array,
  tuned: readonly Float32Array[],
  settings: MaskSettings,
): Float32Array[] {
  if (base.length > MASK_BLOCK) throw new Error(`${settings.tensor} is longer than a mask block`);
  const { seed, tensor, models, dropProbability: p = DROP_PROBABILITY } = settings;
  const keys = models.map((name) => maskKey(seed, name, tensor));
  const threshold = dropThreshold(p);
  const nothing = new Float32Array(base.length);
  const deltas = tuned.map((values) => values.map((value, i) => value - base[i]!));
  return models.map((_, k) =>
    dareTies(nothing, deltas, {
      weights: models.map((_, j) => (j === k ? rescaledWeight(1, p) : 0)),
      kept: (j, i) => isKept(keys[j]!, i, threshold),
    }),
  );
}
