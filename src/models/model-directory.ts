import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileError, UnisonoError } from '../core/errors.js';
import { readText, writeFileAtomic } from '../core/files.js';
import { openCheckpoint } from '../tensors/checkpoint.js';
import type { DType } from '../tensors/dtype.js';
import { writeSafetensors } from '../tensors/safetensors.js';
import { type ModelConfig, readModelConfig } from './config.js';
import { llamaParameterShapes, type Parameters } from './parameters.js';

/** Files beside the weights that make a directory complete for transformers, vLLM and llama.cpp's converter. */
const COMPANIONS = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
];

/** A model in memory. */
export interface LoadedModel {
  readonly dir: string;
  readonly config: ModelConfig;
  readonly parameters: Parameters;
}

/**
 * Loads a Hugging Face directory, all weights as float32.
 *
 * @throws NOT_A_MODEL, UNSUPPORTED_MODEL, TENSOR_MISSING, TENSOR_SHAPE, TENSOR_DTYPE, BAD_SAFETENSORS
 */
export function loadModel(dir: string): LoadedModel {
  const config = readModelConfig(dir);
  const checkpoint = openCheckpoint(dir);
  try {
    const parameters: Parameters = new Map();
    for (const [name, expected] of llamaParameterShapes(config)) {
      const { shape } = checkpoint.info(name);
      if (shape.join() !== expected.join()) {
        throw new UnisonoError('TENSOR_SHAPE', {
          path: dir,
          tensor: name,
          shape: shape.join(', '),
          expected: expected.join(', '),
        });
      }
      parameters.set(name, checkpoint.read(name));
    }
    return { dir, config, parameters };
  } finally {
    checkpoint.close();
  }
}

/**
 * Writes `parameters` as a model directory: the weights as model.safetensors in `dtype`, everything else copied from
 * `template`. The directory appears whole, in place of an older one.
 */
export function saveModel(
  dir: string,
  template: string,
  config: ModelConfig,
  parameters: Parameters,
  dtype: DType,
): void {
  const temporary = `${dir}.tmp-${process.pid}`;
  try {
    mkdirSync(temporary, { recursive: true });
    for (const name of COMPANIONS) {
      if (existsSync(join(template, name))) copyFileSync(join(template, name), join(temporary, name));
    }
    const json = JSON.parse(readText(join(template, 'config.json'))) as Record<string, unknown>;
    const torchName = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[dtype];
    writeFileAtomic(
      join(temporary, 'config.json'),
      `${JSON.stringify({ ...json, torch_dtype: torchName }, null, 2)}\n`,
    );
    const shapes = llamaParameterShapes(config);
    const tensors = [...parameters].map(([name, data]) => ({
      name,
      dtype,
      shape: shapes.get(name) as readonly number[],
      data,
    }));
    writeSafetensors(join(temporary, 'model.safetensors'), tensors, { format: 'pt' });
    mkdirSync(dirname(dir), { recursive: true });
    rmSync(dir, { recursive: true, force: true });
    renameSync(temporary, dir);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw fileError(error, dir, 'write');
  }
}
