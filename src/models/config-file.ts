import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';

/** The fields of a config.json of any kind of model. */
const Fields = z.looseObject({ model_type: z.string() });

export type Fields = z.infer<typeof Fields>;

/**
 * Largest allowed values of the fields that decide memory use, several times those of published models: a damaged or hostile
 * file must cause an error, not a large allocation.
 */
const LIMITS: Readonly<Record<string, number>> = {
  num_hidden_layers: 1024,
  hidden_size: 1 << 17,
  intermediate_size: 1 << 20,
  num_attention_heads: 1 << 12,
  num_key_value_heads: 1 << 12,
  head_dim: 1 << 14,
  vocab_size: 1 << 24,
  max_position_embeddings: 1 << 28,
};

function checkLimits(fields: Fields): void {
  for (const [field, limit] of Object.entries(LIMITS)) {
    const value = fields[field];
    if (typeof value === 'number' && value > limit) throw new Error(`${field} = ${value}, at most ${limit} is taken`);
  }
}

/**
 * Reads `dir`/config.json, of a decoder or of an encoder.
 *
 * @param check makes a configuration from the fields; its errors are reported as errors of the file
 * @throws NOT_A_MODEL if the file is missing, malformed or contradicts itself; UNSUPPORTED_MODEL from `check`, with the
 *   file's path
 */
export function readConfigFile<T>(dir: string, check: (fields: Fields) => T): T {
  const path = join(dir, 'config.json');
  if (!existsSync(path)) throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: 'no config.json' });
  try {
    const fields = readJson(path, Fields);
    checkLimits(fields);
    return check(fields);
  } catch (error) {
    if (error instanceof UnisonoError && error.code === 'UNSUPPORTED_MODEL') {
      throw new UnisonoError(error.code, { ...error.details, path }, { cause: error });
    }
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UnisonoError('NOT_A_MODEL', { path: dir, reason }, { cause: error });
  }
}
