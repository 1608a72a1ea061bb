import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { layerWeights, type SigmoidScale } from './layer-weights.js';
import { SIMILARITY_DISTANCES } from './similarity.js';

const layerSchema = z.strictObject({
  /** Transformer layer, 0..L-1; its activation is `hidden_states[layer + 1]`. */
  layer: z.int().nonnegative(),
  /** Distance, inverted distance and relative weight of each model; empty where nothing was measured. */
  d: z.array(z.number().nonnegative()),
  inv: z.array(z.number().nonnegative()),
  r: z.array(z.number().min(0).max(1)),
  /** Merging weight of each model. */
  w: z.array(z.number()),
});

/** The weights of one layer; every list has one number per model. */
export type LayerWeights = z.infer<typeof layerSchema>;

/**
 * weights.json: the merging weight of every model in every layer, and how it was computed. `uniform` is set when one value
 * was given for all; a and b are null then. Where nothing was measured encoder, pooling and distance are null too, and
 * queries is 0.
 */
export const weightsSchema = z
  .strictObject({
    encoder: z.string().nullable(),
    pooling: z.string().nullable(),
    distance: z.enum(SIMILARITY_DISTANCES).nullable(),
    a: z.number().nullable(),
    b: z.number().nullable(),
    /** Size T of the dev set. */
    queries: z.int().nonnegative(),
    models: z.array(z.string()).min(1),
    /** Number L of transformer layers. */
    layers: z.int().positive(),
    uniform: z.number().optional(),
    perLayer: z.array(layerSchema),
  })
  .superRefine((weights, context) => {
    const fail = (message: string, ...path: (string | number)[]) => context.addIssue({ code: 'custom', message, path });
    if (weights.perLayer.length !== weights.layers) fail(`holds ${weights.perLayer.length} layers`, 'perLayer');
    for (const [index, layer] of weights.perLayer.entries()) {
      if (layer.layer !== index) fail(`is ${layer.layer}, expected ${index}`, 'perLayer', index, 'layer');
      for (const field of ['d', 'inv', 'r', 'w'] as const) {
        const expected = weights.encoder === null && field !== 'w' ? 0 : weights.models.length;
        if (layer[field].length !== expected)
          fail(`holds ${layer[field].length} numbers, expected ${expected}`, 'perLayer', index, field);
      }
    }
  });

/** The content of weights.json: a weight for each layer and model. */
export type Weights = z.infer<typeof weightsSchema>;

/** How consistency-aware weights were measured. */
export interface WeightsProvenance {
  encoder: string;
  pooling: string;
  distance: (typeof SIMILARITY_DISTANCES)[number];
  queries: number;
}

/**
 * Consistency-aware weights of N models, each with its distances for layers 0..L-1 (see `layerDistances`).
 * Throws SHAPE_MISMATCH without models or layers, when numbers of layers differ, or as `layerWeights`.
 */
export function consistencyWeights(
  models: readonly { name: string; distances: readonly number[] }[],
  scale: SigmoidScale,
  provenance: WeightsProvenance,
): Weights {
  const layers = models[0]?.distances.length ?? 0;
  if (layers === 0) fail('no models or no layers');
  for (const { name, distances } of models) {
    if (distances.length !== layers) fail(`${name} has ${distances.length} layers, ${models[0]!.name} has ${layers}`);
  }
  return {
    encoder: provenance.encoder,
    pooling: provenance.pooling,
    distance: provenance.distance,
    a: scale.a,
    b: scale.b,
    queries: provenance.queries,
    models: models.map(({ name }) => name),
    layers,
    perLayer: Array.from({ length: layers }, (_, layer) => ({
      layer,
      ...layerWeights(
        models.map(({ distances }) => distances[layer]!),
        scale,
      ),
    })),
  };
}

/** Measured weights with one finite `value` in place of every w. Throws SHAPE_MISMATCH for a value that is not finite. */
export function withUniformWeight(weights: Weights, value: number): Weights {
  if (!Number.isFinite(value)) fail(`the uniform weight is ${value}`);
  const perLayer = weights.perLayer.map((layer) => ({ ...layer, w: layer.w.map(() => value) }));
  return { ...weights, a: null, b: null, uniform: value, perLayer };
}

/**
 * The baseline that layer-wise weights have to beat: one finite `value` for every model and layer.
 * Throws SHAPE_MISMATCH without models or layers or for a value that is not finite.
 */
export function uniformWeights(value: number, models: readonly string[], layers: number): Weights {
  if (!Number.isFinite(value)) fail(`the uniform weight is ${value}`);
  if (models.length === 0 || !Number.isInteger(layers) || layers < 1) fail('no models or no layers');
  return {
    encoder: null,
    pooling: null,
    distance: null,
    a: null,
    b: null,
    queries: 0,
    models: [...models],
    layers,
    uniform: value,
    perLayer: Array.from({ length: layers }, (_, layer) => ({
      layer,
      d: [],
      inv: [],
      r: [],
      w: models.map(() => value),
    })),
  };
}

function fail(reason: string): never {
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'merging weights', reason });
}
