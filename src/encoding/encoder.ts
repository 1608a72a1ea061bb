/**
 * Turns texts into vectors whose cosine similarity measures their similarity in meaning. Used for the reference similarities
 * Sigma_r of layer weights and for the neighbors that triplets are drawn from.
 */
export interface SentenceEncoder {
  /** Identifies the encoder and its size in reports, for example "tfidf-svd-128". */
  readonly name: string;
  /**
   * One row per text, all of one length, L2-normalized unless a sentence-transformers directory says otherwise; a text
   * without a known feature gets a zero row. A text's row does not depend on the order of the texts.
   *
   * @param onTexts called as texts are done, with how many more
   */
  encode(texts: readonly string[], onTexts?: (count: number) => void): Promise<Float32Array[]>;
  /** Frees native memory; the encoder cannot be used afterwards. */
  release(): Promise<void>;
}
