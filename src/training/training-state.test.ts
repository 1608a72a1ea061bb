import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import type { LogLine } from './log-line.js';
import { restoreTrainingState, saveTrainingState, type TrainingState } from './training-state.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-state-'));
  path = join(dir, 'state.safetensors');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const line = (step: number): LogLine => ({
  step,
  ce: 1 / 3,
  triplet: step === 0 ? null : 0.1,
  ...(step === 1 && { kl: null }),
  learningRate: 1e-4,
  gradientNorm: 2 / 7,
  tokens: 96,
});

const state = (): TrainingState => ({
  parameters: new Map([
    ['model.norm.weight', Float32Array.of(1 / 3, -0, 1e-45)],
    ['lm_head.weight', Float32Array.of(Number.MAX_VALUE, 2)],
  ]),
  optimizer: new Map([['mean:model.norm.weight', Float32Array.of(1e-30, 2, 3)]]),
  next: 2,
  log: [line(0), line(1)],
});

/** The same names and sizes, with other values. */
function blank(): Pick<TrainingState, 'parameters' | 'optimizer'> {
  const zeros = (group: ReadonlyMap<string, Float32Array>) =>
    new Map([...group].map(([name, data]) => [name, new Float32Array(data.length)]));
  const { parameters, optimizer } = state();
  return { parameters: zeros(parameters), optimizer: zeros(optimizer) };
}

/** Expects a refusal with `code` that leaves every value as it was. */
function expectRefusal(code: string, target = blank()) {
  const before = structuredClone(target);
  expect(() => restoreTrainingState(path, target.parameters, target.optimizer)).toThrowError(
    expect.objectContaining({ code, details: expect.objectContaining({ path }) }),
  );
  expect(target).toEqual(before);
}

describe('a saved state', () => {
  it('comes back bit for bit', () => {
    saveTrainingState(path, state());
    const { parameters, optimizer } = blank();
    const { next, log } = restoreTrainingState(path, parameters, optimizer);
    expect({ parameters, optimizer, next, log }).toEqual(state());
  });

  it('has bytes that depend on nothing but the state', () => {
    saveTrainingState(path, state());
    const bytes = readFileSync(path);
    const { parameters, ...rest } = state();
    saveTrainingState(path, { ...rest, parameters: new Map([...parameters].reverse()) });
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('is the beginning where there is no file', () => {
    const target = blank();
    expect(restoreTrainingState(path, target.parameters, target.optimizer)).toEqual({ next: 0, log: [] });
    expect(target).toEqual(blank());
  });
});

describe('a file that is no state of this training is refused, and nothing is touched', () => {
  it.each([0, 1, 7, 8, 40, 200, -1])('torn after byte %i', (size) => {
    saveTrainingState(path, state());
    truncateSync(path, size < 0 ? readFileSync(path).length + size : size);
    expectRefusal('BAD_SAFETENSORS');
  });

  it('with a header of rubbish', () => {
    saveTrainingState(path, state());
    const bytes = readFileSync(path);
    bytes.fill(0xff, 8, 30);
    writeFileSync(path, bytes);
    expectRefusal('BAD_SAFETENSORS');
  });

  it('with bytes after its end', () => {
    saveTrainingState(path, state());
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(3)]));
    expectRefusal('BAD_SAFETENSORS');
  });

  it('of a model, without a log', () => {
    const tensors = [...state().parameters].map(
      ([name, data]): TensorData => ({ name, dtype: 'F32', shape: [data.length], data }),
    );
    writeSafetensors(path, tensors, { format: 'pt' });
    expectRefusal('BAD_SAFETENSORS');
  });

  it.each([
    ['no number', 'two', [line(0), line(1)]],
    ['an empty number', '', []],
    ['a fraction', '1.5', [line(0)]],
    ['a negative number', '-1', []],
    ['more steps than lines', '3', [line(0), line(1)]],
    ['fewer steps than lines', '1', [line(0), line(1)]],
    ['lines of other steps', '2', [line(0), line(5)]],
    ['lines of something else', '2', [{}, {}]],
    ['no list', '2', { length: 2 }],
  ])('with %s in its log', (_, next, log) => {
    saveTrainingState(path, state());
    const { parameters, optimizer } = state();
    const tensors = (prefix: string, group: ReadonlyMap<string, Float32Array>) =>
      [...group].map(([name, data]): TensorData => ({ name: prefix + name, dtype: 'F32', shape: [data.length], data }));
    const all = [...tensors('parameter:', parameters), ...tensors('optimizer:', optimizer)];
    writeSafetensors(path, all, { next, log: JSON.stringify(log) });
    expectRefusal('BAD_SAFETENSORS');
  });

  it('with a log that is no JSON', () => {
    writeSafetensors(path, [], { next: '0', log: '[{]' });
    expectRefusal('BAD_SAFETENSORS');
  });

  it('of a model with fewer tensors', () => {
    const saved = state();
    saved.parameters.delete('lm_head.weight');
    saveTrainingState(path, saved);
    expectRefusal('TENSOR_MISSING');
  });

  it('of a model with more tensors', () => {
    saveTrainingState(path, state());
    const target = blank();
    target.parameters.delete('lm_head.weight');
    expectRefusal('BAD_SAFETENSORS', target);
  });

  it.each([1, 4])('of a model whose tensor has %i elements for 3', (size) => {
    const saved = state();
    saved.parameters.set('model.norm.weight', new Float32Array(size));
    saveTrainingState(path, saved);
    expectRefusal('TENSOR_SHAPE');
  });

  it('of another optimizer', () => {
    const { optimizer: _, ...saved } = state();
    saveTrainingState(path, { ...saved, optimizer: new Map([['momentum:model.norm.weight', new Float32Array(3)]]) });
    expectRefusal('TENSOR_MISSING');
  });
});
