import { type Weights, weightsSchema } from '../consistency/weights.js';
import { readJson } from '../core/files.js';
import type { LayerWeightTable } from '../merging/config/layer-weights.js';

/** What a merge takes from computed layer weights: w of every model in every layer. */
export function weightTable({ models, perLayer }: Weights): LayerWeightTable {
  return { models, perLayer: perLayer.map(({ w }) => w) };
}

/** The same from weights.json of `unisono weights`. Throws the errors of `readJson`. */
export function readWeightTable(file: string): LayerWeightTable {
  return { ...weightTable(readJson(file, weightsSchema, 'unisono weights')), file };
}
