import type { DType } from '../../tensors/dtype.js';
import type { ParameterValues } from '../methods/method.js';
import type { PlannedModel, PlannedSource } from '../sources/planned-source.js';
import type { VocabularyMap } from '../sources/vocabulary-map.js';

/** One tensor of the output, with its inputs and parameters. */
export interface PlannedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly sources: readonly PlannedSource[];
  /** Index of the base among the sources. */
  readonly base: number | undefined;
  readonly shared: ParameterValues;
  readonly perModel: readonly ParameterValues[];
  /** Whether its rows stand for tokens and are rearranged by the plan's vocabulary. */
  readonly mapped: boolean;
}

/** Everything a merge will do, as plain data, so that it can be passed to threads and later runs. */
export interface MergePlan {
  readonly method: string;
  readonly seed: number;
  readonly models: readonly PlannedModel[];
  /** In the order of their names in the output. */
  readonly tensors: readonly PlannedTensor[];
  readonly vocabulary: VocabularyMap | undefined;
  /** Index of the model whose configuration and tokenizer the output gets. */
  readonly donor: number;
  /** Keys of config.json that the output sets. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Warnings to show before the merge runs. */
  readonly warnings: readonly string[];
}
