import type { DType } from '../../tensors/dtype.js';

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
