import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileKernel } from '../../tools/compile-kernel.js';
import { RandomStream } from '../core/random.js';
import { openCheckpoint } from '../tensors/checkpoint.js';
import { type DType, decode, encode } from '../tensors/dtype.js';
import { type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import { dropThreshold, isKept, maskKey, rescaledWeight } from './arithmetic/dare.js';
import { dareTies } from './arithmetic/dare-ties.js';
import { type MergeKernels, mergeKernels } from './kernels/merge-kernels.js';
import { type MergeOptions, mergeModels } from './merge.js';
import { KernelPipeline } from './streaming/kernel-pipeline.js';

const LAYERS = 3;
const SHAPES: Record<string, number[]> = {
  'model.embed_tokens.weight': [40, 9],
  'model.norm.weight': [9],
  'lm_head.weight': [40, 9],
  'model.scalar': [],
  ...Object.fromEntries([0, 1, 2].map((l) => [`model.layers.${l}.mlp.up_proj.weight`, [37, 9]])),
};

let kernels: MergeKernels;
beforeAll(async () => {
  kernels = mergeKernels(await compileKernel())!;
}, 120_000);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unisono-merge-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string) => join(root, name);

function tensors(seed: number, dtype: DType, change: number): TensorData[] {
  return Object.entries(SHAPES).map(([name, shape]) => {
    const [common, own] = [new RandomStream(0, name), new RandomStream(seed, name)];
    const count = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: count }, () => 0.05 * common.normal() + change * own.normal());
    return { name, dtype, shape, data };
  });
}

function writeModel(name: string, all: TensorData[], config: object = { num_hidden_layers: LAYERS }): string {
  mkdirSync(at(name), { recursive: true });
  writeFileSync(join(at(name), 'config.json'), JSON.stringify(config));
  writeFileSync(join(at(name), 'tokenizer.json'), `{"of":"${name}"}`);
  writeSafetensors(join(at(name), 'model.safetensors'), all, { format: 'pt' });
  return at(name);
}

/** A base and two fine-tuned models, and options to merge them. */
function setUp(dtype: DType = 'BF16', changes: Partial<MergeOptions> = {}): MergeOptions {
  return {
    base: writeModel('base', tensors(0, dtype, 0)),
    models: ['htd', 'sem'].map((name, k) => ({ name, dir: writeModel(name, tensors(k + 1, dtype, 0.004)) })),
    weights: (layer, k) => 0.5 + 0.1 * layer + 0.05 * k,
    dropProbability: 0.5,
    seed: 42,
    out: at('out'),
    workshop: { pipeline: new KernelPipeline(kernels) },
    ...changes,
  };
}

const bytesOf = (dir: string) => readFileSync(join(dir, 'model.safetensors'));
const fails = (options: MergeOptions, code: string, message = '') =>
  expect(mergeModels(options)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });

describe('mergeModels', () => {
  it.each(['BF16', 'F32', 'F16'] as const)('merges every tensor with the weights of its layer (%s)', async (dtype) => {
    const options = setUp(dtype);
    const summary = await mergeModels(options);
    expect(summary).toEqual({
      tensors: 7,
      parameters: 2 * 360 + 9 + 1 + 3 * 333,
      bytesRead: expect.any(Number),
      kernel: 'webassembly',
    });
    const [base, htd, sem, out] = ['base', 'htd', 'sem', 'out'].map((name) => openCheckpoint(at(name)));
    const layers = {
      'model.embed_tokens.weight': 0,
      'model.layers.1.mlp.up_proj.weight': 1,
      'lm_head.weight': 2,
      'model.norm.weight': 2,
    };
    for (const [tensor, layer] of Object.entries(layers)) {
      const keys = ['htd', 'sem'].map((name) => maskKey(42, name, tensor));
      const expected = dareTies(base!.read(tensor), [htd!.read(tensor), sem!.read(tensor)], {
        weights: [0, 1].map((k) => rescaledWeight(options.weights(layer, k), 0.5)),
        kept: (k, i) => isKept(keys[k]!, i, dropThreshold(0.5)),
      });
      expect(out!.info(tensor)).toMatchObject({ dtype, shape: SHAPES[tensor] });
      expect(out!.read(tensor)).toEqual(decode(encode(expected, dtype), dtype));
      expect(out!.read(tensor)).not.toEqual(base!.read(tensor));
    }
    for (const checkpoint of [base, htd, sem, out]) checkpoint!.close();
  });

  it('gives the base for identical models, and for weights of 0', async () => {
    const options = setUp();
    const identical = [
      { name: 'a', dir: options.base },
      { name: 'b', dir: options.base },
    ];
    await mergeModels({ ...options, models: identical });
    expect(bytesOf(options.out)).toEqual(bytesOf(options.base));
    await mergeModels({ ...options, weights: () => 0 });
    expect(bytesOf(options.out)).toEqual(bytesOf(options.base));
  });

  it('gives the model for one model, weight 1 and nothing dropped', async () => {
    const options = setUp();
    await mergeModels({ ...options, models: options.models.slice(0, 1), weights: () => 1, dropProbability: 0 });
    expect(bytesOf(options.out)).toEqual(bytesOf(at('htd')));
  });

  it('gives the same bytes for every chunk size and kernel, and others for another seed', async () => {
    const options = setUp('BF16');
    const bytes: Buffer[] = [];
    for (const part of [8, 2048, undefined]) {
      await mergeModels({ ...options, workshop: { pipeline: new KernelPipeline(kernels, { part, write: part }) } });
      bytes.push(bytesOf(options.out));
    }
    const { kernel } = await mergeModels({ ...options, workshop: { pipeline: undefined, piece: 14 } });
    expect(kernel).toBe('javascript');
    for (const other of [bytes[1]!, bytes[2]!, bytesOf(options.out)]) expect(other.equals(bytes[0]!)).toBe(true);
    await mergeModels({ ...options, seed: 43 });
    expect(bytesOf(options.out).equals(bytes[0]!)).toBe(false);
  });

  it('draws masks by name: the order of two models changes nothing', async () => {
    const options = setUp('BF16', { weights: () => 0.6 });
    await mergeModels(options);
    const first = bytesOf(options.out);
    await mergeModels({ ...options, models: [...options.models].reverse() });
    expect(bytesOf(options.out).equals(first)).toBe(true);
  });

  it('copies configuration and tokenizer of the base, replaces an old result and leaves nothing else', async () => {
    const options = setUp();
    writeModel('out', tensors(9, 'F32', 1));
    writeFileSync(join(options.out, 'stale.txt'), '');
    const progress: number[][] = [];
    const { bytesRead } = await mergeModels({ ...options, onProgress: (...args) => progress.push(args) });
    expect(readdirSync(options.out).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    expect(readFileSync(join(options.out, 'tokenizer.json'), 'utf8')).toBe('{"of":"base"}');
    expect(readdirSync(root).sort()).toEqual(['base', 'htd', 'out', 'sem']);
    expect(progress.length).toBe(7);
    expect(progress.at(-1)).toEqual([bytesRead, bytesRead]);
  });

  it('merges a tensor of its own type, such as float32 norms among bfloat16', async () => {
    const mixed = (seed: number, change: number) =>
      tensors(seed, 'BF16', change).map((t) => (t.name === 'model.norm.weight' ? { ...t, dtype: 'F32' as const } : t));
    const options = setUp();
    writeModel('base', mixed(0, 0));
    writeModel('htd', mixed(1, 0.01));
    writeModel('sem', mixed(2, 0.01));
    await mergeModels(options);
    const out = openCheckpoint(options.out);
    expect(out.info('model.norm.weight').dtype).toBe('F32');
    expect(out.info('lm_head.weight').dtype).toBe('BF16');
    out.close();
  });
});

describe('mergeModels refuses', () => {
  const expectUntouched = () => expect(readdirSync(root).sort()).toEqual(['base', 'htd', 'sem']);

  it('models that differ, before it writes anything', async () => {
    const options = setUp();
    const good = tensors(1, 'BF16', 0.004);
    writeModel('htd', good.slice(1));
    await fails(options, 'MODELS_DIFFER', 'lacks tensor "model.embed_tokens.weight"');
    writeModel('htd', [...good, { ...good[0]!, name: 'extra' }]);
    await fails(options, 'MODELS_DIFFER', '"extra" is not in the base');
    writeModel(
      'htd',
      good.map((t) => (t.shape.length === 2 ? { ...t, shape: [...t.shape].reverse() } : t)),
    );
    await fails(options, 'MODELS_DIFFER', 'has shape');
    writeModel(
      'htd',
      good.map((t) => ({ ...t, dtype: 'F32' as const })),
    );
    await fails(options, 'MODELS_DIFFER', 'is F32');
    writeModel('htd', good, { num_hidden_layers: 4 });
    await fails(options, 'MODELS_DIFFER', '4 layers');
    writeModel('htd', good, {});
    await fails(options, 'NOT_A_MODEL', 'num_hidden_layers');
    expectUntouched();
  });

  it('a base with tensors beyond its layers', async () => {
    const options = setUp();
    for (const name of ['base', 'htd', 'sem']) writeModel(name, tensors(0, 'BF16', 0), { num_hidden_layers: 2 });
    await fails(options, 'NOT_A_MODEL', 'beyond its 2 layers');
  });

  it.each([
    [{ dropProbability: 1 }, 'dropProbability'],
    [{ dropProbability: -0.1 }, 'dropProbability'],
    [{ dropProbability: Number.NaN }, 'dropProbability'],
    [{ seed: 0.5 }, 'seed'],
    [{ weights: () => Number.NaN }, 'weights'],
    [{ models: [] }, 'models'],
  ])('settings such as %j', async (change: Partial<MergeOptions>, key) => {
    await fails(setUp('BF16', change), 'BAD_SETTING', key);
    expectUntouched();
  });

  it('two models of one name, or more than eight', async () => {
    const options = setUp();
    const [htd] = options.models;
    await fails({ ...options, models: [htd!, htd!] }, 'BAD_SETTING', 'two are named "htd"');
    await fails(
      { ...options, models: Array.from({ length: 9 }, (_, k) => ({ ...htd!, name: `${k}` })) },
      'BAD_SETTING',
      '9 given',
    );
  });

  it('to overwrite what it merges, or a directory that is no model', async () => {
    const options = setUp();
    await fails({ ...options, out: at('htd') }, 'BAD_SETTING', 'which is read');
    await fails({ ...options, out: root }, 'BAD_SETTING', 'which is read');
    symlinkSync(at('htd'), at('link'));
    await fails({ ...options, out: at('link') }, 'BAD_SETTING', 'which is read');
    rmSync(at('link'));
    expectUntouched();
    mkdirSync(options.out);
    writeFileSync(join(options.out, 'thesis.txt'), 'x');
    await fails(options, 'FILE_UNWRITABLE', 'not a model directory');
    writeFileSync(at('file'), 'x');
    await fails({ ...options, out: at('file') }, 'FILE_UNWRITABLE');
    expect(readdirSync(options.out)).toEqual(['thesis.txt']);
  });

  it('a model that breaks while it is read, and keeps the old result', async () => {
    const options = setUp();
    await mergeModels(options);
    const before = bytesOf(options.out);
    const truncate = () => writeFileSync(join(at('sem'), 'model.safetensors'), '');
    await fails({ ...options, seed: 1, onProgress: truncate }, 'BAD_SAFETENSORS', 'ends early');
    expect(bytesOf(options.out).equals(before)).toBe(true);
    expect(readdirSync(root).sort()).toEqual(['base', 'htd', 'out', 'sem']);
    expect(existsSync(at('sem'))).toBe(true);
  });
});
