// Throughput of the merge kernels in GB/s of input, over tensors in memory and against memcpy: what is left once files are
// out of the way. Run: npx vite-node bench/merge/kernels.ts
import { performance } from 'node:perf_hooks';
import {
  type DeltaPlan,
  dropThreshold,
  KernelPipeline,
  type KernelPlan,
  kernelRun,
  maskKey,
  mergeKernels,
  type Sparsifier,
  type TensorJob,
} from 'unisono/merging';
import { bytesPerElement, type DType, encode } from 'unisono/tensors';
import { compileKernel } from '../../tools/compile-kernel.js';

const SHAPE = [1024, 1024];
const ELEMENTS = SHAPE[0]! * SHAPE[1]!;

/** Median GB/s of `run`, which handles `bytes`, over about a second. */
async function throughput(bytes: number, run: () => void | Promise<void>): Promise<number> {
  await run();
  const times: number[] = [];
  for (const until = performance.now() + 1000; performance.now() < until; ) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return bytes / 1e6 / times[times.length >> 1]!;
}

function jobOf(dtype: DType, inputs: number): TensorJob {
  const size = bytesPerElement(dtype);
  const readers = Array.from({ length: inputs }, (_, k) => {
    const values = Float32Array.from({ length: ELEMENTS }, (_, i) => Math.sin(i) + (k > 0 ? Math.sin(i * k) / 50 : 0));
    const bytes = encode(values, dtype);
    return {
      dtype,
      read: (first: number, target: Uint8Array) =>
        target.set(bytes.subarray(first * size, first * size + target.length)),
    };
  });
  return { shape: SHAPE, elements: ELEMENTS, readers, dtype, write: () => {}, writeAsync: async () => {} };
}

function deltas(models: number, sparsifier: (n: number) => Sparsifier, settings: Partial<DeltaPlan>): DeltaPlan {
  const tuned = Array.from({ length: models }, (_, n) => n + 1);
  const shared = { kind: 'deltas', base: 0, rescale: false, elect: true, normalize: false, lambda: 1 } as const;
  return { ...shared, tuned, weights: tuned.map(() => 0.5), sparsifiers: tuned.map(sparsifier), ...settings };
}

const key = (n: number) => () => maskKey(1, `model ${n}`, 'tensor');
const thresholds = Uint32Array.from({ length: SHAPE[1]! }, (_, rank) => 40_000 - 20 * rank);
const PLANS: Readonly<Record<string, (models: number) => KernelPlan>> = {
  linear: (models) => ({ kind: 'combination', coefficients: Array(models + 1).fill(0.5), divisor: 2 }),
  task_arithmetic: (models) => deltas(models, () => ({ kind: 'all' }), { elect: false }),
  dare_ties: (models) =>
    deltas(models, (n) => ({ kind: 'random', threshold: dropThreshold(0.5), key: key(n) }), { rescale: true }),
  ties: (models) => deltas(models, () => ({ kind: 'range', begin: ELEMENTS / 2, end: ELEMENTS }), { normalize: true }),
  della: (models) =>
    deltas(models, (n) => ({ kind: 'ranked', row: SHAPE[1]!, thresholds, key: key(n) }), { rescale: true }),
};

const source = new Uint8Array(64 << 20).fill(1);
const target = new Uint8Array(64 << 20);
console.log(`memcpy: ${(await throughput(source.length, () => target.set(source))).toFixed(1)} GB/s`);
const pipeline = new KernelPipeline(mergeKernels(await compileKernel())!);
for (const [dtype, models] of [
  ['BF16', 1],
  ['BF16', 3],
  ['BF16', 6],
  ['F32', 3],
] as const) {
  const job = jobOf(dtype, models + 1);
  const bytes = job.readers.length * ELEMENTS * bytesPerElement(dtype);
  for (const [name, plan] of Object.entries(PLANS)) {
    const speed = await throughput(bytes, () => pipeline.merge(job, kernelRun(pipeline, plan(models), job)!));
    console.log(`${name}, ${dtype}, ${models} models: ${speed.toFixed(2)} GB/s`);
  }
}
