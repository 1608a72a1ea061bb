import type { SimilaritySample, Weights } from 'unisono/consistency';
import { z } from 'zod';
import { digits } from '../runner/digits.js';
import type { LayerInterference } from './interference.js';

const Shares = z.strictObject({ overlap: z.number(), conflict: z.number(), lost: z.number() });
const PerModel = z.array(z.number());

/** experiments/results/by-layer-<set>.json: layer statistics of one run's specialists. */
export const ByLayer = z.strictObject({
  title: z.string(),
  seed: z.int(),
  models: z.array(z.string()).min(1),
  /** Measurement of d, and the number of dev queries. */
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
        /** Margin of the nearest model over the second, with its 95 % interval; null if undetermined. */
        lead: z.strictObject({ model: z.int(), margin: z.number(), low: z.number(), high: z.number() }).nullable(),
        /** Share of the squared norm of a query's activations that is in the model's largest channel, mean over queries. */
        topChannel: PerModel,
        /** d of activations whose channels were standardized over the queries. */
        standardized: PerModel,
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

/** Figures of the channels of the activations, [model][layer]. */
export type ChannelFigures = Readonly<Record<'topChannel' | 'standardized', readonly (readonly number[])[]>>;

/**
 * Weights and interference of the same layers, side by side; all but distances in five digits.
 *
 * @param leads as similarities.json has them, in the order of `weights.models`
 * @param channels [model][layer], as `models`: `topChannelShare`, and distances of standardized activations
 * @param models order of the specialists in `interference`
 * @throws Error where weights were not measured, or the two are not of the same layers
 */
export function byLayer(
  about: Pick<ByLayer, 'title' | 'seed' | 'dropProbability'>,
  weights: Weights,
  models: readonly string[],
  layers: readonly LayerInterference[],
  leads: SimilaritySample['layers'],
  channels: ChannelFigures,
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
      const first = leads[l]?.lead ?? null;
      const lead = first && { ...first, model: models.indexOf(weights.models[first.model]!) };
      const found = {
        ...layer,
        w: at.map((k) => w[k]!),
        topChannel: channels.topChannel.map((each) => each[l]!),
        standardized: channels.standardized.map((each) => each[l]!),
        lead,
        merged,
      };
      return { ...(digits(found) as ByLayer['layers'][number]), d: at.map((k) => d[k]!) };
    }),
  };
}
