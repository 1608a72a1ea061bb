import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';

const Fields = z.looseObject({
  model_type: z.string(),
  hidden_size: z.int().positive(),
  intermediate_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  num_key_value_heads: z.int().positive(),
  head_dim: z.int().positive().optional(),
  vocab_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive().default(10000),
  rope_scaling: z.null().optional(),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.literal(false).default(false),
  mlp_bias: z.literal(false).default(false),
  hidden_act: z.string().default('silu'),
  bos_token_id: z.int().nonnegative(),
  eos_token_id: z.int().nonnegative(),
  pad_token_id: z.int().nonnegative().nullish(),
});

/** The fields of a Hugging Face config.json that the embedded engine reads, as transformers 4 or 5 writes them. */
export const ModelConfig = z.preprocess(flattenRope, Fields);

export type ModelConfig = z.infer<typeof ModelConfig>;

/**
 * Reads and checks `dir`/config.json.
 *
 * @throws NOT_A_MODEL if it is missing or malformed, UNSUPPORTED_MODEL if the architecture is not Llama's
 */
export function readModelConfig(dir: string): ModelConfig {
  const path = join(dir, 'config.json');
  if (!existsSync(path)) throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: 'no config.json' });
  const read = <T>(schema: z.ZodType<T>): T => {
    try {
      return readJson(path, schema);
    } catch (error) {
      throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: (error as Error).message }, { cause: error });
    }
  };
  // Before anything else: the fields of other architectures have other names.
  checkSupported(path, 'model_type', read(z.looseObject({ model_type: z.string() })).model_type, 'llama');
  const config = read(ModelConfig);
  checkSupported(path, 'hidden_act', config.hidden_act, 'silu');
  return config;
}

function checkSupported(path: string, field: string, value: string, supported: string): void {
  if (value !== supported) throw new UnisonoError('UNSUPPORTED_MODEL', { path, field, value, supported });
}

/** transformers 5 nests the rotary settings in `rope_parameters`; version 4 has them beside the other fields. */
function flattenRope(value: unknown): unknown {
  const fields = value as { rope_theta?: number; rope_parameters?: { rope_type?: string; rope_theta?: number } } | null;
  const nested = fields?.rope_parameters;
  if (!nested) return value;
  const scaling = (nested.rope_type ?? 'default') === 'default' ? null : nested;
  return { ...fields, rope_theta: nested.rope_theta ?? fields.rope_theta, rope_scaling: scaling };
}

/** The width of one attention head. */
export function headSize(config: ModelConfig): number {
  return config.head_dim ?? config.hidden_size / config.num_attention_heads;
}
