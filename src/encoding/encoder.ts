/**
 * Turns texts into points whose cosine similarity says how alike they are. Used for the reference similarities
 * Sigma_r of layer weights and for the neighbours that triplets are drawn from.
 */
export interface SentenceEncoder {
  /** Identifies the encoder and its size in reports, for example "tfidf-svd-128". */
  readonly name: string;
  /** One L2-normalised row per text, all of one length; a text that the encoder knows nothing of gets a zero row. */
  encode(texts: readonly string[]): Float32Array[];
}
