import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson, writeJson } from '../core/files.js';
import type { DType } from '../tensors/dtype.js';
import { replaceDirectory } from '../tensors/output-directory.js';
import { openSafetensors, type SafetensorsFile, type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import type { ModelConfig } from './config.js';
import { type Adapter, adapterShapes, type LoraSettings, linearModules, loraName } from './lora.js';
import type { Parameters } from './parameters.js';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';

/** Fields of PEFT's adapter_config.json that decide the computation of an adapter. */
const AdapterConfig = z.looseObject({
  peft_type: z.string(),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  lora_dropout: z.number().min(0).lt(1).default(0),
  use_rslora: z.boolean().default(false),
});

/** Fields that change results and must have one of these values, or be absent. */
const REQUIRED: readonly (readonly [field: string, ...values: unknown[]])[] = [
  ['peft_type', 'LORA'],
  ['bias', 'none'],
  ['use_dora', false],
  ['use_qalora', false],
  ['lora_bias', false],
  ['fan_in_fan_out', false],
  ['modules_to_save'],
  ['layer_replication'],
  ['rank_pattern', '{}'],
  ['alpha_pattern', '{}'],
];

/**
 * Loads a PEFT LoRA adapter for the model that `config` describes. The adapted linear maps follow from the tensors.
 *
 * @throws NOT_A_MODEL for a missing or malformed adapter, UNSUPPORTED_MODEL naming a field that plain LoRA does not support,
 *   TENSOR_SHAPE, TENSOR_MISSING, TENSOR_UNEXPECTED, BAD_SAFETENSORS
 */
export function loadAdapter(dir: string, config: ModelConfig): Adapter {
  const path = join(dir, CONFIG);
  if (!existsSync(path)) throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: `no ${CONFIG}` });
  let fields: z.infer<typeof AdapterConfig>;
  try {
    fields = readJson(path, AdapterConfig);
  } catch (error) {
    throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: (error as Error).message }, { cause: error });
  }
  for (const [field, ...values] of REQUIRED) {
    const given = fields[field];
    if (given === undefined || given === null) continue;
    const value = typeof given === 'object' ? JSON.stringify(given) : given;
    if (values.includes(value)) continue;
    throw new UnisonoError('UNSUPPORTED_MODEL', {
      path,
      field,
      value: String(value),
      supported: values.length > 0 ? values.join(', ') : 'none',
    });
  }
  const file = openSafetensors(join(dir, WEIGHTS));
  try {
    const settings: LoraSettings = {
      rank: fields.r,
      // Rank-stabilized LoRA scales by alpha / sqrt(rank).
      alpha: fields.use_rslora ? fields.lora_alpha * Math.sqrt(fields.r) : fields.lora_alpha,
      dropout: fields.lora_dropout,
      targetModules: adaptedModules(file, config),
    };
    return { settings, parameters: readMatrices(file, adapterShapes(config, settings)) };
  } finally {
    file.close();
  }
}

/** Full names of the linear maps with a matrix in the file. */
function adaptedModules(file: SafetensorsFile, config: ModelConfig): string[] {
  const modules = [...linearModules(config).keys()];
  const known = new Map(
    modules.flatMap((module) => [[loraName(module, 'A'), module] as const, [loraName(module, 'B'), module] as const]),
  );
  const adapted = new Set<string>();
  for (const tensor of file.tensors.keys()) {
    const module = known.get(tensor);
    if (module === undefined) throw new UnisonoError('TENSOR_UNEXPECTED', { path: file.path, tensor });
    adapted.add(module);
  }
  if (adapted.size === 0)
    throw new UnisonoError('BAD_SAFETENSORS', { path: file.path, reason: 'it has no LoRA matrices' });
  return modules.filter((module) => adapted.has(module));
}

function readMatrices(file: SafetensorsFile, shapes: ReadonlyMap<string, readonly number[]>): Parameters {
  for (const [tensor, wanted] of shapes) {
    const info = file.tensors.get(tensor);
    if (!info) throw new UnisonoError('TENSOR_MISSING', { path: file.path, tensor });
    const [shape, expected] = [info.shape.join(', '), wanted.join(', ')];
    if (shape !== expected) throw new UnisonoError('TENSOR_SHAPE', { path: file.path, tensor, shape, expected });
  }
  return new Map([...shapes.keys()].map((name) => [name, file.read(name)]));
}

/**
 * Writes an adapter as PEFT does: adapter_config.json and adapter_model.safetensors. The directory appears whole, in
 * place of an older one.
 *
 * @param base directory of the adapted model, whose name is recorded
 * @throws BAD_SETTING if `dir` is or contains `base`, FILE_UNWRITABLE, DISK_FULL
 */
export async function saveAdapter(
  dir: string,
  base: string,
  config: ModelConfig,
  { settings, parameters }: Adapter,
  dtype: DType,
): Promise<void> {
  const shapes = adapterShapes(config, settings);
  await replaceDirectory(dir, [base], async (temporary) => {
    writeJson(join(temporary, CONFIG), {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: basename(base),
      inference_mode: true,
      r: settings.rank,
      lora_alpha: settings.alpha,
      lora_dropout: settings.dropout,
      target_modules: settings.targetModules,
      bias: 'none',
      fan_in_fan_out: false,
    });
    const tensors = [...shapes].map(([name, shape]): TensorData => {
      const data = parameters.get(name) as Float32Array;
      return { name, dtype, shape, data };
    });
    writeSafetensors(join(temporary, WEIGHTS), tensors, { format: 'pt' });
  });
}
