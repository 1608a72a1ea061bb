import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../../tools/compile-kernel.js';
import { bytesPerElement, decode, encode } from '../../tensors/dtype.js';
import { dropThreshold, maskKey, rescaledWeight } from '../dare.js';
import { createJavascriptKernel } from './javascript-kernel.js';
import type { KernelDType, KernelSettings, MergeKernel } from './kernel.js';
import { type KernelFactory, loadKernel, wasmKernelFactory } from './load-kernel.js';

let createWasm: KernelFactory;
beforeAll(async () => {
  createWasm = wasmKernelFactory(await compileKernel())!;
}, 120_000);

interface Job {
  dtype: KernelDType;
  base: Float32Array;
  models: Float32Array[];
  settings: KernelSettings;
  first: number;
}

function run(kernel: MergeKernel, { dtype, base, models, settings, first }: Job): Uint8Array {
  kernel.base.set(encode(base, dtype));
  models.forEach((model, k) => {
    kernel.models[k]!.set(encode(model, dtype));
  });
  kernel.configure(settings);
  return kernel.merge(dtype, base.length, first).slice();
}

const settingsOf = (weights: number[], p: number, seed: number): KernelSettings => ({
  keys: weights.map((_, k) => maskKey(seed, `model ${k}`, 'tensor')),
  weights: weights.map((w) => rescaledWeight(w, p)),
  threshold: dropThreshold(p),
});

/** Values of many magnitudes and signs, zeros of both signs and subnormals among them, none so large as to overflow. */
const value = fc.oneof(
  fc.float({ min: -8, max: 8, noNaN: true }),
  fc.float({ min: Math.fround(-1e30), max: Math.fround(1e30), noNaN: true }),
  fc.float({ min: Math.fround(-1e-40), max: Math.fround(1e-40), noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 0.5, -0.5, 1.0078125),
);
const job: fc.Arbitrary<Job> = fc
  .record({
    dtype: fc.constantFrom<KernelDType>('F32', 'BF16'),
    count: fc.integer({ min: 1, max: 70 }),
    modelCount: fc.integer({ min: 1, max: 8 }),
    p: fc.constantFrom(0, 0.1, 0.5, 0.9),
    seed: fc.integer(),
    first: fc.constantFrom(0, 64, 2 ** 31 - 32, 2 ** 32 - 128),
  })
  .chain(({ count, modelCount, p, seed, ...rest }) => {
    const values = fc.array(value, { minLength: count, maxLength: count }).map((list) => Float32Array.from(list));
    return fc.record({
      base: values,
      models: fc.array(values, { minLength: modelCount, maxLength: modelCount }),
      settings: fc
        .array(fc.double({ min: -1, max: 2, noNaN: true }), { minLength: modelCount, maxLength: modelCount })
        .map((weights) => settingsOf(weights, p, seed)),
      dtype: fc.constant(rest.dtype),
      first: fc.constant(rest.first),
    });
  });

describe('the WebAssembly kernel', () => {
  it('equals the reference bit for bit on values of every kind', () => {
    fc.assert(
      fc.property(job, (j) => {
        const expected = run(createJavascriptKernel(j.models.length, 80), j);
        expect(Buffer.compare(run(createWasm(j.models.length, 80), j), expected)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('equals it on weights like those of %d models', (count) => {
    for (const dtype of ['F32', 'BF16'] as const) {
      const [base, ...models] = gaussianModels(count, 20_003);
      const j: Job = {
        dtype,
        base: base!,
        models,
        settings: settingsOf(
          models.map((_, k) => 0.4 + 0.1 * k),
          0.5,
          9,
        ),
        first: 0,
      };
      const merged = run(createWasm(count, 20_003), j);
      expect(Buffer.compare(merged, run(createJavascriptKernel(count, 20_003), j))).toBe(0);
      expect(merged.length).toBe(20_003 * bytesPerElement(dtype));
      expect(Buffer.compare(merged, encode(base!, dtype))).not.toBe(0);
    }
  });

  it('lets NaN and infinity of a model through, as the reference does', () => {
    const base = new Float32Array(16).fill(1);
    const broken = Float32Array.from(base, (_, i) => [Number.NaN, Infinity, -Infinity, 2][i % 4]!);
    for (const dtype of ['F32', 'BF16'] as const) {
      const j: Job = { dtype, base, models: [broken, base], settings: settingsOf([1, 1], 0, 1), first: 0 };
      const expected = [...decode(run(createJavascriptKernel(2, 16), j), dtype)];
      expect([...decode(run(createWasm(2, 16), j), dtype)]).toEqual(expected);
      expect(expected.slice(0, 4)).toEqual([Number.NaN, Infinity, -Infinity, 2]);
    }
  });

  it('is refused for a number of models that it has no room for', () => {
    expect(() => createWasm(9, 16)).toThrow(RangeError);
    expect(() => createWasm(0, 16)).toThrow(RangeError);
  });
});

it('a kernel is found when run from sources', () => {
  expect(['javascript', 'webassembly']).toContain(loadKernel()(1, 8).name);
});

it('bytes that are no WebAssembly give no factory', () => {
  expect(wasmKernelFactory(new Uint8Array(8))).toBeUndefined();
});

/** A base and fine-tuned neighbours of it, from a fixed linear congruential sequence. */
function gaussianModels(count: number, size: number): Float32Array[] {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const normal = () => uniform() + uniform() + uniform() + uniform() - 2;
  const base = Float32Array.from({ length: size }, () => 0.05 * normal());
  return [base, ...Array.from({ length: count }, () => base.map((x) => x + 0.003 * normal()))];
}
