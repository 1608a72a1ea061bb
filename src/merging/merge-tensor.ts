import type { Checkpoint } from '../tensors/checkpoint.js';
import { bytesPerElement, decode, encode } from '../tensors/dtype.js';
import { elementCount } from '../tensors/safetensors-header.js';
import type { SafetensorsWriter } from '../tensors/safetensors-writer.js';
import { dropThreshold, MASK_BLOCK, maskKey, rescaledWeight } from './dare.js';
import type { MergeKernel } from './kernels/kernel.js';
import type { NamedCheckpoint } from './preflight.js';

/** What one tensor is merged from and with. */
export interface TensorMerge {
  readonly tensor: string;
  readonly base: Checkpoint;
  readonly models: readonly NamedCheckpoint[];
  /** w_k of each model, not yet rescaled. */
  readonly weights: readonly number[];
  readonly dropProbability: number;
  readonly seed: number;
}

/**
 * Merges one tensor chunk by chunk: reads each model's bytes into the kernel and writes what it gives. `onChunk` is
 * told how many bytes of input were read. Memory is that of the kernel, whatever the tensor's size.
 */
export function mergeTensor(
  job: TensorMerge,
  kernel: MergeKernel,
  writer: SafetensorsWriter,
  onChunk: (bytes: number) => void,
): void {
  const { tensor, base, models, dropProbability: p, seed } = job;
  const { dtype, shape } = base.info(tensor);
  const size = bytesPerElement(dtype);
  const elements = elementCount(shape);
  const weights = job.weights.map((weight) => rescaledWeight(weight, p));
  const threshold = dropThreshold(p);
  const sources = [base, ...models.map(({ checkpoint }) => checkpoint)];
  const targets = [kernel.base, ...kernel.models];
  let block = -1;
  for (let first = 0; first < elements; ) {
    if (Math.floor(first / MASK_BLOCK) !== block) {
      block = Math.floor(first / MASK_BLOCK);
      kernel.configure({ keys: models.map(({ name }) => maskKey(seed, name, tensor, block)), weights, threshold });
    }
    const count = Math.min(kernel.capacity, elements - first, (block + 1) * MASK_BLOCK - first);
    for (const [s, source] of sources.entries()) {
      const chunk = targets[s]!.subarray(0, count * size);
      source.readInto(tensor, first * size, chunk);
      // Kernels know no float16. Its chunk fills half of the buffer, so the values fit in place of it.
      if (dtype === 'F16') targets[s]!.set(encode(decode(chunk, 'F16'), 'F32'));
    }
    const merged = kernel.merge(dtype === 'F16' ? 'F32' : dtype, count, first - block * MASK_BLOCK);
    writer.writeAt(tensor, first * size, dtype === 'F16' ? encode(decode(merged, 'F32'), 'F16') : merged);
    first += count;
    onChunk(count * size * sources.length);
  }
}
