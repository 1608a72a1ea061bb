import type { KernelType, WritingType } from './kernel-run.js';
import type { TensorJob } from './tensor-job.js';

/**
 * The type that the kernels take a tensor in: bfloat16 as it is where all inputs and the result are; everything else is
 * widened to float32.
 */
export function kernelType({ dtype, readers }: Pick<TensorJob, 'dtype' | 'readers'>): KernelType {
  return dtype === 'BF16' && readers.every((reader) => reader.dtype === 'BF16') ? 'BFloat16' : 'Float32';
}

/** Name of the variant of a kernel that writes. */
export function writingType(job: Pick<TensorJob, 'dtype' | 'readers'>): WritingType {
  const type = kernelType(job);
  return type === 'Float32' && job.dtype === 'BF16' ? 'Float32ToBFloat16' : type;
}

/** Bytes of an element in the kernels' memory. */
export function kernelBytes(type: KernelType): number {
  return type === 'BFloat16' ? 2 : 4;
}
