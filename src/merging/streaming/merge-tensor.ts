import { elementCount } from '../../tensors/safetensors-header.js';
import { MASK_BLOCK } from '../dare.js';
import { MAX_MODELS } from '../kernels/kernel.js';
import { loadKernel } from '../kernels/load-kernel.js';
import { loadMergeKernels, type MergeKernels, MOST_MODELS } from '../kernels/merge-kernels.js';
import { METHODS } from '../methods/registry.js';
import type { MergePlan, PlannedTensor } from '../planning/merge-plan.js';
import { type OpenModel, openReader, type TensorReader } from '../sources/tensor-reader.js';
import { FileStream } from './file-stream.js';
import type { PieceSizes } from './kernel-memory.js';
import type { KernelPlan } from './kernel-plan.js';
import { runCombination } from './run-combination.js';
import { DareTiesKernels, runDareTies } from './run-dare-ties.js';
import { runDeltas } from './run-deltas.js';
import type { TensorJob } from './tensor-job.js';
import { methodInput } from './whole-tensor.js';

/** The kernels of one thread. */
export interface Workshop {
  /** Absent where only plain TypeScript can be had, or is wanted. */
  readonly kernels: MergeKernels | undefined;
  readonly dareTies: DareTiesKernels | undefined;
  readonly sizes?: PieceSizes;
  /** Elements of a piece in plain TypeScript. */
  readonly piece?: number;
}

/** The kernels that were built, or none. */
export function openWorkshop(): Workshop {
  const kernels = loadMergeKernels();
  return { kernels, dareTies: kernels && new DareTiesKernels(loadKernel()) };
}

/**
 * Merges one tensor in bounded memory and hands its bytes to `write` in order. The same bytes whatever the workshop.
 *
 * @param onRead told of every read, in bytes
 */
export function mergeTensor(
  plan: MergePlan,
  tensor: PlannedTensor,
  models: readonly OpenModel[],
  workshop: Workshop,
  write: TensorJob['write'],
  onRead: (bytes: number) => void = () => {},
): void {
  const vocabulary = tensor.mapped ? plan.vocabulary : undefined;
  const readers = tensor.sources.map((source) =>
    counted(openReader(source, models, tensor.sources, vocabulary), onRead),
  );
  const job: TensorJob = {
    shape: tensor.shape,
    elements: elementCount(tensor.shape),
    readers,
    dtype: tensor.dtype,
    write,
  };
  const method = METHODS.get(plan.method)!;
  const input = methodInput(plan, tensor, new FileStream(job, workshop.piece));
  const work = workshop.kernels && job.elements > 0 ? method.kernels?.(input) : undefined;
  if (work === undefined || !runOnKernels(workshop, work, job)) method.merge(input);
}

/** False where the kernels have no room for it. */
function runOnKernels({ kernels, dareTies, sizes }: Workshop, work: KernelPlan, job: TensorJob): boolean {
  const inputs = job.readers.length;
  if (kernels === undefined || inputs > MOST_MODELS) return false;
  if (work.kind === 'combination') runCombination(kernels, work, job, sizes);
  else if (work.kind === 'deltas') {
    // Masks are drawn anew behind this many elements, which the kernels leave to the definition.
    if (job.elements > MASK_BLOCK) return false;
    runDeltas(kernels, work, job, sizes);
  } else {
    if (dareTies === undefined || work.tuned.length > MAX_MODELS) return false;
    runDareTies(dareTies, work, job);
  }
  return true;
}

function counted(reader: TensorReader, onRead: (bytes: number) => void): TensorReader {
  return {
    dtype: reader.dtype,
    read(first, target) {
      reader.read(first, target);
      onRead(target.length);
    },
  };
}
