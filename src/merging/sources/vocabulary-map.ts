/** A vector that stands in for a missing row: the mean of rows of models (by index in the plan), or zero for none. */
export interface FillRow {
  readonly rows: readonly (readonly [model: number, row: number])[];
}

/** Map entry of a row that pads the vocabulary: the mean of all token rows of the model. */
export const PADDING = -(2 ** 31);

/** Sources of the rows of embeddings and head in the output's vocabulary. */
export interface VocabularyMap {
  /** Rows of the output, padding included. */
  readonly size: number;
  /** Rows that stand for tokens. */
  readonly tokens: number;
  /** By model and output row: the model's own row, or -1 - n for the fill row n, or PADDING. */
  readonly rows: readonly Int32Array[];
  readonly fills: readonly FillRow[];
}
