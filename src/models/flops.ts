import type { ModelConfig } from './config.js';
import { parameterShapes } from './parameters.js';

/**
 * Number of weights of a decoder that a token is multiplied with: all matrices except the embedding table, which is only looked
 * up, and the output head once, even if it is tied to that table.
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
export type Pass = 'forward' | 'training';

/** Training settings that change the number of operations. */
export interface TrainingWork {
  /** Gradient checkpointing: one more forward pass. */
  readonly checkpointLayers?: boolean;
  /** Only an adapter is trained: the model's own weights need no gradient, which saves a third of the work. */
  readonly adapter?: boolean;
}

/**
 * Floating-point operations of `tokens` tokens in a pass, for N weights: 2 N forward; in training 2 N more for the gradient of
 * the hidden states and 2 N more for that of the weights (Kaplan et al. 2020, arXiv 2001.08361, section 2.1). Products of
 * queries with keys and of scores with values are left out, as there; they are small while a prompt is shorter than some ten
 * times the model's width. So are an adapter's own matrices, of a hundredth of the weights.
 */
export function decoderFlops(
  config: ModelConfig,
  tokens: number,
  pass: Pass,
  { checkpointLayers = false, adapter = false }: TrainingWork = {},
): number {
  const perWeight = pass === 'forward' ? 2 : 2 + 2 + (adapter ? 0 : 2) + (checkpointLayers ? 2 : 0);
  return perWeight * multipliedWeights(config) * tokens;
}
