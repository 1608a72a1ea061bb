import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { isKept, maskKey } from './arithmetic/dare.js';
import { MemoryStream } from './arithmetic/tensor-stream.js';
import type { MergeMethod, ParameterValues } from './methods/method.js';
import { METHODS } from './methods/registry.js';

const SHAPE = [6, 10];
const ELEMENTS = 60;

/** A tensor of normal values; that of a model is near the base. */
function tensor(seed: number, name: string, base?: Float32Array): Float32Array {
  const stream = new RandomStream(seed, name);
  return Float32Array.from({ length: ELEMENTS }, (_, i) =>
    base ? base[i]! + 0.01 * stream.normal() : stream.normal(),
  );
}

interface Merge {
  readonly models: readonly Float32Array[];
  readonly names?: readonly string[];
  /** Parameters of every model; `weight` of each. */
  readonly weights: readonly number[];
  readonly settings?: ParameterValues;
  readonly piece?: number;
}

/** Merges `models`, the first of which is the base if the method takes one. */
function merge(method: MergeMethod, { models, names, weights, settings = {}, piece }: Merge): Float32Array {
  const base = method.inputs.base === 'ignored' ? undefined : 0;
  const stream = new MemoryStream(SHAPE, models, piece);
  const defaults = Object.fromEntries(
    method.parameters.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
  );
  const tuned = Object.fromEntries(method.parameters.map(({ name }) => [name, settings[name] ?? defaults[name]]));
  method.merge({
    stream,
    base,
    shared: { ...defaults, ...settings },
    perModel: models.map((_, k) => (k === base ? {} : ({ ...tuned, weight: weights[k]! } as ParameterValues))),
    maskKey: (k, block) => maskKey(5, names?.[k] ?? `model ${k}`, 'tensor', block),
  });
  return stream.merged;
}

/** Parameters without a default, and densities that drop something. */
const SETTINGS: Readonly<Record<string, ParameterValues>> = {
  slerp: { t: 0.4 },
  nearswap: { t: 0.004 },
  ties: { density: 0.5 },
  dare_ties: { density: 0.5 },
  dare_linear: { density: 0.5 },
  della: { density: 0.5 },
  della_linear: { density: 0.5 },
  breadcrumbs: { density: 0.6, gamma: 0.1 },
  breadcrumbs_ties: { density: 0.6, gamma: 0.1 },
  sce: { select_topk: 0.5 },
  passthrough: { scale: 1 },
};

const all = [...METHODS.values()];
const family = all.filter(({ parameters }) => parameters.some(({ name }) => name === 'lambda'));

function inputsOf(method: MergeMethod): number {
  return Math.min(method.inputs.most ?? 4, (method.inputs.mostTuned ?? 3) + (method.inputs.base === 'ignored' ? 0 : 1));
}

describe.each(all.map((method) => [method.name, method] as const))('%s', (name, method) => {
  const count = inputsOf(method);
  const weights = Array.from({ length: count }, (_, k) => 0.2 + 0.2 * k);
  const settings = SETTINGS[name] ?? {};

  it('of identical models is the model', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const model = tensor(seed, 'base');
        const merged = merge(method, { models: Array(count).fill(model), weights, settings });
        merged.forEach((value, i) => {
          expect(Math.abs(value - model[i]!)).toBeLessThanOrEqual(2e-6 * Math.abs(model[i]!));
        });
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on pieces', () => {
    const base = tensor(1, 'base');
    const models = Array.from({ length: count }, (_, k) => (k === 0 ? base : tensor(1, `model ${k}`, base)));
    const whole = merge(method, { models, weights, settings });
    // Sums restart at blocks of 256 elements, so a piece never falls within one of this tensor.
    for (const piece of [10, 20]) expect(merge(method, { models, weights, settings, piece })).toEqual(whole);
  });
});

describe.each(family.map((method) => [method.name, method] as const))('%s', (name, method) => {
  const base = tensor(3, 'base');
  const models = [base, ...[1, 2, 3].map((k) => tensor(3, `model ${k}`, base))];
  const settings = SETTINGS[name] ?? {};

  it('with weights of 0 is the base', () => {
    expect(merge(method, { models, weights: [0, 0, 0, 0], settings })).toEqual(base);
  });

  it('does not depend on the order of the models', () => {
    const [a, b] = [
      [0, 1, 2, 3],
      [0, 3, 1, 2],
    ].map((order) =>
      merge(method, {
        models: order.map((k) => models[k]!),
        names: order.map((k) => `name ${k}`),
        weights: order.map((k) => 0.3 + 0.1 * k),
        settings,
      }),
    );
    a!.forEach((value, i) => {
      expect(Math.abs(value - b![i]!)).toBeLessThan(3e-7);
    });
  });

  it('keeps everything at density 1, where it is task arithmetic or TIES without trimming', () => {
    const elects = /ties|^della$/.test(name);
    const plain = METHODS.get(elects ? 'ties' : 'task_arithmetic')!;
    const rest = { density: 1, normalize: false };
    const weights = [0, 0.3, 0.5, 0.4];
    expect(merge(method, { models, weights, settings: rest })).toEqual(
      merge(plain, { models, weights, settings: rest }),
    );
  });
});

it.each(['task_arithmetic', 'dare_linear', 'della_linear', 'breadcrumbs', 'linear'])(
  '%s is linear in the weights',
  (name) => {
    const method = METHODS.get(name)!;
    const base = tensor(4, 'base');
    const models = [base, ...[1, 2].map((k) => tensor(4, `model ${k}`, base))];
    const settings = { ...SETTINGS[name], normalize: false };
    const offset = name === 'linear' ? 0 : 1;
    const of = (weights: number[]) => merge(method, { models, weights: [0, ...weights], settings });
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }), (v, w) => {
        const [both, first, second] = [of([v, w]), of([v, 0]), of([0, w])];
        both.forEach((value, i) => {
          expect(Math.abs(value - (first[i]! + second[i]! - offset * base[i]!))).toBeLessThan(
            4e-6 * (1 + Math.abs(value)),
          );
        });
      }),
      { numRuns: 50 },
    );
  },
);

it('masks of models and tensors are uncorrelated over 4M elements', () => {
  const count = 4_000_000;
  const threshold = 32_768;
  const keys = [maskKey(1, 'a', 't'), maskKey(1, 'b', 't'), maskKey(1, 'a', 'u'), maskKey(2, 'a', 't')];
  const masks = keys.map((key) => Uint8Array.from({ length: count }, (_, i) => Number(isKept(key, i, threshold))));
  for (const [n, a] of masks.entries()) {
    const kept = a.reduce((sum, bit) => sum + bit, 0);
    expect(Math.abs(kept - count / 2) / Math.sqrt(count / 4)).toBeLessThan(4);
    for (const b of masks.slice(n + 1)) {
      let both = 0;
      for (let i = 0; i < count; i++) both += a[i]! & b[i]!;
      expect(Math.abs(both - count / 4) / Math.sqrt((count * 3) / 16)).toBeLessThan(4);
    }
  }
});
