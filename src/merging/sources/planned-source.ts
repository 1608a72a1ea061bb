import type { DType } from '../../tensors/dtype.js';

/** A model of a merge, and the adapter over it. */
export interface PlannedModel {
  /** The reference of the configuration. */
  readonly label: string;
  /** Seed of its random masks: its `name`, or else the reference. */
  readonly name: string;
  readonly dir: string;
  readonly lora: string | undefined;
}

/** Place of one input of a tensor. */
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
