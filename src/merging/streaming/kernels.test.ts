import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../../tools/compile-kernel.js';
import { RandomStream } from '../../core/random.js';
import { bytesPerElement, type DType, decode, encode } from '../../tensors/dtype.js';
import { elementCount } from '../../tensors/safetensors-header.js';
import { combine } from '../arithmetic/combine.js';
import { maskKey } from '../arithmetic/dare.js';
import { mergeDareTies } from '../arithmetic/dare-ties.js';
import type { DeltaPlan, KernelPlan, Sparsifier } from '../arithmetic/kernel-plan.js';
import { mergeDeltas } from '../arithmetic/merge-deltas.js';
import { MemoryStream } from '../arithmetic/tensor-stream.js';
import { type MergeKernels, mergeKernels } from '../kernels/merge-kernels.js';
import { KernelPipeline, type PieceSizes } from './kernel-pipeline.js';
import { kernelRun } from './merge-tensor.js';
import type { TensorJob } from './tensor-job.js';

let kernels: MergeKernels;
beforeAll(async () => {
  kernels = mergeKernels(await compileKernel())!;
}, 120_000);

interface Case {
  shape: number[];
  dtypes: DType[];
  out: DType;
  seed: number;
  /** Steps that the deltas are rounded to, so that many are equal; 0 for none. */
  grain: number;
}

/** Inputs as bytes of their types, and as the values that these stand for. */
function makeInputs({ shape, dtypes, seed, grain }: Case) {
  const count = elementCount(shape);
  const common = new RandomStream(seed, 'base');
  const base = Float32Array.from({ length: count }, () => 0.05 * common.normal());
  return dtypes.map((dtype, k) => {
    const own = new RandomStream(seed, `model ${k}`);
    const values = base.map((value) => {
      const change = k === 0 ? 0 : 0.004 * own.normal();
      return own.uniform() < 0.02 ? value : value + (grain > 0 ? Math.round(change / grain) * grain : change);
    });
    const bytes = encode(values, dtype);
    return { dtype, bytes, values: decode(bytes, dtype) };
  });
}

/** Merges with the kernels, and expects every element to be written once. */
async function merge(
  shape: readonly number[],
  dtype: DType,
  inputs: ReturnType<typeof makeInputs>,
  plan: KernelPlan,
  sizes?: PieceSizes,
): Promise<Uint8Array> {
  const size = bytesPerElement(dtype);
  const elements = elementCount(shape);
  const out = new Uint8Array(elements * size);
  let written = 0;
  const write = (first: number, bytes: Uint8Array) => {
    written += bytes.length;
    out.set(bytes, first * size);
  };
  const job: TensorJob = {
    shape,
    elements,
    dtype,
    readers: inputs.map(({ dtype: stored, bytes }) => {
      const width = bytesPerElement(stored);
      const read = (first: number, target: Uint8Array) =>
        target.set(bytes.subarray(first * width, first * width + target.length));
      return { dtype: stored, read };
    }),
    write,
    writeAsync: (...args) => later(() => write(...args)),
  };
  const pipeline = new KernelPipeline(kernels, sizes);
  await pipeline.merge(job, kernelRun(pipeline, plan, job)!);
  expect(written).toBe(out.length);
  return out;
}

async function later(act: () => void): Promise<void> {
  await setImmediate();
  act();
}

const dtype = fc.constantFrom<DType>('BF16', 'BF16', 'F32', 'F16');
const shaped: fc.Arbitrary<Case> = fc.record({
  shape: fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 600 })),
    fc.tuple(fc.integer({ min: 1, max: 1500 })),
  ),
  dtypes: fc.oneof(
    fc.array(dtype, { minLength: 2, maxLength: 6 }),
    fc.integer({ min: 2, max: 6 }).map((n) => Array<DType>(n).fill('BF16')),
  ),
  out: dtype,
  seed: fc.integer({ min: 0, max: 1e6 }),
  grain: fc.constantFrom(0, 0.002, 0.01),
});

const sizes: fc.Arbitrary<PieceSizes> = fc.constantFrom(
  {},
  { ring: 0, write: 2000, part: 4096 },
  { ring: 0, write: 2000, part: 4096, held: 0 },
  { ring: 60_000, write: 30_000, part: 20_000 },
);

function sparsifier(kind: Sparsifier['kind'], n: number, { shape, seed }: Case, share: number): Sparsifier {
  const elements = elementCount(shape);
  const drawn = maskKey(seed, `model ${n}`, 'tensor');
  const key = () => drawn;
  if (kind === 'random') return { kind, threshold: Math.round(share * 65_535), key };
  if (kind === 'range') {
    const begin = Math.floor(share * elements);
    return { kind, begin, end: Math.min(elements, begin + Math.floor(elements / 2)) };
  }
  if (kind === 'ranked') {
    const row = shape.length < 2 ? elements : elements / shape[0]!;
    const thresholds = Uint32Array.from({ length: row }, (_, rank) => Math.round((0.9 - (0.8 * rank) / row) * 65_535));
    return { kind, row, thresholds, key };
  }
  return { kind };
}

describe('the merge kernels equal the plain TypeScript bit for bit', () => {
  it.each(['random', 'range', 'ranked', 'none'] as const)('deltas, %s', async (kind) => {
    const settings = fc.record({
      rescale: fc.boolean(),
      elect: fc.boolean(),
      normalize: fc.boolean(),
      lambda: fc.constantFrom(1, 0.7),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
      weights: fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 }),
      sizes,
    });
    await fc.assert(
      fc.asyncProperty(shaped, settings, async (made, { share, weights, sizes: pieces, ...rest }) => {
        const inputs = makeInputs(made);
        const tuned = made.dtypes.slice(1).map((_, n) => n + 1);
        const plan: DeltaPlan = {
          kind: 'deltas',
          base: 0,
          tuned,
          weights: weights.slice(0, tuned.length),
          // The second model is left whole, so that kinds mix.
          sparsifiers: tuned.map((k) => (k === 2 ? { kind: 'all' } : sparsifier(kind, k, made, share))),
          ...rest,
        };
        const stream = new MemoryStream(
          made.shape,
          inputs.map(({ values }) => values),
        );
        mergeDeltas(stream, plan);
        const merged = await merge(made.shape, made.out, inputs, plan, pieces);
        expect(Buffer.compare(merged, encode(stream.merged, made.out))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('linear combinations', async () => {
    const coefficients = fc.array(
      // Some have products that are exact in float32.
      fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0.5, 0.25, -0.3125, 1, 0)),
      { minLength: 6, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        shaped,
        coefficients,
        fc.constantFrom(1, 1.7, 2, -4),
        sizes,
        async (made, given, divisor, pieces) => {
          const inputs = makeInputs(made);
          const plan = { kind: 'combination', coefficients: given.slice(0, inputs.length), divisor } as const;
          const expected = combine(
            inputs.map(({ values }) => values),
            plan.coefficients,
            divisor,
          );
          const merged = await merge(made.shape, made.out, inputs, plan, pieces);
          expect(Buffer.compare(merged, encode(expected, made.out))).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('signs elected by unweighted deltas', async () => {
    const settings = fc.record({
      threshold: fc.integer({ min: 0, max: 65_535 }),
      weights: fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 }),
      sizes,
    });
    await fc.assert(
      fc.asyncProperty(shaped, settings, async (made, { threshold, weights, sizes: pieces }) => {
        const inputs = makeInputs(made);
        const tuned = made.dtypes.slice(1).map((_, n) => n + 1);
        const keys = tuned.map((n) => maskKey(made.seed, `model ${n}`, 'tensor'));
        const plan: KernelPlan = {
          kind: 'dare-ties',
          base: 0,
          tuned,
          weights: weights.slice(0, tuned.length).map(Math.fround),
          threshold,
          keys: keys.map((key) => () => key),
        };
        const stream = new MemoryStream(
          made.shape,
          inputs.map(({ values }) => values),
        );
        mergeDareTies(stream, plan);
        const merged = await merge(made.shape, made.out, inputs, plan, pieces);
        expect(Buffer.compare(merged, encode(stream.merged, made.out))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  // Tensors of this size are cut by a sample and a count; what the first tries miss goes by histograms.
  it.each([
    ['many equal', 0.002, 0.4, 1],
    ['few equal', 0, 0.4, 1],
    ['nearly all equal', 0.01, 0.85, 1],
    ['an odd end', 0.0005, 0.3, 3],
  ])('cuts of large tensors, %s', async (_, grain, share, extra) => {
    const made: Case = { shape: [150_000 + extra], dtypes: ['BF16', 'BF16', 'BF16'], out: 'BF16', seed: 7, grain };
    const inputs = makeInputs(made);
    const elements = elementCount(made.shape);
    const begin = Math.round(share * elements);
    const plan: DeltaPlan = {
      kind: 'deltas',
      base: 0,
      tuned: [1, 2],
      weights: [0.4, 0.7],
      sparsifiers: [
        { kind: 'range', begin, end: elements },
        { kind: 'range', begin, end: elements - 1500 },
      ],
      rescale: false,
      elect: true,
      normalize: true,
      lambda: 1,
    };
    const stream = new MemoryStream(
      made.shape,
      inputs.map(({ values }) => values),
    );
    mergeDeltas(stream, plan);
    const merged = await merge(made.shape, 'BF16', inputs, plan);
    expect(Buffer.compare(merged, encode(stream.merged, 'BF16'))).toBe(0);
  });

  it('lets NaN and infinity of a model through', async () => {
    const base = new Float32Array(24).fill(1);
    const broken = base.map((_, i) => [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2][i % 4]!);
    for (const type of ['BF16', 'F32'] as const) {
      for (const elect of [true, false]) {
        const inputs = [base, broken, base].map((values) => ({ dtype: type, values, bytes: encode(values, type) }));
        const plan: DeltaPlan = {
          kind: 'deltas',
          base: 0,
          tuned: [1, 2],
          weights: [1, 1],
          sparsifiers: [{ kind: 'all' }, { kind: 'all' }],
          rescale: false,
          elect,
          normalize: false,
          lambda: 1,
        };
        const merged = await merge([24], type, inputs, plan);
        expect([...decode(merged, type)].slice(0, 4)).toEqual([
          Number.NaN,
          Number.POSITIVE_INFINITY,
          Number.NEGATIVE_INFINITY,
          2,
        ]);
      }
    }
  });
});
