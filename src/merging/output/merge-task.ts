import type { UnisonoError } from '../../core/errors.js';
import { bytesPerElement } from '../../tensors/dtype.js';
import type { MergePlan } from '../planning/merge-plan.js';
import type { OpenModel } from '../sources/tensor-reader.js';
import { mergeTensor, type ThreadKernels } from '../streaming/merge-tensor.js';
import type { ShardFile } from './shard-file.js';
import { inputBytes, outputBytes } from './shards.js';

/** A tensor to merge, and the place of its bytes. */
export interface TensorTask {
  readonly index: number;
  readonly path: string;
  readonly position: number;
}

/** Messages of a merging thread; tasks by index. */
export type WorkerReply =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'done'; readonly index: number }
  | {
      readonly kind: 'failed';
      readonly index: number;
      readonly code?: UnisonoError['code'];
      readonly details?: UnisonoError['details'];
      readonly message: string;
    };

/** Merges one tensor into its place. */
export async function runTask(
  plan: MergePlan,
  { index, position }: TensorTask,
  models: readonly OpenModel[],
  threadKernels: ThreadKernels,
  out: ShardFile,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  const tensor = plan.tensors[index]!;
  const size = bytesPerElement(tensor.dtype);
  // Passes over inputs differ by method, so written bytes measure the progress of a tensor.
  const perByte = 1 + inputBytes(tensor) / Math.max(1, outputBytes(tensor));
  await mergeTensor(plan, tensor, models, threadKernels, {
    write(first, bytes) {
      out.write(bytes, position + first * size);
      onBytes?.(bytes.length * perByte);
    },
    async writeAsync(first, bytes) {
      await out.writeAsync(bytes, position + first * size);
      onBytes?.(bytes.length * perByte);
    },
  });
}
