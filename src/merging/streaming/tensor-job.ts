import type { DType } from '../../tensors/dtype.js';
import type { TensorReader } from '../sources/tensor-reader.js';

/** One tensor to be merged: where its inputs are read from and its result goes. */
export interface TensorJob {
  readonly shape: readonly number[];
  readonly elements: number;
  readonly readers: readonly TensorReader[];
  /** Element type of the result. */
  readonly dtype: DType;
  /** Takes the merged bytes of the elements from `first` on; every element comes once, in order. */
  write(first: number, bytes: Uint8Array): void;
  /** As `write`, beside the work of this thread; `bytes` must stay until it is done, and pieces may come in any order. */
  writeAsync(first: number, bytes: Uint8Array): Promise<void>;
}
