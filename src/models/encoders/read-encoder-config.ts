import { readConfigFile } from '../config-file.js';
import { unsupported } from '../unsupported.js';
import type { EncoderArchitecture } from './architecture.js';
import { ENCODER_ARCHITECTURES } from './architectures.js';
import { EncoderConfig } from './encoder-config.js';
import { ACTIVATIONS } from './layer.js';
import { RELATIVE_BUCKETS } from './relative-buckets.js';

/** Fields that change the computation, each with its only supported value, which is also the default. */
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
 * unsupported architecture or feature
 */
export function readEncoderConfig(dir: string): { architecture: EncoderArchitecture; config: EncoderConfig } {
  return readConfigFile(dir, (fields) => {
    const architecture = ENCODER_ARCHITECTURES.find(({ modelType }) => modelType === fields.model_type);
    if (!architecture) {
      const supported = ENCODER_ARCHITECTURES.map(({ modelType }) => modelType).join(', ');
      throw unsupported('model_type', fields.model_type, supported);
    }
    for (const [field, supported] of Object.entries(FIXED)) {
      const value = fields[field] ?? supported;
      if (value !== supported) throw unsupported(field, value, String(supported));
    }
    const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    const config = EncoderConfig.parse({ ...architecture.defaults, ...present });
    if (!Object.hasOwn(ACTIVATIONS, config.hidden_act)) {
      throw unsupported('hidden_act', config.hidden_act, Object.keys(ACTIVATIONS).join(', '));
    }
    const { hidden_size: width, num_attention_heads: heads } = config;
    if (width % heads !== 0) {
      throw new Error(`config.json: hidden_size ${width} is not divisible by num_attention_heads ${heads}`);
    }
    return { architecture, config };
  });
}

/** Longest text in tokens, with special tokens, by the rows of the position table. */
export function longestText({ positions }: EncoderArchitecture, config: EncoderConfig): number {
  // Any token that is not padding.
  const [first] = positions([config.pad_token_id + 1], config) as [number];
  return config.max_position_embeddings - first;
}
