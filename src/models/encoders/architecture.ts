import type { EncoderConfig } from './encoder-config.js';
import type { LayerNames } from './layer.js';

/**
 * The differences between architectures of bidirectional encoders. All are stacks of post-norm transformer layers
 * (Vaswani et al. 2017) over learnt positions; see `encoder.ts` for the common parts.
 */
export interface EncoderArchitecture {
  /** `model_type` in config.json. */
  readonly modelType: string;
  /** What transformers writes before every tensor name when the model was saved with a head: "bert" for "bert.encoder...". */
  readonly prefix: string;
  /** Defaults of missing config.json fields, from transformers' configuration class. */
  readonly defaults: Readonly<Partial<EncoderConfig>>;
  /** Tensor names within one layer. */
  readonly layer: LayerNames;
  /** Whether a segment embedding is added; ours is always that of the first segment. */
  readonly segments: boolean;
  /** Whether every head adds a learnt bias by the distance of the two tokens, shared by all layers. */
  readonly relativeBias: boolean;
  /** The row of the position table for every token of one text without padding. */
  readonly positions: (ids: readonly number[], config: EncoderConfig) => number[];
}

/** Positions 0, 1, 2, ... */
export function countedPositions(ids: readonly number[]): number[] {
  return ids.map((_, i) => i);
}

/**
 * fairseq's positions: they count from the padding token's id + 1, and padding tokens, also such as a text spells out,
 * stay at the padding token's id and are not counted.
 */
export function positionsAfterPadding(ids: readonly number[], { pad_token_id: padding }: EncoderConfig): number[] {
  let count = 0;
  return ids.map((id) => {
    if (id === padding) return padding;
    count++;
    return padding + count;
  });
}
