import { elementCount } from '../../tensors/safetensors-header.js';
import { MASK_BLOCK } from '../arithmetic/dare.js';
import type { KernelPlan } from '../arithmetic/kernel-plan.js';
import { loadMergeKernels, MOST_MODELS } from '../kernels/merge-kernels.js';
import { METHODS } from '../methods/registry.js';
import type { MergePlan, PlannedTensor } from '../planning/merge-plan.js';
import { type OpenModel, openReader } from '../sources/tensor-reader.js';
import { FileStream } from './file-stream.js';
import { KernelPipeline, type PieceSizes } from './kernel-pipeline.js';
import type { KernelRun } from './kernel-run.js';
import { combinationRun } from './run-combination.js';
import { deltasRun } from './run-deltas.js';
import type { TensorJob } from './tensor-job.js';
import { methodInput } from './whole-tensor.js';

/** The kernels of one thread. */
export interface ThreadKernels {
  /** Absent if only plain TypeScript is available or requested. */
  readonly pipeline: KernelPipeline | undefined;
  /** Elements of a piece in plain TypeScript. */
  readonly piece?: number;
}

/** The built kernels, if there are any. */
export function openThreadKernels(sizes?: PieceSizes): ThreadKernels {
  const kernels = loadMergeKernels();
  return { pipeline: kernels && new KernelPipeline(kernels, sizes) };
}

/** Destination of a merged tensor's bytes. */
export type TensorSink = Pick<TensorJob, 'write' | 'writeAsync'>;

/**
 * Merges one tensor in bounded memory and writes its bytes. The bytes do not depend on the kernels. Calls may overlap: the
 * kernels take tensors in the order of the calls.
 */
export async function mergeTensor(
  plan: MergePlan,
  tensor: PlannedTensor,
  models: readonly OpenModel[],
  { pipeline, piece }: ThreadKernels,
  { write, writeAsync }: TensorSink,
): Promise<void> {
  const vocabulary = tensor.mapped ? plan.vocabulary : undefined;
  const readers = tensor.sources.map((source) => openReader(source, models, tensor.sources, vocabulary));
  const { shape, dtype } = tensor;
  const job: TensorJob = { shape, elements: elementCount(shape), readers, dtype, write, writeAsync };
  const method = METHODS.get(plan.method)!;
  const input = methodInput(plan, tensor, new FileStream(job, piece));
  const work = pipeline && job.elements > 0 ? method.kernels?.(input) : undefined;
  const run = pipeline && work && kernelRun(pipeline, work, job);
  if (pipeline && run) await pipeline.merge(job, run);
  else method.merge(input);
}

/** Undefined if the kernels have no room for it. */
export function kernelRun({ kernels }: KernelPipeline, plan: KernelPlan, job: TensorJob): KernelRun | undefined {
  if (job.readers.length > MOST_MODELS) return undefined;
  if (plan.kind === 'combination') return combinationRun(kernels, plan, job);
  // The mask key changes after this many elements. The kernels do not support that; plain TypeScript does.
  if (job.elements > MASK_BLOCK) return undefined;
  if (plan.kind === 'deltas') return deltasRun(kernels, plan, job);
  const { base, tuned, weights, threshold, keys } = plan;
  const sparsifiers = keys.map((key) => ({ kind: 'random', threshold, key }) as const);
  const settings = { rescale: false, elect: 'unweighted', normalize: false, lambda: 1 } as const;
  return deltasRun(kernels, { kind: 'deltas', base, tuned, weights, sparsifiers, ...settings }, job);
}
