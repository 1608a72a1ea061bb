import { z } from 'zod';
import type { RopeFields } from './config-fields.js';
import { unsupported } from './unsupported.js';

const Linear = z.looseObject({ factor: z.number().positive() });

const Llama3 = z.looseObject({
  factor: z.number().positive(),
  low_freq_factor: z.number().positive(),
  high_freq_factor: z.number().positive(),
  original_max_position_embeddings: z.int().positive(),
});

/**
 * Angular frequencies of rotary embeddings (Su et al. 2021), with linear position interpolation (Chen et al. 2023) or
 * Llama 3.1's stretching of long wavelengths. Rounded to float32 where transformers' ROPE_INIT_FUNCTIONS rounds, so that
 * angles agree far from position 0.
 *
 * @param scaling the field of config.json, or null for none
 * @returns headSize / 2 numbers, radians per position
 * @throws UNSUPPORTED_MODEL for another `rope_type`; ZodError for missing factors
 */
export function ropeFrequencies(
  theta: number,
  headSize: number,
  scaling: z.infer<typeof RopeFields> | null | undefined,
): Float32Array {
  const plain = Float32Array.from({ length: headSize / 2 }, (_, i) => {
    const exponent = Math.fround((2 * i) / headSize);
    return 1 / Math.fround(theta ** exponent);
  });
  // The oldest files call the field `type`.
  const type = scaling ? String(scaling.type ?? scaling.rope_type) : 'default';
  switch (type) {
    case 'default':
      return plain;
    case 'linear': {
      const { factor } = Linear.parse(scaling);
      return plain.map((frequency) => frequency / factor);
    }
    case 'llama3':
      return plain.map(stretch(Llama3.parse(scaling)));
    default:
      throw unsupported('rope_scaling.rope_type', type, 'default, linear, llama3');
  }
}

/** Divides frequencies of long wavelength by the factor, keeps those of short ones, and blends between. */
function stretch(settings: z.infer<typeof Llama3>): (frequency: number) => number {
  const { factor, low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: context } = settings;
  return (frequency) => {
    const wavelength = Math.fround((2 * Math.PI) / frequency);
    if (wavelength > context / low) return frequency / factor;
    if (wavelength < context / high) return frequency;
    const smooth = Math.fround((context / wavelength - low) / (high - low));
    return Math.fround(((1 - smooth) * frequency) / factor) + Math.fround(smooth * frequency);
  };
}
