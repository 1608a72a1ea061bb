import { writeFileAtomic } from '../core/files.js';

/**
 * Fields of config.json that transformers accepts only as floating-point numbers: it rejects `30` and requires `30.0`, which
 * are the same number in JavaScript.
 */
const FLOATS = [
  'attn_logit_softcapping',
  'final_logit_softcapping',
  'initializer_range',
  'layer_norm_eps',
  'rms_norm_eps',
  'rope_theta',
  'rope_local_base_freq',
  'factor',
  'low_freq_factor',
  'high_freq_factor',
  'attention_factor',
  'partial_rotary_factor',
];
const WHOLE = new RegExp(`^(\\s*"(?:${FLOATS.join('|')})": -?\\d+)(?=,?$)`, 'gm');

/** Writes a model's config.json so that Python reads the same types. Throws FILE_UNWRITABLE, DISK_FULL. */
export function writeModelConfig(path: string, config: object): void {
  writeFileAtomic(path, `${JSON.stringify(config, null, 2).replace(WHOLE, '$1.0')}\n`);
}
