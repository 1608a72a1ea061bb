import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import { SentencePooling } from './pooling.js';

const PoolingConfig = z.looseObject({
  pooling_mode: z.union([z.string(), z.array(z.string())]).nullish(),
  include_prompt: z.boolean().nullish(),
});

/** Flags of the mode in files without `pooling_mode`. */
const FLAGS: Readonly<Record<string, string>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_mean_sqrt_len_tokens: 'mean_sqrt_len_tokens',
  pooling_mode_weightedmean_tokens: 'weightedmean',
  pooling_mode_lasttoken: 'lasttoken',
};

/**
 * Reads `dir`/config.json of a pooling module. Default: the mean, as in sentence-transformers.
 *
 * @throws UNSUPPORTED_MODEL for other modes, several at once, and pooling without the prompt; FILE_NOT_FOUND, BAD_JSON,
 * BAD_DOCUMENT
 */
export function readPooling(dir: string): SentencePooling {
  const path = join(dir, 'config.json');
  const config = readJson(path, PoolingConfig, 'see modules.json');
  if (config.include_prompt === false) throw unsupported(path, 'include_prompt', 'false', 'true');
  const flagged = Object.entries(FLAGS).flatMap(([flag, mode]) => (config[flag] === true ? [mode] : []));
  const modes = config.pooling_mode ? [config.pooling_mode].flat() : flagged;
  const mode = SentencePooling.safeParse(modes.length === 0 ? 'mean' : modes.join(' and '));
  if (mode.success) return mode.data;
  throw unsupported(path, 'pooling_mode', modes.join(' and '), SentencePooling.options.join(', '));
}

function unsupported(path: string, field: string, value: string, supported: string): UnisonoError {
  return new UnisonoError('UNSUPPORTED_MODEL', { path, field, value, supported });
}
