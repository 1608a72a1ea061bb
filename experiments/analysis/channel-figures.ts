import { join } from 'node:path';
import { cosineSimilarityMatrix, layerDistances, readActivations, readEmbeddingRows } from 'unisono/consistency';
import type { ChannelFigures } from './by-layer.js';
import { standardize } from './standardize.js';
import { topChannelShare } from './top-channel.js';

/** Effect of single channels on the models' distances, from the activations that a `weights` stage saved in `dir`. */
export function channelFigures(dir: string, models: readonly string[]): ChannelFigures {
  const reference = cosineSimilarityMatrix(readEmbeddingRows(join(dir, 'embeddings.safetensors')).rows);
  const activations = models.map((name) => readActivations(join(dir, `${name}.safetensors`)));
  return {
    // The first activations are the input of the first layer.
    topChannel: activations.map((layers) => layers.slice(1).map(topChannelShare)),
    standardized: activations.map((layers) => layerDistances(layers.map(standardize), reference, 'mean')),
  };
}
