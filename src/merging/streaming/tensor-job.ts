import type { DType } from '../../tensors/dtype.js';
import type { TensorReader } from '../sources/tensor-reader.js';

/** One tensor to merge, with the readers of its inputs and the writer of its result. */
export interface TensorJob {
  readonly shape: readonly number[];
  readonly elements: number;
  readonly readers: readonly TensorReader[];
  /** Element type of the result. */
  readonly dtype: DType;
  /** Takes the merged bytes of the elements from `first` on; every element comes once, in order. */
  write(first: number, bytes: Uint8Array): void;
  /** As `write`, in parallel to this thread; `bytes` must not change until it is done, and pieces may come in any order. */
  writeAsync(first: number, bytes: Uint8Array): Promise<void>;
}
