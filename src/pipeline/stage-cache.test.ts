import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../core/hash.js';
import { type CachedStage, runCached } from './stage-cache.js';

let folder: string;
let runs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-stage-'));
  runs = 0;
  put('input.txt', 'in');
  put('model/config.json', '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

const get = (name: string) => readFileSync(join(folder, name), 'utf8');

function stage(changes: Partial<CachedStage> = {}): CachedStage {
  return {
    dir: join(folder, 'out'),
    stage: 'train',
    version: 1,
    inputs: { text: join(folder, 'input.txt'), base: join(folder, 'model') },
    settings: { rate: 0.1, epochs: 2 },
    outputs: ['log.jsonl', 'model'],
    ...changes,
  };
}

async function work(scratch: string): Promise<void> {
  runs++;
  mkdirSync(join(scratch, 'model'), { recursive: true });
  writeFileSync(join(scratch, 'model/weights'), 'w');
  writeFileSync(join(scratch, 'log.jsonl'), '{}\n');
  writeFileSync(join(scratch, 'state'), 'not an output');
}

const hidden = () => readdirSync(join(folder, 'out')).filter((name) => name.startsWith('.'));

describe('runCached', () => {
  it('deletes what a killed writer has left beside the outputs, even when nothing is to be done', async () => {
    await runCached(stage(), work);
    put('out/.cost.json.tmp-27965', '{"sec');
    put('out/model.old-12/weights', 'old');
    put('out/notes.tmp-draft', 'a user file');
    expect(await runCached(stage(), work)).toBe('cached');
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['log.jsonl', 'model', 'notes.tmp-draft', 'stage.json']);
  });

  it('writes the outputs and a record without dates or paths', async () => {
    expect(await runCached(stage(), work)).toBe('done');
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['log.jsonl', 'model', 'stage.json']);
    expect(get('out/model/weights')).toBe('w');
    const record = JSON.parse(get('out/stage.json'));
    expect(Object.keys(record)).toEqual(['stage', 'version', 'fingerprint', 'inputs', 'settings', 'outputs']);
    expect(record).toMatchObject({
      stage: 'train',
      version: 1,
      inputs: { text: sha256('in') },
      settings: { epochs: 2, rate: 0.1 },
      outputs: { 'log.jsonl': sha256('{}\n') },
    });
    expect(get('out/stage.json')).not.toContain(folder);
  });

  it('does nothing the second time, wherever the folders are and however keys are ordered', async () => {
    await runCached(stage(), work);
    const { text, base } = stage().inputs as { text: string; base: string };
    const same = { settings: { epochs: 2, rate: 0.1 }, inputs: { base, text }, outputs: ['model', 'log.jsonl'] };
    expect(await runCached(stage(same), work)).toBe('cached');
    expect(runs).toBe(1);
    const elsewhere = stage({ dir: join(folder, 'elsewhere') });
    await runCached(elsewhere, work);
    expect(get('elsewhere/stage.json')).toBe(get('out/stage.json'));
  });

  it.each<[string, Partial<CachedStage> | (() => void)]>([
    ['settings', { settings: { rate: 0.2, epochs: 2 } }],
    ['the stage', { stage: 'merge' }],
    ['an input file', () => put('input.txt', 'IN')],
    ['a file in an input directory', () => put('model/config.json', '{ }')],
    ['the version', { version: 2 }],
    ['the list of outputs', { outputs: ['log.jsonl', 'model', 'state'] }],
    ['an output', () => put('out/log.jsonl', '{}')],
    ['a file in an output folder', () => put('out/model/extra', '')],
    ['a lost output', () => rmSync(join(folder, 'out/model'), { recursive: true })],
    ['a broken record', () => put('out/stage.json', '{"stage": "tr')],
  ])('runs again after a change of %s', async (_, change) => {
    await runCached(stage(), work);
    if (typeof change === 'function') change();
    const changed = stage(typeof change === 'function' ? {} : change);
    expect(await runCached(changed, work)).toBe('done');
    expect(runs).toBe(2);
    expect(await runCached(changed, work)).toBe('cached');
  });

  it('runs again when an input gets another label', async () => {
    await runCached(stage(), work);
    const { text, base } = stage().inputs as { text: string; base: string };
    expect(await runCached(stage({ inputs: { text: base, base: text } }), work)).toBe('done');
  });

  it('does not look at records and hidden files of an input directory', async () => {
    await runCached(stage(), work);
    put('model/stage.json', '{}');
    put('model/.cache/x', '');
    expect(await runCached(stage(), work)).toBe('cached');
  });

  it('deletes outputs that are no longer made', async () => {
    await runCached(stage(), work);
    await runCached(stage({ outputs: ['log.jsonl'] }), work);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['log.jsonl', 'stage.json']);
  });

  it('hands what was left to the next run with the same fingerprint, without half-written files', async () => {
    await expect(
      runCached(stage(), async (scratch) => {
        writeFileSync(join(scratch, 'state'), 'step 7');
        writeFileSync(join(scratch, 'state.tmp-99'), 'step');
        mkdirSync(join(scratch, 'model/x.old-7'), { recursive: true });
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    await runCached(stage(), async (scratch) => {
      expect(readFileSync(join(scratch, 'state'), 'utf8')).toBe('step 7');
      expect(readdirSync(scratch).sort()).toEqual(['model', 'state']);
      expect(readdirSync(join(scratch, 'model'))).toEqual([]);
      await work(scratch);
    });
    expect(hidden()).toEqual([]);
  });

  it('never hands it to a run with another fingerprint, or to a forced one', async () => {
    const fail = async (scratch: string) => {
      writeFileSync(join(scratch, 'state'), '');
      throw new Error('killed');
    };
    const expectEmpty = async (scratch: string) => {
      expect(readdirSync(scratch)).toEqual([]);
      await fail(scratch);
    };
    await expect(runCached(stage(), fail)).rejects.toThrow('killed');
    await expect(runCached(stage({ force: true }), expectEmpty)).rejects.toThrow('killed');
    await expect(runCached(stage({ settings: 1 }), expectEmpty)).rejects.toThrow('killed');
    await expect(runCached(stage(), expectEmpty)).rejects.toThrow('killed');
    expect(hidden()).toHaveLength(1);
  });

  it('runs again when forced, and keeps the earlier result if that fails', async () => {
    await runCached(stage(), work);
    expect(await runCached(stage({ force: true }), work)).toBe('done');
    expect(runs).toBe(2);
    await expect(runCached(stage({ force: true }), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(get('out/model/weights')).toBe('w');
    expect(await runCached(stage(), work)).toBe('cached');
  });

  it('refuses a missing input before anything is written', async () => {
    const inputs = { text: join(folder, 'none.txt') };
    await expect(runCached(stage({ inputs }), work)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      details: { path: inputs.text },
    });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('refuses work that leaves an output out', async () => {
    await expect(runCached(stage({ outputs: ['log.jsonl', 'lost'] }), work)).rejects.toThrow('did not write lost');
    expect(existsSync(join(folder, 'out/log.jsonl'))).toBe(false);
  });

  it.each(['../x', '/x', '.x', 'a/../b', 'stage.json', ''])('refuses %j as an output', async (name) => {
    await expect(runCached(stage({ outputs: [name] }), work)).rejects.toThrow();
    expect(runs).toBe(0);
  });
});
