import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RandomStream } from '../core/random.js';
import { openCheckpoint } from '../tensors/checkpoint.js';
import { type DType, decode, encode } from '../tensors/dtype.js';
import { type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import { dropThreshold, isKept, maskKey, rescaledWeight } from './arithmetic/dare.js';
import { dareTies } from './arithmetic/dare-ties.js';
import { type ConsistencyMerge, consistencyMerge } from './consistency-merge.js';
import { type MergeOptions, mergeModels } from './merge-models.js';
import { verifyMerge } from './verify.js';

const TINY = fileURLToPath(new URL('../../models/tiny', import.meta.url));
const LAYERS = 3;
const SHAPES: Record<string, number[]> = {
  'model.embed_tokens.weight': [40, 9],
  'model.norm.weight': [9],
  'lm_head.weight': [40, 9],
  'model.scalar': [],
  ...Object.fromEntries([0, 1, 2].map((l) => [`model.layers.${l}.mlp.up_proj.weight`, [37, 9]])),
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unisono-consistency-merge-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string) => join(root, name);
const weight = (layer: number, k: number) => 0.5 + 0.1 * layer + 0.05 * k;

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
  writeFileSync(join(at(name), 'tokenizer.json'), '{"model":{"vocab":{"a":0}}}');
  writeSafetensors(join(at(name), 'model.safetensors'), all, { format: 'pt' });
  return at(name);
}

function table(names: readonly string[], layers = LAYERS, w = weight): ConsistencyMerge['weights'] {
  return {
    models: names,
    perLayer: Array.from({ length: layers }, (_, layer) => names.map((_, k) => w(layer, k))),
  };
}

/** A base and two fine-tuned models, and what it takes to merge them. */
function setUp(dtype: DType = 'BF16', changes: Partial<ConsistencyMerge> = {}): ConsistencyMerge {
  const models = ['HTD', 'SEM'].map((name, k) => ({ name, dir: writeModel(name, tensors(k + 1, dtype, 0.004)) }));
  const base = writeModel('base', tensors(0, dtype, 0));
  return { base, models, weights: table(['HTD', 'SEM']), dropProbability: 0.5, seed: 42, ...changes };
}

const merge = (given: ConsistencyMerge, options: Partial<MergeOptions> = {}) =>
  mergeModels(consistencyMerge(given), { out: at('out'), overwrite: true, ...options });
const bytesOf = (dir: string) => readFileSync(join(dir, 'model.safetensors'));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a layer-wise merge', () => {
  it.each(['BF16', 'F32', 'F16'] as const)('merges every tensor with the weights of its layer (%s)', async (dtype) => {
    const summary = await merge(setUp(dtype));
    expect(summary).toMatchObject({ tensors: 7, parameters: 2 * 360 + 9 + 1 + 3 * 333 });
    const [base, htd, sem, out] = ['base', 'HTD', 'SEM', 'out'].map((name) => openCheckpoint(at(name)));
    if (!base || !htd || !sem || !out) throw new Error('a model is missing');
    const layers = {
      'model.embed_tokens.weight': 0,
      'model.layers.1.mlp.up_proj.weight': 1,
      'lm_head.weight': 2,
      'model.norm.weight': 2,
    };
    for (const [tensor, layer] of Object.entries(layers)) {
      const expected = dareTies(base.read(tensor), [htd.read(tensor), sem.read(tensor)], {
        weights: [0, 1].map((k) => rescaledWeight(weight(layer, k), 0.5)),
        kept: (k, i) => isKept(maskKey(42, k === 0 ? 'HTD' : 'SEM', tensor), i, dropThreshold(0.5)),
      });
      expect(out.info(tensor)).toMatchObject({ dtype, shape: SHAPES[tensor] });
      expect(out.read(tensor)).toEqual(decode(encode(expected, dtype), dtype));
      expect(out.read(tensor)).not.toEqual(base.read(tensor));
    }
    for (const checkpoint of [base, htd, sem, out]) checkpoint.close();
  });

  it('of variants of the demo model has these bytes, with 0.2 dropped unless told otherwise', async () => {
    const models = ['HTD', 'SEM', 'SPA'].map((name, k) => {
      cpSync(TINY, at(name), { recursive: true });
      const tiny = openCheckpoint(TINY);
      const random = new RandomStream(k + 1, 'variant');
      const all = tiny.names.map((tensor) => {
        const data = tiny.read(tensor).map((value) => value + 0.02 * (random.uniform() - 0.5));
        return { name: tensor, ...tiny.info(tensor), data };
      });
      tiny.close();
      writeSafetensors(join(at(name), 'model.safetensors'), all, { format: 'pt' });
      return { name, dir: at(name) };
    });
    const weights = table(['HTD', 'SEM', 'SPA'], 4, (layer, k) => 0.3 + 0.1 * layer + 0.05 * k);
    await merge({ base: TINY, models, weights, seed: 42 });
    // The whole file, header included, with p = 0.2 and with p = 0.5.
    expect(sha256(bytesOf(at('out')))).toBe('4ba24b7624d49e957cdedafb8f8c7a1d2ab503ee6c0af1a9b7caa1e208789fd9');
    await merge({ base: TINY, models, weights, seed: 42, dropProbability: 0.5 });
    expect(sha256(bytesOf(at('out')))).toBe('c9624c9c1d7224e963fbe12dc84d76377cbd71e04fc21622ce40d23fc5329950');
    for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
      expect(readFileSync(join(at('out'), file)).equals(readFileSync(join(TINY, file))), file).toBe(true);
  });

  it('gives the base for models that are the base, and for weights of 0', async () => {
    const given = setUp();
    const same = ['HTD', 'SEM'].map((name) => ({ name, dir: given.base }));
    await merge({ ...given, models: same });
    expect(sha256(bytesOf(at('out')))).toBe(sha256(bytesOf(given.base)));
    await merge({ ...given, weights: table(['HTD', 'SEM'], LAYERS, () => 0) });
    expect(sha256(bytesOf(at('out')))).toBe(sha256(bytesOf(given.base)));
  });

  it('gives the model for one model, weight 1 and nothing dropped', async () => {
    const given = setUp();
    const weights = table(['HTD'], LAYERS, () => 1);
    await merge({ ...given, models: given.models.slice(0, 1), weights, dropProbability: 0 });
    expect(bytesOf(at('out')).equals(bytesOf(at('HTD')))).toBe(true);
  });

  it('draws masks by name: the order of two models changes nothing, another seed does', async () => {
    const given = setUp('BF16');
    await merge(given);
    const first = bytesOf(at('out'));
    await merge({ ...given, models: [...given.models].reverse() });
    expect(bytesOf(at('out')).equals(first)).toBe(true);
    await merge({ ...given, seed: 43 });
    expect(bytesOf(at('out')).equals(first)).toBe(false);
  });

  it('keeps names that a configuration would take apart, and that of the base', async () => {
    const given = setUp();
    const names = ['base', 'SFT+TL@2'];
    const models = names.map((name, k) => ({ name, dir: at(['HTD', 'SEM'][k] as string) }));
    await merge({ ...given, models, weights: table(names) });
    const manifest = JSON.parse(readFileSync(at('out/unisono_merge.json'), 'utf8'));
    expect(manifest.models.map((each: { name: string }) => each.name)).toEqual(['base (base)', ...names]);
    expect((await verifyMerge(at('out'), { samples: 100 })).recomputed).toHaveLength(7);
  });

  it('leaves a model that can be verified where it is moved, without paths of the machine', async () => {
    const given = setUp();
    mkdirSync(at('stage/.work'), { recursive: true });
    await merge(given, { out: at('stage/.work/model'), finalPlace: at('stage/model') });
    renameSync(at('stage/.work/model'), at('stage/model'));
    expect((await verifyMerge(at('stage/model'), { samples: 100 })).recomputed).toHaveLength(7);
    for (const file of ['README.md', 'unisono_merge.json'])
      expect(readFileSync(join(at('stage/model'), file), 'utf8')).not.toContain(root);
    expect(readFileSync(at('stage/model/README.md'), 'utf8')).toMatch(/^# model$/m);
    const elsewhere = mkdtempSync(join(tmpdir(), 'unisono-elsewhere-'));
    cpSync(root, elsewhere, { recursive: true });
    const { models, base } = given;
    const moved = (dir: string) => dir.replace(root, elsewhere);
    const there = { ...given, base: moved(base), models: models.map(({ name, dir }) => ({ name, dir: moved(dir) })) };
    await merge(there, { out: join(elsewhere, 'again/model') });
    mkdirSync(at('again'));
    await merge(given, { out: at('again/model') });
    for (const file of readdirSync(at('again/model')))
      expect(
        readFileSync(join(elsewhere, 'again/model', file)).equals(readFileSync(join(at('again/model'), file))),
      ).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });

  it('merges a tensor of its own type, such as float32 norms among bfloat16', async () => {
    const given = setUp();
    for (const [k, name] of ['base', 'HTD', 'SEM'].entries()) {
      const all = tensors(k, 'BF16', 0.01);
      writeModel(
        name,
        all.map((tensor) => (tensor.name === 'model.norm.weight' ? { ...tensor, dtype: 'F32' } : tensor)),
      );
    }
    await merge(given);
    const out = openCheckpoint(at('out'));
    expect([out.info('model.norm.weight').dtype, out.info('lm_head.weight').dtype]).toEqual(['F32', 'BF16']);
    out.close();
  });

  it('names inputs of the Hugging Face cache by id and commit, and finds them where the cache is', async () => {
    const given = setUp();
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const snapshot = at(`cache/models--owner--tiny/snapshots/${commit}`);
    mkdirSync(join(snapshot, '..'), { recursive: true });
    renameSync(at('base'), snapshot);
    await merge({ ...given, base: snapshot });
    const manifest = readFileSync(at('out/unisono_merge.json'), 'utf8');
    expect(manifest).toContain(`"path": "hub:owner/tiny@${commit}"`);
    expect(readFileSync(at('out/README.md'), 'utf8')).toContain('base_model: [owner/tiny]');
    vi.stubEnv('HF_HUB_CACHE', at('cache'));
    expect((await verifyMerge(at('out'), { samples: 100 })).recomputed).toHaveLength(7);
    vi.stubEnv('HF_HUB_CACHE', at('elsewhere'));
    await expect(verifyMerge(at('out'))).rejects.toMatchObject({
      code: 'NOT_A_MODEL',
      message: expect.stringContaining(`unisono pull owner/tiny@${commit}`),
    });
    vi.unstubAllEnvs();
  });

  it('keeps the model that is there where an input breaks while it is read', async () => {
    const given = setUp();
    await merge(given);
    const before = bytesOf(at('out'));
    const onProgress = () => writeFileSync(join(at('SEM'), 'model.safetensors'), '');
    await expect(merge({ ...given, seed: 1 }, { onProgress })).rejects.toMatchObject({ code: 'BAD_SAFETENSORS' });
    expect(bytesOf(at('out')).equals(before)).toBe(true);
    expect(readdirSync(root).sort()).toEqual(['HTD', 'SEM', 'base', 'out']);
  });

  it('writes nothing in a dry run', async () => {
    const files = () => readdirSync(root).sort();
    const given = setUp();
    const names = files();
    const summary = await merge(given, { dryRun: true });
    expect(summary).toMatchObject({ method: 'consistency_dare_ties', models: ['base', 'HTD', 'SEM'], tensors: 7 });
    expect(files()).toEqual(names);
  });
});

describe('a layer-wise merge refuses, before it writes anything,', () => {
  const fails = async (given: () => ConsistencyMerge, code: string, message = '') => {
    const merging = (async () => merge(given()))();
    await expect(merging).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(existsSync(at('out'))).toBe(false);
    expect(existsSync(at('out.partial'))).toBe(false);
  };

  it.each([
    [{ dropProbability: 1 }, 'dropProbability'],
    [{ dropProbability: -0.1 }, 'dropProbability'],
    [{ dropProbability: Number.NaN }, 'dropProbability'],
    [{ seed: 0.5 }, 'seed'],
    [{ weights: table(['HTD', 'SEM'], LAYERS, () => Number.NaN) }, 'NaN is the weight of HTD in layer 0'],
    [{ weights: table(['HTD', 'SEM'], LAYERS + 1) }, 'the table has 4 layers, but the models have 3'],
    [{ weights: table(['HTD', 'SPA']) }, 'its models are HTD, SPA, those to merge are HTD, SEM'],
    [{ models: [] }, 'models'],
  ] as [Partial<ConsistencyMerge>, string][])('settings such as %j', async (changes, message) => {
    await fails(() => setUp('BF16', changes), 'BAD_SETTING', message);
  });

  it('two models of one name', async () => {
    const given = setUp();
    const [htd] = given.models;
    if (!htd) throw new Error('no model');
    await fails(() => ({ ...given, models: [htd, htd] }), 'BAD_SETTING', 'two models are named "HTD"');
  });

  it('models that differ', async () => {
    const given = setUp();
    const good = tensors(1, 'BF16', 0.004);
    const [first] = good;
    if (!first) throw new Error('no tensor');
    writeModel('HTD', good.slice(1));
    await fails(() => given, 'MODELS_DIFFER', 'lacks tensor "model.embed_tokens.weight"');
    writeModel('HTD', [...good, { ...first, name: 'extra' }]);
    await fails(() => given, 'MODELS_DIFFER', '"extra" is not in the other');
    writeModel(
      'HTD',
      [...good.slice(0, -1), { ...first, name: 'lm_head.weight', shape: [9, 40] }, ...good.slice(-1)].filter(
        ({ name, shape }) => name !== 'lm_head.weight' || shape[0] === 9,
      ),
    );
    await fails(() => given, 'MODELS_DIFFER', 'has shape');
  });
});
