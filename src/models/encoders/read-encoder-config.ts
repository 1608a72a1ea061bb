import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import type { EncoderArchitecture } from './architecture.js';
import { ENCODER_ARCHITECTURES } from './architectures.js';
import { EncoderConfig } from './encoder-config.js';
import { ACTIVATIONS } from './layer.js';
import { RELATIVE_BUCKETS } from './relative-buckets.js';

/** Fields that change the computation, each with the one value that is computed; a file without the field means it too. */
const FIXED: Readonly<Record<string, unknown>> = {
  position_embedding_type: 'absolute',
  is_decoder: false,
  add_cross_attention: false,
  relative_attention_num_buckets: RELATIVE_BUCKETS,
};

/**
 * Reads and checks `dir`/config.json of a bidirectional encoder.
 *
 * @throws NOT_A_MODEL if it is missing, malformed or contradicts itself; UNSUPPORTED_MODEL, naming the field, for an
 * architecture or a feature that is not computed
 */
export function readEncoderConfig(dir: string): { architecture: EncoderArchitecture; config: EncoderConfig } {
  const path = join(dir, 'config.json');
  if (!existsSync(path)) throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: 'no config.json' });
  const fields = read(dir, () => readJson(path, z.looseObject({ model_type: z.string() })));
  const architecture = ENCODER_ARCHITECTURES.find(({ modelType }) => modelType === fields.model_type);
  const unsupported = (field: string, value: unknown, supported: string) =>
    new UnisonoError('UNSUPPORTED_MODEL', { path, field, value: String(value), supported });
  if (!architecture) {
    const supported = ENCODER_ARCHITECTURES.map(({ modelType }) => modelType).join(', ');
    throw unsupported('model_type', fields.model_type, supported);
  }
  for (const [field, supported] of Object.entries(FIXED)) {
    const value = fields[field] ?? supported;
    if (value !== supported) throw unsupported(field, value, String(supported));
  }
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const config = read(dir, () => {
    const checked = EncoderConfig.safeParse({ ...architecture.defaults, ...known });
    if (checked.success) return checked.data;
    const issue = checked.error.issues[0] as z.core.$ZodIssue;
    throw new Error(`config.json: ${issue.path.join('.')}: ${issue.message}`);
  });
  if (!Object.hasOwn(ACTIVATIONS, config.hidden_act)) {
    throw unsupported('hidden_act', config.hidden_act, Object.keys(ACTIVATIONS).join(', '));
  }
  if (config.hidden_size % config.num_attention_heads !== 0) {
    const reason = `config.json: hidden_size ${config.hidden_size} is not divisible by num_attention_heads ${config.num_attention_heads}`;
    throw new UnisonoError('NOT_A_MODEL', { path: dir, reason });
  }
  return { architecture, config };
}

/** The longest text, in tokens with special tokens, that the position table has rows for. */
export function longestText({ positions }: EncoderArchitecture, config: EncoderConfig): number {
  // Any token that is not padding.
  const [first] = positions([config.pad_token_id + 1], config) as [number];
  return config.max_position_embeddings - first;
}

function read<T>(dir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: (error as Error).message }, { cause: error });
  }
}
