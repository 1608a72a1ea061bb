import { z } from 'zod';
import type { SimilaritySample } from '../../src/consistency/similarity-sample.js';
import type { Weights } from '../../src/consistency/weights.js';
import type { LayerInterference } from './interference.js';

const Shares = z.strictObject({ overlap: z.number(), conflict: z.number(), lost: z.number() });
const PerModel = z.array(z.number());

/** experiments/results/by-layer-<set>.json: what the layers of one run's specialists look like. */
export const ByLayer = z.strictObject({
  title: z.string(),
  seed: z.int(),
  models: z.array(z.string()).min(1),
  /** How d was measured, over how many dev queries. */
  distance: z.string(),
  pooling: z.string(),
  queries: z.int().positive(),
  a: z.number(),
  b: z.number(),
  dropProbability: z.number(),
  layers: z
    .array(
      z.strictObject({
        layer: z.int().nonnegative(),
        /** Distance and weight of every model: d_k^l and w_k^l. */
        d: PerModel,
        w: PerModel,
        /** Margin of the nearest model over the second, with its 95 % interval; null where it cannot be told. */
        lead: z.strictObject({ model: z.int(), margin: z.number(), low: z.number(), high: z.number() }).nullable(),
        relativeDelta: PerModel,
        cosines: PerModel,
        plain: Shares,
        masked: Shares,
        merged: z.strictObject({ relativeDelta: z.number(), opposed: PerModel, cosines: PerModel }),
      }),
    )
    .min(1),
});
export type ByLayer = z.infer<typeof ByLayer>;

/**
 * Weights and interference of the same layers, side by side; all but distances in five digits.
 *
 * @param leads as similarities.json has them, in the order of `weights.models`
 * @param models order of the specialists in `interference`
 * @throws Error where weights were not measured, or the two are not of the same layers
 */
export function byLayer(
  about: Pick<ByLayer, 'title' | 'seed' | 'dropProbability'>,
  weights: Weights,
  models: readonly string[],
  layers: readonly LayerInterference[],
  leads: SimilaritySample['layers'],
): ByLayer {
  const { distance, pooling, queries, a, b, perLayer } = weights;
  if (distance === null || pooling === null || a === null || b === null)
    throw new Error('the run has one weight for all layers: distances were not measured');
  if (perLayer.length !== layers.length)
    throw new Error(`weights of ${perLayer.length} layers, tensors of ${layers.length}`);
  const at = models.map((name) => weights.models.indexOf(name));
  return {
    ...about,
    models: [...models],
    ...{ distance, pooling, queries, a, b },
    layers: layers.map(({ merged, ...layer }, l) => {
      if (!merged) throw new Error('the merged model was not read');
      const { d, w } = perLayer[l]!;
      const found = leads[l]?.lead ?? null;
      const lead = found && { ...found, model: models.indexOf(weights.models[found.model]!) };
      const rounded = digits({ ...layer, w: at.map((k) => w[k]!), lead, merged }) as ByLayer['layers'][number];
      return { ...rounded, d: at.map((k) => d[k]!) };
    }),
  };
}

/** Every number within `value` in five significant digits: what a table shows is less, and a file stays small. */
function digits(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(digits);
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, digits(each)]));
}
