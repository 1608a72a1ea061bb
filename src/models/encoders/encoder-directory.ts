import { UnisonoError } from '../../core/errors.js';
import { openCheckpoint } from '../../tensors/checkpoint.js';
import type { Parameters } from '../parameters.js';
import type { EncoderArchitecture } from './architecture.js';
import { encoderParameterShapes } from './encoder.js';
import type { EncoderConfig } from './encoder-config.js';
import { readEncoderConfig } from './read-encoder-config.js';

/** An encoder in memory. */
export interface LoadedEncoder {
  readonly dir: string;
  readonly architecture: EncoderArchitecture;
  readonly config: EncoderConfig;
  readonly parameters: Parameters;
}

/**
 * Loads the encoder of a Hugging Face directory, all weights as float32. Heads on top of it are ignored, and names may
 * have the prefix of models with a head.
 *
 * @throws NOT_A_MODEL, UNSUPPORTED_MODEL, TENSOR_MISSING, TENSOR_SHAPE, TENSOR_DTYPE, BAD_SAFETENSORS
 */
export function loadEncoderModel(dir: string): LoadedEncoder {
  const { architecture, config } = readEncoderConfig(dir);
  const checkpoint = openCheckpoint(dir, { otherTypes: 'skip' });
  try {
    const names = new Set(checkpoint.names);
    const parameters: Parameters = new Map();
    for (const [name, expected] of encoderParameterShapes(architecture, config)) {
      const stored = spellings(name, architecture.prefix).find((spelling) => names.has(spelling)) ?? name;
      const { shape } = checkpoint.info(stored);
      if (shape.join() !== expected.join()) {
        throw new UnisonoError('TENSOR_SHAPE', {
          path: dir,
          tensor: stored,
          shape: shape.join(', '),
          expected: expected.join(', '),
        });
      }
      parameters.set(name, checkpoint.read(stored));
    }
    return { dir, architecture, config, parameters };
  } finally {
    checkpoint.close();
  }
}

/** Names of a tensor in checkpoints: with and without prefix; norms of the oldest BERTs have `gamma` and `beta`. */
function spellings(name: string, prefix: string): string[] {
  const old = name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
  return [name, old].flatMap((spelling) => [spelling, `${prefix}.${spelling}`]);
}
