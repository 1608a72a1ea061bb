import { stringify } from 'yaml';
import { DROP_PROBABILITY } from './arithmetic/dare.js';
import type { LayerWeightTable } from './config/layer-weights.js';

/** What a mergekit configuration is written for. */
export interface ExportOptions {
  /** References of the base and, by name, of the models of the table. */
  readonly base: string;
  readonly models: Readonly<Record<string, string>>;
  readonly method?: string;
  /** Share of every delta that is kept. Default: that of `consistency_dare_ties`. */
  readonly density?: number;
  readonly dtype?: string;
}

/** Parts of the names of tensors outside the layers, by the layer whose weight they take. */
const BEFORE = ['embed_tokens', 'embed_in', 'wte', 'wpe', 'word_embeddings'];
const AFTER = ['lm_head', 'embed_out', 'model.norm.', 'final_layer_norm', 'final_layernorm', 'ln_f'];

/**
 * Layer weights as a mergekit configuration. A list as long as the layers gives every layer its own weight; mergekit
 * would evaluate it at depth 0 for embeddings, final norm and head alike, so these have filters of their own: the first
 * layer's weight before the layers, the last layer's behind them. mergekit's first matching filter counts. DARE-TIES
 * stands for the consistency method, which mergekit does not have: it elects by weighted deltas and keeps the L1 norm.
 */
export function exportMergekit(table: LayerWeightTable, options: ExportOptions): string {
  const { base, models, method = 'dare_ties', density = 1 - DROP_PROBABILITY, dtype = 'bfloat16' } = options;
  return stringify(
    {
      merge_method: method,
      base_model: base,
      models: table.models.map((name, column) => {
        const weights = table.perLayer.map((row) => row[column]!);
        const outside = (filters: readonly string[], value: number) => filters.map((filter) => ({ filter, value }));
        return {
          model: models[name]!,
          parameters: {
            weight: [
              ...outside(BEFORE, weights[0]!),
              ...outside(AFTER, weights.at(-1)!),
              { value: weights.length === 1 ? weights[0] : weights },
            ],
            density,
          },
        };
      }),
      dtype,
    },
    { flowCollectionPadding: false, lineWidth: 0 },
  );
}
