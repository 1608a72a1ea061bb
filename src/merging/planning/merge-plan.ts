import type { DType } from '../../tensors/dtype.js';
import type { ParameterValues } from '../methods/method.js';
import type { VocabularyMap } from '../vocabulary/vocabulary-map.js';

/** A model of a merge, and the adapter over it. */
export interface PlannedModel {
  /** The reference of the configuration. */
  readonly label: string;
  /** What its random masks are drawn from: its `name`, or else the reference. */
  readonly name: string;
  readonly dir: string;
  readonly lora: string | undefined;
}

/** Where one input of a tensor lies. */
export interface PlannedSource {
  /** Index of the model in the plan. */
  readonly model: number;
  readonly tensor: string;
  /** Stored element type and shape. */
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Whether the model's adapter changes it. */
  readonly adapted: boolean;
}

/** One tensor of the output, and what it is merged from and with. */
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

/** All that a merge will do: plain data, so that threads and later runs can be given it. */
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
  /** What a user should know before it runs. */
  readonly warnings: readonly string[];
}
