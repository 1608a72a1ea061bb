import fs, {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileKernel } from '../../tools/compile-kernel.js';
import { openCheckpoint } from '../tensors/checkpoint.js';
import { type ReadMergeConfigOptions, readMergeConfig } from './config/read-merge-config.js';
import { type MergeKernels, mergeKernels } from './kernels/merge-kernels.js';
import { type MergeOptions, mergeModels, prepareMerge } from './merge-models.js';
import { KernelPipeline } from './streaming/kernel-pipeline.js';
import type { ThreadKernels } from './streaming/merge-tensor.js';
import { verifyMerge } from './verify.js';

const FIXTURES = fileURLToPath(new URL('fixtures/mergekit/', import.meta.url));

let kernels: MergeKernels;
let threadKernels: ThreadKernels;
beforeAll(async () => {
  kernels = mergeKernels(await compileKernel())!;
  threadKernels = { pipeline: new KernelPipeline(kernels) };
}, 240_000);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unisono-run-merge-'));
  cpSync(join(FIXTURES, 'models'), join(root, 'models'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string) => join(root, name);

const DARE = `merge_method: dare_ties
base_model: models/base
models:
  - {model: models/a, parameters: {weight: 0.4}}
  - {model: models/b, parameters: {weight: [0.1, 0.9]}}
parameters: {density: 0.5}
dtype: bfloat16
`;

type Options = Partial<MergeOptions> & Pick<ReadMergeConfigOptions, 'layerWeights'>;

function configOf(yaml: string, layerWeights?: Options['layerWeights']) {
  writeFileSync(at('merge.yml'), yaml);
  return readMergeConfig('merge.yml', { cwd: root, seed: 3, layerWeights });
}

function prepare(yaml: string, { layerWeights, ...options }: Options = {}) {
  return prepareMerge(configOf(yaml, layerWeights), { out: at('out'), threadKernels, ...options });
}

const run = (yaml: string, { layerWeights, ...options }: Options = {}) =>
  mergeModels(configOf(yaml, layerWeights), { out: at('out'), threadKernels, ...options });
const weights = (dir: string) =>
  readdirSync(at(dir))
    .filter((name) => name.endsWith('.safetensors'))
    .map((name) => readFileSync(join(at(dir), name)));
const refuses = (yaml: string, code: string, message = '', options?: Options) =>
  expect(() => prepare(yaml, options)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );

describe('prepareMerge', () => {
  it('shows the plan and writes nothing', () => {
    const { summary } = prepare(DARE);
    expect(summary).toMatchObject({ method: 'dare_ties', tensors: 21, warnings: [] });
    expect(summary.bytesOut).toBeGreaterThan(8000);
    // What merges of this method have been measured to take at their peak (docs/merging.md), with a margin above it.
    expect(summary.peakMemory).toBeGreaterThan(105e6);
    expect(summary.peakMemory).toBeLessThan(120e6);
    expect(prepare(DARE, { threads: 2 }).summary.seconds).toBeLessThan(summary.seconds);
    expect(prepare(DARE.replace('dare_ties', 'della')).summary.seconds).toBeGreaterThan(summary.seconds);
    expect(summary.layerWeights.map(({ place }) => place)).toEqual(['embedding', 'layer 0', 'layer 1', 'final']);
    expect(summary.layerWeights[2]!.weights['models/b']).toEqual([0.9, 0.9]);
    expect(summary.layerWeights[3]!.weights['models/b']).toEqual([0.1, 0.1]);
    expect(readdirSync(root).sort()).toEqual(['merge.yml', 'models']);
  });

  it('writes a whole model directory, in shards if asked, and leaves nothing else', async () => {
    const bytes: number[] = [];
    let totalBytes = 0;
    const onProgress = (n: number, total: number) => {
      bytes.push(n);
      totalBytes = total;
    };
    await run(DARE, { shardBytes: 3000, onProgress });
    const names = readdirSync(at('out')).sort();
    expect(names).toContain('model.safetensors.index.json');
    expect(names).toContain('model-00001-of-00003.safetensors');
    expect(names.filter((name) => /\.part|journal/.test(name))).toEqual([]);
    expect(readdirSync(root).sort()).toEqual(['merge.yml', 'models', 'out']);
    const headers = 3 * 2500;
    expect(Math.abs(bytes.reduce((sum, n) => sum + n, 0) - totalBytes)).toBeLessThan(headers);
    const checkpoint = openCheckpoint(at('out'));
    expect(checkpoint.config).toMatchObject({ dtype: 'bfloat16', num_hidden_layers: 2 });
    expect(checkpoint.info('model.norm.weight').dtype).toBe('BF16');
    checkpoint.close();
    const card = readFileSync(at('out/README.md'), 'utf8');
    for (const part of [
      'DARE TIES',
      'seed 3',
      '`models/b`',
      '| layer 1 | 0.4 | 0.9 |',
      'sampled sha256',
      'density: 0.5',
    ])
      expect(card).toContain(part);
    expect(card).not.toContain(root);
  });

  it('gives the same bytes by kernels, in plain TypeScript and in small pieces', async () => {
    for (const method of ['dare_ties', 'ties', 'della', 'breadcrumbs', 'linear', 'consistency_dare_ties']) {
      const yaml = DARE.replace('dare_ties', method).replace(
        'models:',
        method === 'linear' ? 'models:\n  - {model: models/base, parameters: {weight: 1}}' : 'models:',
      );
      await run(yaml, { overwrite: true });
      const [expected] = weights('out');
      for (const other of [
        { pipeline: undefined, piece: 512 },
        { pipeline: new KernelPipeline(kernels, { ring: 0, write: 2000, part: 4096 }) },
      ]) {
        await run(yaml, { overwrite: true, threadKernels: other });
        expect(weights('out')[0]!.equals(expected!), method).toBe(true);
      }
    }
  });

  it('goes on with the shards that an interrupted run has finished, and only of the same merge', async () => {
    await run(DARE, { shardBytes: 3000 });
    const expected = weights('out');
    rmSync(at('out'), { recursive: true });
    let left = 40_000;
    const stop = (n: number) => {
      left -= n;
      if (left < 0) throw new Error('killed');
    };
    await expect(run(DARE, { shardBytes: 3000, onProgress: stop })).rejects.toThrow('killed');
    expect(existsSync(at('out'))).toBe(false);
    const kept = readdirSync(at('out.partial')).filter((name) => name.endsWith('.safetensors'));
    expect(kept.length).toBeGreaterThan(0);
    await expect(run(DARE, { shardBytes: 4000, resume: true })).rejects.toMatchObject({ code: 'BAD_FLAG' });
    let [done, all] = [0, 0];
    const onProgress = (n: number, total: number) => {
      done += n;
      all = total;
    };
    await run(DARE, { shardBytes: 3000, resume: true, onProgress });
    expect(weights('out')).toEqual(expected);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(all * 0.9);
    expect(readdirSync(root).sort()).toEqual(['merge.yml', 'models', 'out']);
  });

  it('writes tokenizer and configuration of a union', async () => {
    const yaml = readFileSync(join(FIXTURES, 'cases', 'tokenizer-union.yml'), 'utf8');
    await run(`${yaml}chat_template: chatml\n`);
    expect(JSON.parse(readFileSync(at('out/config.json'), 'utf8')).vocab_size).toBe(27);
    const tokenizer = JSON.parse(readFileSync(at('out/tokenizer.json'), 'utf8'));
    expect(tokenizer.added_tokens.at(-1)).toMatchObject({ id: 26, content: '<think>' });
    expect(readFileSync(at('out/chat_template.jinja'), 'utf8')).toContain('<|im_start|>');
    expect((await verifyMerge(at('out'), { samples: 100 })).recomputed.length).toBe(21);
  });
});

describe('prepareMerge refuses, before it writes anything,', () => {
  afterEach(() => expect(existsSync(at('out.partial'))).toBe(false));

  it('models that do not fit', () => {
    refuses(DARE.replace('models/b,', 'models/none,'), 'NOT_A_MODEL', 'models/none');
    refuses(DARE.replace('models/b,', 'models/more-tokens,'), 'MODELS_DIFFER', 'set tokenizer_source');
    refuses(DARE.replace('base_model: models/base\n', ''), 'BAD_SETTING', 'dare_ties needs one');
    refuses(DARE.replace('weight: 0.4', 'density: 0.4'), 'BAD_SETTING', 'weight: is missing for tensor');
    refuses(DARE.replace('models/b,', 'models/a,'), 'BAD_SETTING', 'the same model is listed twice');
    refuses(DARE.replace('dare_ties', 'della').replace('0.5}', '0.9}'), 'BAD_SETTING', 'epsilon');
    refuses(DARE.replace('dare_ties', 'slerp'), 'BAD_SETTING', 'slerp takes 2 models, 3 are given');
    refuses(`${DARE}chat_template: mistralish\n`, 'BAD_SETTING', 'neither a template');
    refuses(DARE.replace('models/a,', 'models/a+models/b,'), 'NOT_A_MODEL', 'adapter');
  });

  it('what cannot be sliced', () => {
    const slice = (range: string) =>
      `merge_method: passthrough\nslices:\n  - sources: [{model: models/a, layer_range: ${range}}]\n`;
    refuses(slice('[0, 3]'), 'BAD_SETTING', 'of a model of 2 layers');
    refuses(slice('[1, 1]'), 'BAD_SETTING', 'must rise');
  });

  it('a directory that exists, or is an input', () => {
    mkdirSync(at('out'));
    writeFileSync(at('out/config.json'), '{}');
    refuses(DARE, 'OUTPUT_EXISTS', '--overwrite');
    refuses(DARE, 'BAD_SETTING', 'is or contains the input', { out: at('models/a'), overwrite: true });
    writeFileSync(at('file'), '');
    refuses(DARE, 'FILE_UNWRITABLE', '', { out: at('file'), overwrite: true });
    expect(readdirSync(at('out'))).toEqual(['config.json']);
  });

  it('warns of tokenizers that differ', () => {
    const { warnings } = prepare(DARE.replace('models/b,', 'models/other-order,')).summary;
    expect(warnings[0]).toContain('the tokenizer of models/other-order differs');
  });
});

/** Lets so many bytes be written beside the work; then the disk is full, until it is restored. */
function fillDisk(bytes: number): { restore(): void } {
  const write = fs.write as (...args: unknown[]) => void;
  let left = bytes;
  const spy = vi.spyOn(fs, 'write').mockImplementation(((...args: unknown[]) => {
    const [length, callback] = [args[3] as number, args.at(-1) as (error: Error) => void];
    left -= length;
    if (left < 0) callback(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    else write(...args);
  }) as typeof fs.write);
  syncBuiltinESMExports();
  return {
    restore() {
      spy.mockRestore();
      syncBuiltinESMExports();
    },
  };
}

describe('a merge that fails', () => {
  it('over an input that is cut short leaves nothing', async () => {
    const prepared = prepare(DARE);
    truncateSync(at('models/a/model.safetensors'), 9000);
    await expect(prepared.run()).rejects.toMatchObject({ code: 'BAD_SAFETENSORS' });
    expect(readdirSync(root).sort()).toEqual(['merge.yml', 'models']);
  });

  it('over a disk that fills says so, keeps what was finished, and goes on once there is room', async () => {
    await run(DARE, { shardBytes: 3000, out: at('whole') });
    const disk = fillDisk(5000);
    try {
      await expect(run(DARE, { shardBytes: 3000 })).rejects.toMatchObject({ code: 'DISK_FULL' });
    } finally {
      disk.restore();
    }
    expect(existsSync(at('out'))).toBe(false);
    expect(readdirSync(at('out.partial')).filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(0);
    await run(DARE, { shardBytes: 3000, resume: true });
    expect(weights('out')).toEqual(weights('whole'));
  });

  it('over a disk that fills before anything is finished leaves nothing', async () => {
    const disk = fillDisk(0);
    try {
      await expect(run(DARE)).rejects.toMatchObject({ code: 'DISK_FULL' });
    } finally {
      disk.restore();
    }
    expect(readdirSync(root).sort()).toEqual(['merge.yml', 'models']);
  });

  it.skipIf(process.getuid?.() === 0)('over a folder that is read-only says so', async () => {
    mkdirSync(at('locked'));
    const prepared = prepare(DARE, { out: at('locked/out') });
    chmodSync(at('locked'), 0o500);
    await expect(prepared.run()).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    chmodSync(at('locked'), 0o700);
  });
});

describe('verifyMerge', () => {
  const damage = (change: (bytes: Buffer) => void) => {
    const path = at('out/model.safetensors');
    const bytes = readFileSync(path);
    change(bytes);
    writeFileSync(path, bytes);
  };

  it('accepts what was merged, and finds what was changed', async () => {
    await run(DARE);
    const checked = await verifyMerge(at('out'), { samples: 100 });
    expect(checked).toMatchObject({ tensors: 21 });
    expect(checked.recomputed.length).toBe(21);
    damage((bytes) => bytes.writeUInt16LE(bytes.readUInt16LE(bytes.length - 2) ^ 1, bytes.length - 2));
    await expect(verifyMerge(at('out'), { samples: 100 })).rejects.toMatchObject({ code: 'MERGE_NOT_VERIFIED' });
    damage((bytes) => bytes.writeUInt16LE(0x7fc0, bytes.length - 2));
    await expect(verifyMerge(at('out'), { samples: 0 })).rejects.toMatchObject({
      message: expect.stringContaining('is not a finite number'),
    });
    rmSync(at('models/a'), { recursive: true });
    await expect(verifyMerge(at('out'))).rejects.toMatchObject({ code: 'NOT_A_MODEL' });
  });
});

describe('layer weights', () => {
  const layered = `merge_method: consistency_dare_ties
base_model: models/base
models:
  - {model: models/a, name: HTD}
  - {model: models/b, name: SEM}
`;
  const layerWeights = {
    models: ['SEM', 'HTD'],
    perLayer: [
      [0.1, 0.2],
      [0.3, 0.4],
    ],
  };

  it('are those of the layer, of the first before the layers and of the last behind them', () => {
    const rows = prepare(layered, { layerWeights }).summary.layerWeights;
    expect(Object.fromEntries(rows.map(({ place, weights: own }) => [place, [own.HTD![0], own.SEM![1]]]))).toEqual({
      embedding: [0.2, 0.1],
      'layer 0': [0.2, 0.1],
      'layer 1': [0.4, 0.3],
      final: [0.4, 0.3],
    });
  });

  it('must be of the models that are merged', () => {
    const wrong = { ...layerWeights, models: ['SEM', 'SPA'] };
    refuses(layered, 'BAD_SETTING', 'its models are SEM, SPA, those to merge are HTD, SEM', { layerWeights: wrong });
    refuses(`${layered}parameters: {weight: 1}\n`, 'BAD_SETTING', 'not allowed together with layer weights', {
      layerWeights,
    });
    refuses(layered, 'BAD_SETTING', 'the table has 1 layers', {
      layerWeights: { ...layerWeights, perLayer: layerWeights.perLayer.slice(1) },
    });
  });
});
