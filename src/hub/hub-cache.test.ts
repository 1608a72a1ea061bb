import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CachedModel, parseHubId } from './hub-cache.js';
import { hubSettings } from './hub-settings.js';
import { resolveModel } from './resolve-model.js';

describe('parseHubId', () => {
  it('reads names with and without a revision', () => {
    expect(parseHubId('HuggingFaceTB/SmolLM2-135M')).toEqual({ name: 'HuggingFaceTB/SmolLM2-135M', revision: 'main' });
    expect(parseHubId('gpt2')).toEqual({ name: 'gpt2', revision: 'main' });
    expect(parseHubId('a/b@refs/pr/1')).toEqual({ name: 'a/b', revision: 'refs/pr/1' });
  });

  it.each(['', 'a/b/c', '../a', './a', 'a/..', 'a--b/c', '/a/b', 'a/', 'a\\b', 'a/b@', 'a/b@../x', 'a/b@c@d', '.a/b'])(
    'refuses "%s"',
    (text) => expect(parseHubId(text)).toBeUndefined(),
  );
});

describe('CachedModel', () => {
  it('finds a commit by the beginning of its hash, as long as no other begins so', () => {
    const cache = mkdtempSync(join(tmpdir(), 'unisono-cache-'));
    const [one, other] = ['a'.repeat(40), `${'a'.repeat(7)}${'b'.repeat(33)}`];
    const find = (revision: string) => new CachedModel(cache, { name: 'o/m', revision }).find();
    expect(find('aaaaaaa')).toBeUndefined();
    for (const commit of [one, other]) mkdirSync(join(cache, 'models--o--m', 'snapshots', commit), { recursive: true });
    expect(find('aaaaaaab')).toBe(join(cache, 'models--o--m', 'snapshots', other));
    expect(find(one)).toBe(join(cache, 'models--o--m', 'snapshots', one));
    expect([find('aaaaaaa'), find('aaaaaa'), find('main')]).toEqual([undefined, undefined, undefined]);
    rmSync(cache, { recursive: true });
  });
});

describe('hubSettings', () => {
  it('follows the variables of huggingface_hub', () => {
    expect(hubSettings({})).toMatchObject({
      cache: join(homedir(), '.cache', 'huggingface', 'hub'),
      endpoint: 'https://huggingface.co',
      offline: false,
    });
    expect(hubSettings({ XDG_CACHE_HOME: '/x' }).cache).toBe('/x/huggingface/hub');
    expect(hubSettings({ HF_HOME: '~/h', XDG_CACHE_HOME: '/x' }).cache).toBe(join(homedir(), 'h', 'hub'));
    expect(hubSettings({ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/c' }).cache).toBe('/c');
    expect(hubSettings({ HF_HUB_CACHE: '/d', HUGGINGFACE_HUB_CACHE: '/c' }).cache).toBe('/d');
    expect(hubSettings({ HF_ENDPOINT: 'https://mirror/' }).endpoint).toBe('https://mirror');
    expect(['1', 'on', 'TRUE', '0', ''].map((value) => hubSettings({ HF_HUB_OFFLINE: value }).offline)).toEqual([
      ...[true, true, true, false, false],
    ]);
    expect(hubSettings({ TRANSFORMERS_OFFLINE: '1' }).offline).toBe(true);
  });

  it('takes the token from the environment, then from the file of a login', () => {
    const home = mkdtempSync(join(tmpdir(), 'unisono-home-'));
    expect(hubSettings({ HF_HOME: home })).not.toHaveProperty('token');
    writeFileSync(join(home, 'token'), 'hf_file\n');
    expect(hubSettings({ HF_HOME: home }).token).toBe('hf_file');
    expect(hubSettings({ HF_HOME: home, HF_TOKEN: ' hf_env ' }).token).toBe('hf_env');
    rmSync(home, { recursive: true });
  });
});

describe('resolveModel', () => {
  it('prefers a path, and says how to get what is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'unisono-resolve-'));
    const env = { HF_HUB_CACHE: join(folder, 'cache') };
    expect(resolveModel('.', folder, env)).toBe(folder);
    const fails = (text: string, code: string, message: string) =>
      expect(() => resolveModel(text, folder, env)).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(message) }),
      );
    fails('owner/model', 'MODEL_NOT_CACHED', 'download the model: unisono pull owner/model');
    fails('model', 'FILE_NOT_FOUND', 'model: no such file');
    fails('./a/b/c', 'FILE_NOT_FOUND', './a/b/c');
    rmSync(folder, { recursive: true });
  });
});
