import { writeFileAtomic } from '../core/files.js';

/**
 * Fields of config.json that transformers takes for floating-point only: it refuses `30` where it wants `30.0`, two numbers
 * that JavaScript cannot tell apart.
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

/** Writes a model's config.json as Python would read it back. Throws FILE_UNWRITABLE, DISK_FULL. */
export function writeModelConfig(path: string, config: object): void {
  writeFileAtomic(path, `${JSON.stringify(config, null, 2).replace(WHOLE, '$1.0')}\n`);
}
