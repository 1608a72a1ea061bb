import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../../core/files.js';
import { RandomStream } from '../../core/random.js';
import { ModelConfig } from '../../models/config.js';
import { parameterShapes } from '../../models/parameters.js';
import { copyCompanions } from '../../tensors/output-directory.js';
import { type TensorData, writeSafetensors } from '../../tensors/safetensors.js';

/** The source of the test models' tokenizer and chat template. */
export const TOKENIZER = new URL('../../../models/tiny/', import.meta.url).pathname;

const SIZES = {
  hidden_size: 32,
  intermediate_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 2,
  head_dim: 16,
  max_position_embeddings: 128,
};

/**
 * Writes a Llama of two layers with random weights, and the tokenizer of models/tiny, as a model directory.
 *
 * @param changes to its config.json
 */
export function writeTinyModel(dir: string, changes: Partial<ModelConfig> = {}): void {
  mkdirSync(dir, { recursive: true });
  copyCompanions(TOKENIZER, dir);
  const config = { ...readJson(join(TOKENIZER, 'config.json'), ModelConfig), ...SIZES, ...changes };
  writeJson(join(dir, 'config.json'), config);
  const tensors = [...parameterShapes(config)].map(([name, shape]): TensorData => {
    const random = new RandomStream(1, name);
    const length = shape.reduce((product, n) => product * n, 1);
    const data = Float32Array.from({ length }, () => (shape.length === 1 ? 1 : 0.1 * random.normal()));
    return { name, dtype: 'F32', shape, data };
  });
  writeSafetensors(join(dir, 'model.safetensors'), tensors, { format: 'pt' });
}
