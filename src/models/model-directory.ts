import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import { openCheckpoint } from '../tensors/checkpoint.js';
import type { DType } from '../tensors/dtype.js';
import { writeModelConfig } from '../tensors/model-config.js';
import { copyCompanions, replaceDirectory } from '../tensors/output-directory.js';
import { writeSafetensors } from '../tensors/safetensors.js';
import { type ModelConfig, readModelConfig } from './config.js';
import { llamaParameterShapes, type Parameters } from './parameters.js';

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
 *
 * @throws BAD_SETTING if `dir` is or contains `template`, FILE_UNWRITABLE, DISK_FULL
 */
export async function saveModel(
  dir: string,
  template: string,
  config: ModelConfig,
  parameters: Parameters,
  dtype: DType,
): Promise<void> {
  await replaceDirectory(dir, [template], async (temporary) => {
    copyCompanions(template, temporary);
    const json = readJson(join(template, 'config.json'), z.looseObject({}));
    writeModelConfig(join(temporary, 'config.json'), { ...json, torch_dtype: TORCH_NAME[dtype] });
    const shapes = llamaParameterShapes(config);
    const tensors = [...parameters].map(([name, data]) => ({
      name,
      dtype,
      shape: shapes.get(name) as readonly number[],
      data,
    }));
    writeSafetensors(join(temporary, 'model.safetensors'), tensors, { format: 'pt' });
  });
}

const TORCH_NAME: Readonly<Record<DType, string>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
