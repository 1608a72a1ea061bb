import { bytesPerElement, decode, encode } from '../../tensors/dtype.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { KernelType, Piece, WritingType } from './kernel-run.js';
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

/** Reads a piece of every input into its place. Waits for all reads, also where one fails. */
export async function loadPiece(
  kernels: MergeKernels,
  job: TensorJob,
  order: readonly number[],
  piece: Piece,
): Promise<void> {
  const type = kernelType(job);
  const loads = await Promise.allSettled(
    order.map((k, position) => loadInput(kernels, job.readers[k]!, type, piece, piece.address(position))),
  );
  for (const load of loads) if (load.status === 'rejected') throw load.reason;
}

async function loadInput(
  kernels: MergeKernels,
  reader: TensorJob['readers'][number],
  type: KernelType,
  { first, count, steps, stride }: Piece,
  address: number,
): Promise<void> {
  const [own, size] = [bytesPerElement(reader.dtype), kernelBytes(type)];
  const target = kernels.bytes(address, stride);
  const read = async (bytes: Uint8Array) => {
    if (reader.readAsync) await reader.readAsync(first, bytes);
    else reader.read(first, bytes);
  };
  if (own === size) await read(target.subarray(0, count * own));
  else if (reader.dtype === 'BF16') {
    // Read into the second half and widened towards the first: a value is written before the next is overwritten.
    const from = stride / 2;
    await read(target.subarray(from, from + count * 2));
    kernels.exports.widenBFloat16(address + from, address, steps);
  } else {
    const stored = new Uint8Array(count * own);
    await read(stored);
    kernels.floats(address, count).set(decode(stored, reader.dtype));
  }
  target.fill(0, count * size, steps * size);
}

/** Writes a piece of the result, which lies in place of the first input. */
export async function storePiece(
  kernels: MergeKernels,
  job: TensorJob,
  { first, count, address }: Piece,
): Promise<void> {
  const bytes = kernels.bytes(address(0), count * (job.dtype === 'BF16' ? 2 : 4));
  await job.writeAsync(first, job.dtype === 'F16' ? encode(decode(bytes, 'F32'), 'F16') : bytes);
}
