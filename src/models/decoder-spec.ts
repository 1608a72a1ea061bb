/** A feed-forward layer's non-linearity, by the name that config.json uses. */
export type Activation = 'silu' | 'gelu_pytorch_tanh' | 'relu';

/** Settings of one layer. */
export interface LayerSpec {
  /** A token attends to itself and the `window - 1` tokens before it; null: to all tokens before it. */
  readonly window: number | null;
  /** Radians per position of each of the headSize / 2 rotated pairs; equal layers share one array. */
  readonly frequencies: Float32Array;
}

/**
 * A decoder-only transformer as data: all differences between architectures. `decoder` runs it,
 * `parameterShapes` names its weights.
 */
export interface DecoderSpec {
  /** Factor on the token embeddings. */
  readonly embeddingScale: number;
  /** RMS norms compute x / rms(x) * (weight + offset). */
  readonly norm: { readonly epsilon: number; readonly offset: 0 | 1 };
  /** Whether attention and feed-forward outputs are normalized too before they are added (Gemma). */
  readonly normalizedOutputs: boolean;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
  /** Factor on query-key products. */
  readonly attentionScale: number;
  /** Scores become cap * tanh(scores / cap). */
  readonly attentionSoftCap: number | null;
  /** RMS norm of every query and key head before the rotation. */
  readonly queryKeyNorm: boolean;
  /** Whether query, key and value (and gate and up) are rows of one matrix. */
  readonly fusedProjections: boolean;
  readonly biases: { readonly queryKeyValue: boolean; readonly output: boolean; readonly feedForward: boolean };
  readonly activation: Activation;
  /** Logits become cap * tanh(logits / cap). */
  readonly logitSoftCap: number | null;
  readonly layers: readonly LayerSpec[];
}
