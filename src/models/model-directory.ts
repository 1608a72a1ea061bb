import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import { type Checkpoint, openCheckpoint } from '../tensors/checkpoint.js';
import type { DType } from '../tensors/dtype.js';
import { writeModelConfig } from '../tensors/model-config.js';
import { copyCompanions, replaceDirectory } from '../tensors/output-directory.js';
import { writeSafetensors } from '../tensors/safetensors.js';
import { SafetensorsWriter } from '../tensors/safetensors-writer.js';
import { loadAdapter } from './adapter-directory.js';
import { type ModelConfig, readModelConfig } from './config.js';
import { type Adapter, mergeAdapter, mergeIntoWeight } from './lora.js';
import { type Parameters, parameterShapes } from './parameters.js';

/** A model in memory. */
export interface LoadedModel {
  readonly dir: string;
  readonly config: ModelConfig;
  readonly parameters: Parameters;
}

/**
 * Loads a Hugging Face directory, all weights as float32. Names and shapes of all tensors are checked against
 * config.json before any is read.
 *
 * @throws NOT_A_MODEL, UNSUPPORTED_MODEL, TENSOR_MISSING, TENSOR_SHAPE, TENSOR_UNEXPECTED, TENSOR_DTYPE, BAD_SAFETENSORS
 */
export function loadModel(dir: string): LoadedModel {
  const config = readModelConfig(dir);
  const checkpoint = openCheckpoint(dir);
  try {
    const shapes = parameterShapes(config);
    checkTensors(checkpoint, shapes, config);
    const parameters: Parameters = new Map([...shapes.keys()].map((name) => [name, checkpoint.read(name)]));
    return { dir, config, parameters };
  } finally {
    checkpoint.close();
  }
}

/**
 * Makes the checks of `loadModel` without reading weights, and returns the configuration.
 *
 * @throws the errors of `loadModel`
 */
export function checkModel(dir: string): ModelConfig {
  const config = readModelConfig(dir);
  const checkpoint = openCheckpoint(dir);
  try {
    checkTensors(checkpoint, parameterShapes(config), config);
    return config;
  } finally {
    checkpoint.close();
  }
}

/**
 * Loads a directory and merges a PEFT LoRA adapter of that model into the weights, if one is given.
 *
 * @throws the errors of `loadModel` and `loadAdapter`
 */
export function loadAdaptedModel(dir: string, adapter?: string): LoadedModel {
  const model = loadModel(dir);
  if (adapter !== undefined) mergeAdapter(model.config, model.parameters, loadAdapter(adapter, model.config));
  return model;
}

/** Rotary tables that old checkpoints hold; they follow from config.json. */
const DERIVED = /\.rotary_emb\.inv_freq$/;
const HEAD = 'lm_head.weight';
const EMBEDDINGS = 'model.embed_tokens.weight';

function checkTensors(
  checkpoint: Checkpoint,
  shapes: ReadonlyMap<string, readonly number[]>,
  config: ModelConfig,
): void {
  const { dir: path } = checkpoint;
  for (const [tensor, wanted] of shapes) {
    const [shape, expected] = [checkpoint.info(tensor).shape.join(', '), wanted.join(', ')];
    if (shape !== expected) throw new UnisonoError('TENSOR_SHAPE', { path, tensor, shape, expected });
  }
  for (const tensor of checkpoint.names) {
    if (shapes.has(tensor) || DERIVED.test(tensor)) continue;
    // A tied head may be stored too if it is equal.
    const same =
      tensor === HEAD && config.tie_word_embeddings && equal(checkpoint.read(HEAD), checkpoint.read(EMBEDDINGS));
    if (!same) throw new UnisonoError('TENSOR_UNEXPECTED', { path, tensor });
  }
}

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
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
    writeCompanions(temporary, template, dtype);
    const shapes = parameterShapes(config);
    const tensors = [...parameters].map(([name, data]) => ({
      name,
      dtype,
      shape: shapes.get(name) as readonly number[],
      data,
    }));
    writeSafetensors(join(temporary, 'model.safetensors'), tensors, { format: 'pt' });
  });
}

/**
 * Writes the model of one directory as another, tensor by tensor, so that no more than one is in memory: in `dtype`, with an
 * adapter merged in if one is given. The same bytes as `saveModel` writes of `loadAdaptedModel`.
 *
 * @param template whose config.json, tokenizer and other companions are copied; of the same architecture
 * @throws the errors of `loadModel` and `saveModel`
 */
export async function convertModel(
  dir: string,
  source: string,
  template: string,
  dtype: DType,
  adapter?: Adapter,
): Promise<void> {
  const config = readModelConfig(template);
  const checkpoint = openCheckpoint(source);
  try {
    const shapes = parameterShapes(config);
    checkTensors(checkpoint, shapes, config);
    await replaceDirectory(dir, [source, template], async (temporary) => {
      writeCompanions(temporary, template, dtype);
      const layout = [...shapes].map(([name, shape]) => ({ name, dtype, shape }));
      const writer = new SafetensorsWriter(join(temporary, 'model.safetensors'), layout, { format: 'pt' });
      try {
        for (const name of shapes.keys()) {
          const weight = checkpoint.read(name);
          if (adapter) mergeIntoWeight(config, adapter, name, weight);
          writer.writeTensor(name, weight, dtype);
        }
        writer.commit();
      } catch (error) {
        writer.abort();
        throw error;
      }
    });
  } finally {
    checkpoint.close();
  }
}

function writeCompanions(dir: string, template: string, dtype: DType): void {
  copyCompanions(template, dir);
  const json = readJson(join(template, 'config.json'), z.looseObject({}));
  // transformers 5 calls the field `dtype`.
  const renamed = 'dtype' in json ? { dtype: TORCH_NAME[dtype] } : {};
  writeModelConfig(join(dir, 'config.json'), { ...json, torch_dtype: TORCH_NAME[dtype], ...renamed });
}

const TORCH_NAME: Readonly<Record<DType, string>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
