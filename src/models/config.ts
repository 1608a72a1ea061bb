import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { type Architecture, headSizeOf } from './architectures/architecture.js';
import { ARCHITECTURES } from './architectures/index.js';
import { ConfigFields } from './config-fields.js';
import { type Fields, readConfigFile } from './config-file.js';
import type { DecoderSpec } from './decoder-spec.js';
import { unsupported } from './unsupported.js';

/**
 * The config.json of a decoder as transformers 4 or 5 writes it, with the defaults of its architecture filled in. Fields
 * that the engine does not read are kept.
 */
export const ModelConfig = z.preprocess(normalize, ConfigFields);

export type ModelConfig = z.infer<typeof ModelConfig>;

/**
 * Reads and checks `dir`/config.json.
 *
 * @throws NOT_A_MODEL if it is missing or malformed; UNSUPPORTED_MODEL, naming the field, if the architecture or a value
 *   that changes results is not supported
 */
export function readModelConfig(dir: string): ModelConfig {
  return readConfigFile(dir, (fields) => {
    checkArchitecture(fields);
    const config = ModelConfig.parse(fields);
    describeDecoder(config);
    return config;
  });
}

/** Dropout fields of transformers, used only in training. */
const DROPOUTS = ['attention_dropout', 'resid_pdrop', 'embd_pdrop', 'hidden_dropout'];

/**
 * Checks that `config` asks for no dropout: training supports only the dropout of adapters.
 *
 * @param dir of the model, for the message
 * @throws UNSUPPORTED_MODEL naming a dropout that is not 0
 */
export function checkTrainable(dir: string, config: ModelConfig): void {
  for (const field of DROPOUTS) {
    const value = config[field];
    if (value === undefined || value === null || value === 0) continue;
    const { details } = unsupported(field, value, '0 for training');
    throw new UnisonoError('UNSUPPORTED_MODEL', { ...details, path: join(dir, 'config.json') });
  }
}

/** The decoder that `config` describes, by its architecture. Throws UNSUPPORTED_MODEL, ZodError. */
export function describeDecoder(config: ModelConfig): DecoderSpec {
  return architectureOf(config.model_type).describe(config);
}

/** The width of one attention head. */
export function headSize(config: ModelConfig): number {
  return headSizeOf(config);
}

function architectureOf(modelType: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture.modelType === modelType);
  if (found) return found;
  throw unsupported('model_type', modelType, ARCHITECTURES.map(({ modelType: name }) => name).join(', '));
}

function checkArchitecture(raw: Fields): void {
  const { className } = architectureOf(raw.model_type);
  const names = raw.architectures ?? [className];
  if (!Array.isArray(names) || !names.includes(className)) throw unsupported('architectures', names, className);
  if (raw.quantization_config) throw unsupported('quantization_config', 'set', 'unquantized weights');
}

/** Fills in the architecture's defaults and brings the rotary settings into one form. */
function normalize(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const given: Record<string, unknown> = { ...value, ...flatRope(value as RopeSource) };
  const known = ARCHITECTURES.find(({ modelType }) => modelType === given.model_type);
  const present = Object.fromEntries(Object.entries(given).filter(([, field]) => field !== undefined));
  const merged: Record<string, unknown> = {
    rope_theta: 10_000,
    tie_word_embeddings: false,
    num_key_value_heads: given.num_attention_heads,
    ...known?.defaults,
    ...present,
  };
  merged.num_key_value_heads ??= merged.num_attention_heads;
  return merged;
}

interface Rope {
  readonly rope_type?: string;
  readonly rope_theta?: number;
}

interface RopeSource {
  readonly rope_theta?: number;
  readonly rope_parameters?: (Rope & { readonly full_attention?: Rope; readonly sliding_attention?: Rope }) | null;
}

/**
 * transformers 5 nests the rotary settings in `rope_parameters`, where bases differ by kind of layer one level deeper;
 * version 4 has them among the other fields.
 */
function flatRope({ rope_theta: theta, rope_parameters: nested }: RopeSource): Record<string, unknown> {
  if (!nested) return {};
  const { full_attention: full = nested, sliding_attention: sliding } = nested;
  if (sliding?.rope_type && sliding.rope_type !== 'default') {
    throw unsupported('rope_parameters.sliding_attention.rope_type', sliding.rope_type, 'default');
  }
  return {
    rope_theta: full.rope_theta ?? theta,
    rope_scaling: (full.rope_type ?? 'default') === 'default' ? null : full,
    ...(sliding && { rope_local_base_freq: sliding.rope_theta }),
  };
}
