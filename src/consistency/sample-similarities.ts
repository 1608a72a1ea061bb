import { readActivations } from './activation-files.js';
import { layerLead } from './layer-lead.js';
import { cosineSimilarityMatrix, type SimilarityDistance, type SimilarityMatrix } from './similarity.js';
import { cornerOf, SAMPLED_QUERIES, type SimilaritySample } from './similarity-sample.js';

/** A specialist and the file of its activations of the dev set. */
export interface MeasuredModel {
  readonly name: string;
  readonly activations: string;
}

/**
 * The data on which the weights were measured, for the report. One layer's matrices are in memory at a time, beside the
 * activations.
 */
export function sampleSimilarities(
  models: readonly MeasuredModel[],
  dev: readonly { readonly text: string }[],
  reference: SimilarityMatrix,
  distance: SimilarityDistance,
): SimilaritySample {
  const corner = Math.min(SAMPLED_QUERIES, dev.length);
  const activations = models.map((model) => readActivations(model.activations));
  return {
    queries: dev.slice(0, corner).map(({ text }) => text),
    total: dev.length,
    models: models.map(({ name }) => name),
    reference: cornerOf(reference, corner),
    layers: activations[0]!.slice(1).map((_, layer) => {
      const matrices = activations.map((layers) => cosineSimilarityMatrix(layers[layer + 1]!));
      return {
        layer,
        matrices: matrices.map((matrix) => cornerOf(matrix, corner)),
        lead: layerLead(matrices, reference, distance),
      };
    }),
  };
}
