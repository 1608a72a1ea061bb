import { z } from 'zod';
import type { SimilarityMatrix } from './similarity.js';

const count = z.int().nonnegative();
/** T x T similarities, row-major, rounded to 4 decimals. */
const matrix = z.array(z.number().min(-1).max(1));

/**
 * similarities.json: a sample of the similarities from which the layer weights were computed. The full matrices are T x T
 * for every model and layer; those of the first `queries.length` queries of the dev set, in random order, are kept.
 */
export const SimilaritySample = z
  .object({
    queries: z.array(z.string()).min(2),
    /** Size T of the whole dev set. */
    total: count,
    models: z.array(z.string()).min(1),
    /** The sentence encoder's similarities. */
    reference: matrix,
    layers: z.array(
      z.object({
        layer: count,
        /** One matrix for each of `models`. */
        matrices: z.array(matrix),
        /**
         * The model with the smallest distance, by its index in `models`, and how much larger the second smallest distance
         * is, with its 95 % interval over all T queries (`layerLead`); null if undefined.
         */
        lead: z.object({ model: count, margin: z.number(), low: z.number(), high: z.number() }).nullable(),
      }),
    ),
  })
  .refine(
    ({ queries: { length: n }, models, reference, layers }) =>
      [reference, ...layers.flatMap(({ matrices }) => matrices)].every((each) => each.length === n * n) &&
      layers.every(({ matrices, lead }) => matrices.length === models.length && (lead?.model ?? 0) < models.length),
    { message: 'requires one matrix per model and layer, with one row and one column per query' },
  );
export type SimilaritySample = z.infer<typeof SimilaritySample>;

/** Maximum number of queries whose similarities are kept. */
export const SAMPLED_QUERIES = 20;

/** The similarities of the first `size` queries, rounded to 4 decimals. */
export function cornerOf({ size, values }: SimilarityMatrix, corner: number): number[] {
  return Array.from({ length: corner * corner }, (_, at) => {
    const value = values[Math.floor(at / corner) * size + (at % corner)]!;
    return Math.round(value * 1e4) / 1e4 || 0;
  });
}
