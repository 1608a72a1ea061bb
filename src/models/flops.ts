import type { ModelConfig } from './config.js';
import { parameterShapes } from './parameters.js';

/**
 * Weights of a decoder that a token is multiplied with: all matrices but the embedding table, which is only looked up,
 * and the output head once, whether or not it is tied to that table.
 */
export function multipliedWeights(config: ModelConfig): number {
  let sum = config.hidden_size * config.vocab_size;
  for (const [name, shape] of parameterShapes(config)) {
    if (shape.length !== 2 || name === 'model.embed_tokens.weight' || name === 'lm_head.weight') continue;
    sum += shape[0]! * shape[1]!;
  }
  return sum;
}

/** What a model does with a token. */
export type Pass = 'forward' | 'training' | 'training, layers computed again';

/** Multiplications and additions per weight and token: forward 2; backward 4 more; layers computed again 2 more. */
const PER_WEIGHT: Readonly<Record<Pass, number>> = {
  forward: 2,
  training: 6,
  'training, layers computed again': 8,
};

/**
 * Floating-point operations of `tokens` tokens in a pass: 2 N forward and 6 N in training for N weights (Kaplan et al.
 * 2020, arXiv 2001.08361, section 2.1). Products of queries with keys and of scores with values are left out, as there;
 * they are small while a prompt is shorter than some ten times the model's width.
 */
export function decoderFlops(config: ModelConfig, tokens: number, pass: Pass): number {
  return PER_WEIGHT[pass] * multipliedWeights(config) * tokens;
}
