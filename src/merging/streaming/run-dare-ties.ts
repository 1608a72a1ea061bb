import { decode, encode } from '../../tensors/dtype.js';
import { MASK_BLOCK } from '../dare.js';
import type { MergeKernel } from '../kernels/kernel.js';
import type { KernelFactory } from '../kernels/load-kernel.js';
import { readValues } from '../sources/tensor-reader.js';
import type { DareTiesPlan } from './kernel-plan.js';
import type { TensorJob } from './tensor-job.js';

/** Elements per piece and model: 256 KiB of bfloat16, so that the pieces of a few models stay in the second cache. */
const PIECE = 131_072;

/** Kernels by number of models: making one takes memory. */
export class DareTiesKernels {
  private readonly made = new Map<number, MergeKernel>();

  constructor(
    private readonly create: KernelFactory,
    private readonly piece = PIECE,
  ) {}

  get(models: number): MergeKernel {
    const kernel = this.made.get(models) ?? this.create(models, this.piece);
    this.made.set(models, kernel);
    return kernel;
  }
}

/** Carries DARE-TIES of the consistency method out in one pass; the bits are those of `dareTies`. */
export function runDareTies(kernels: DareTiesKernels, plan: DareTiesPlan, job: TensorJob): void {
  const { base, tuned, weights, threshold, key } = plan;
  const kernel = kernels.get(tuned.length);
  const narrow = job.dtype === 'BF16' && job.readers.every(({ dtype }) => dtype === 'BF16');
  const size = narrow ? 2 : 4;
  const targets = [kernel.base, ...kernel.models];
  let block = -1;
  for (let first = 0; first < job.elements; ) {
    const current = Math.floor(first / MASK_BLOCK);
    if (current !== block) {
      block = current;
      kernel.configure({ keys: tuned.map((_, n) => key(n, current)), weights, threshold });
    }
    const count = Math.min(kernel.capacity, job.elements - first, (block + 1) * MASK_BLOCK - first);
    for (const [position, k] of [base, ...tuned].entries()) {
      const reader = job.readers[k]!;
      const target = targets[position]!.subarray(0, count * size);
      if ((reader.dtype === 'BF16') === narrow && reader.dtype !== 'F16') reader.read(first, target);
      else target.set(encode(readValues(reader, first, count), 'F32'));
    }
    const merged = kernel.merge(narrow ? 'BF16' : 'F32', count, first - block * MASK_BLOCK);
    job.write(first, narrow || job.dtype === 'F32' ? merged : encode(decode(merged, 'F32'), job.dtype));
    first += count;
  }
}
