export { readActivations, readEmbeddingRows } from './activation-files.js';
export { layerDistances } from './layer-distances.js';
export { layerWeights, type SigmoidScale } from './layer-weights.js';
export { type MeasuredDistances, measuredDistances } from './measured-distances.js';
export { drawTriplet, mineTriplets } from './neighbors.js';
export {
  cosineSimilarityMatrix,
  SIMILARITY_DISTANCES,
  type SimilarityDistance,
  similarityDistance,
} from './similarity.js';
export { SimilaritySample } from './similarity-sample.js';
export { consistencyWeights, uniformWeights, type Weights, weightsSchema } from './weights.js';
