/** The weight of every model in every layer, as `unisono weights` computes them. */
export interface LayerWeightTable {
  /** Names of the models, by column. */
  readonly models: readonly string[];
  /** [layer][model]; finite. */
  readonly perLayer: readonly (readonly number[])[];
  /** File that the table was read from; errors name it. */
  readonly file?: string;
}
