import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMIT, FakeHub } from './hub-server.contract.js';
import type { HubSettings } from './hub-settings.js';
import { type PullOptions, pullModel } from './pull-model.js';
import { resolveModel } from './resolve-model.js';

const ID = { name: 'owner/small', revision: 'main' };
const WEIGHTS = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));
const FILES = new Map<string, Buffer>([
  ['config.json', Buffer.from('{"model_type":"llama"}')],
  ['model.safetensors', WEIGHTS],
  ['1_Pooling/config.json', Buffer.from('{}')],
  ['empty.txt', Buffer.alloc(0)],
  ['README.md', Buffer.from('# x')],
  ['pytorch_model.bin', Buffer.from('x')],
  ['onnx/model.safetensors', Buffer.from('x')],
]);
const SHA256 = createHash('sha256').update(WEIGHTS).digest('hex');
const TAKEN = ['1_Pooling/config.json', 'config.json', 'empty.txt', 'model.safetensors'];

let cache: string;
let hub: FakeHub;
let settings: HubSettings;
beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'unisono-hub-'));
  hub = new FakeHub(ID.name, FILES);
  settings = { cache, endpoint: await hub.start(), token: 'hf_secret', offline: false };
});
afterEach(async () => {
  await hub.stop();
  rmSync(cache, { recursive: true, force: true });
});

const root = () => join(cache, 'models--owner--small');
const incomplete = () => join(root(), 'blobs', `${SHA256}.incomplete`);
const pull = (options: PullOptions = {}) => pullModel(ID, { settings, retryDelay: 1, ...options });
const env = () => ({ HF_HUB_CACHE: cache });

describe('pullModel', () => {
  it('fills the cache as huggingface_hub lays it out', async () => {
    const { dir, commit, files, bytes } = await pull();
    expect([dir, commit, files]).toEqual([join(root(), 'snapshots', COMMIT), COMMIT, 4]);
    expect(bytes).toBe(TAKEN.reduce((sum, name) => sum + (FILES.get(name) as Buffer).length, 0));
    expect(readFileSync(join(root(), 'refs', 'main'), 'utf8')).toBe(COMMIT);
    for (const name of TAKEN) {
      expect(lstatSync(join(dir, name)).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(dir, name))).toEqual(FILES.get(name));
    }
    expect(readlinkSync(join(dir, 'model.safetensors'))).toBe(join('..', '..', 'blobs', SHA256));
    const inside = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    expect(inside.filter((name) => lstatSync(join(dir, name)).isSymbolicLink()).sort()).toEqual(TAKEN);
    // git hash-object of '{}'
    expect(readdirSync(join(root(), 'blobs'))).toContain('9e26dfeeb6e641a33dae4961196235bdb965b21b');
    expect(hub.asked.every(({ authorization }) => authorization === 'Bearer hf_secret')).toBe(true);
  });

  it('downloads nothing twice, and then needs no network', async () => {
    await pull();
    const { dir } = await pull();
    expect(hub.downloads('model.safetensors')).toHaveLength(1);
    await hub.stop();
    await expect(pull({ settings: { ...settings, offline: true } })).resolves.toMatchObject({ dir, files: 0 });
    expect(resolveModel('owner/small', '/', env())).toBe(dir);
    expect(resolveModel('owner/small@main', '/', env())).toBe(dir);
    expect(resolveModel(`owner/small@${COMMIT}`, '/', env())).toBe(dir);
    hub = new FakeHub(ID.name, FILES);
  });

  it('takes other files when asked for them', async () => {
    const { dir } = await pull({ include: ['*.md', 'onnx/**'] });
    expect(readdirSync(dir).sort()).toEqual(['README.md', 'onnx']);
    await expect(pull({ include: ['*.gguf'] })).rejects.toMatchObject({ code: 'HUB_NO_WEIGHTS' });
  });

  it('tells how many bytes are there', async () => {
    let [total, done] = [0, 0];
    hub.breakAfter = { bytes: 100_000, times: 1 };
    await pull({
      progress: {
        task: (_, all) => {
          total = all;
          return {
            advance(n = 1) {
              done += n;
            },
            end() {},
          };
        },
      },
    });
    expect(total).toBe(300_024);
    expect(done).toBe(total);
  });

  it('goes on by Range where a connection broke, also several times', async () => {
    hub.breakAfter = { bytes: 70_000, times: 3 };
    const { dir } = await pull();
    const ranges = hub.downloads('model.safetensors').map(({ range }) => range);
    expect(ranges).toHaveLength(4);
    expect(ranges[0]).toBeUndefined();
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
    expect(readFileSync(join(dir, 'model.safetensors'))).toEqual(WEIGHTS);
  });

  it('keeps what is there when the network goes away, and a later run goes on with it', async () => {
    hub.breakAfter = { bytes: 100_000, times: 1 };
    const lost: typeof fetch = async (input, init) => {
      if (hub.downloads('model.safetensors').length > 0) throw new TypeError('fetch failed');
      return fetch(input, init);
    };
    await expect(pull({ fetch: lost })).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    const kept = readFileSync(incomplete()).length;
    expect(kept).toBeGreaterThan(0);
    expect(existsSync(join(root(), 'refs', 'main'))).toBe(false);
    expect(() => resolveModel('owner/small', '/', env())).toThrow(
      expect.objectContaining({ code: 'MODEL_NOT_CACHED' }),
    );

    const { dir } = await pull();
    expect(hub.downloads('model.safetensors').at(-1)?.range).toBe(`bytes=${kept}-`);
    expect(readFileSync(join(dir, 'model.safetensors'))).toEqual(WEIGHTS);
    expect(existsSync(incomplete())).toBe(false);
  });

  it('begins again where a server does not know Range', async () => {
    mkdirSync(join(root(), 'blobs'), { recursive: true });
    writeFileSync(incomplete(), WEIGHTS.subarray(0, 1000));
    hub.ignoresRange = true;
    const { dir } = await pull();
    expect(readFileSync(join(dir, 'model.safetensors'))).toEqual(WEIGHTS);
  });

  it('asks for nothing that an interrupted run has already got', async () => {
    mkdirSync(join(root(), 'blobs'), { recursive: true });
    writeFileSync(incomplete(), WEIGHTS);
    await pull();
    expect(hub.downloads('model.safetensors')).toEqual([]);
    expect(readFileSync(join(root(), 'blobs', SHA256))).toEqual(WEIGHTS);
  });

  it('gives up after some tries without a new byte', async () => {
    hub.refusal = { path: 'model.safetensors', status: 503 };
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', message: expect.stringContaining('503') });
    expect(hub.downloads('model.safetensors')).toHaveLength(4);
  });

  it('sends its token to the hub alone', async () => {
    const store = new FakeHub(ID.name, FILES);
    hub.redirect = await store.start();
    await pull();
    expect(store.downloads('model.safetensors')).toEqual([expect.objectContaining({ authorization: undefined })]);
    await store.stop();
  });
});

describe('pullModel refuses', () => {
  const other = Buffer.from(WEIGHTS);
  other[5] = 77;

  it.each([
    ['of other content', other],
    ['that is too long', Buffer.concat([WEIGHTS, Buffer.from('x')])],
  ])('a file %s, and keeps nothing of it', async (_, content) => {
    hub.tampered.set('model.safetensors', content);
    await expect(pull()).rejects.toMatchObject({
      code: 'HUB_CHECKSUM',
      message: expect.stringContaining('size or checksum of model.safetensors differs'),
    });
    expect(existsSync(incomplete())).toBe(false);
    expect(existsSync(join(root(), 'blobs', SHA256))).toBe(false);
    hub.tampered.clear();
    await expect(pull()).resolves.toMatchObject({ files: 4 });
  });

  it('what an earlier run has left, if it is of something else', async () => {
    mkdirSync(join(root(), 'blobs'), { recursive: true });
    writeFileSync(incomplete(), other.subarray(0, 1000));
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_CHECKSUM' });
    await expect(pull()).resolves.toMatchObject({ files: 4 });
  });

  it.each([
    [401, {}, 'HUB_UNAUTHORIZED', 'set HF_TOKEN'],
    [403, { 'x-error-code': 'GatedRepo' }, 'HUB_FORBIDDEN', 'Accept the terms at'],
    [404, {}, 'HUB_NOT_FOUND', 'at revision main. Check the name'],
    [429, { 'retry-after': '37' }, 'HUB_RATE_LIMITED', 'retry after 37 seconds'],
    [429, {}, 'HUB_RATE_LIMITED', 'retry after a few minutes'],
    [500, {}, 'HUB_UNREACHABLE', 'status 500'],
  ])('to go on after %i %o', async (status, headers, code, message) => {
    for (const path of ['/revision/', '/tree/', 'model.safetensors']) {
      hub.refusal = { path, status, headers };
      await expect(pull()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    }
    expect(existsSync(join(root(), 'refs'))).toBe(false);
  });

  it('to ask a server that is not there', async () => {
    const endpoint = 'http://127.0.0.1:1';
    await expect(pull({ settings: { ...settings, endpoint } })).rejects.toMatchObject({
      code: 'HUB_UNREACHABLE',
      message: expect.stringContaining(`cannot reach ${endpoint}`),
    });
  });

  it('to use the network when it is told not to', async () => {
    await expect(pull({ settings: { ...settings, offline: true } })).rejects.toMatchObject({ code: 'HUB_OFFLINE' });
    expect(hub.asked).toEqual([]);
  });

  it.each([
    ['a name that leaves the folder', { path: '../../outside.json' }],
    ['an absolute name', { path: '/etc/passwd.json' }],
    ['a name that leaves the folder on another system', { path: '..\\outside.json' }],
    ['a drive', { path: 'C:outside.json' }],
    ['a negative size', { size: -1 }],
    ['a checksum that is a path', { oid: '../../../x' }],
  ])('a list with %s', async (_, change) => {
    hub.listed = (entries) => [{ ...entries[0], ...change }, ...entries.slice(1)];
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_BAD_ANSWER' });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('an answer that is no list, and a model without safetensors', async () => {
    hub.listed = () => ({ error: 'x' });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_BAD_ANSWER' });
    hub.listed = (entries) => entries.slice(0, 1);
    await expect(pull()).rejects.toMatchObject({
      code: 'HUB_NO_WEIGHTS',
      message: expect.stringContaining('the repository has .json'),
    });
  });
});
