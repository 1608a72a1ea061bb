import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CachedStage, runCached } from './stage-cache.js';

/** Counts changes to the disk; from number `at` on, which may be half done, nothing changes any more. */
const kill = vi.hoisted(() => ({ at: Number.POSITIVE_INFINITY, half: false, count: 0 }));

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof import('node:fs')>();
  const mortal = <A extends unknown[], R>(change: (...args: A) => R, half?: (...args: A) => void) => {
    return (...args: A): R => {
      kill.count++;
      if (kill.count < kill.at) return change(...args);
      if (kill.count === kill.at && kill.half) half?.(...args);
      throw new Error('killed');
    };
  };
  return {
    ...actual,
    mkdirSync: mortal(actual.mkdirSync),
    renameSync: mortal(actual.renameSync),
    openSync: mortal(actual.openSync),
    writeSync: mortal(actual.writeSync as (file: number, bytes: Uint8Array) => number, (file, bytes) => {
      actual.writeSync(file, bytes.subarray(0, bytes.length / 2));
    }),
    rmSync: mortal(actual.rmSync, (path) => {
      if (!actual.existsSync(path) || !actual.statSync(path).isDirectory()) return;
      const [first] = actual.readdirSync(path);
      if (first) actual.rmSync(join(String(path), first), { recursive: true });
    }),
  };
});

const folders: string[] = [];
afterEach(() => {
  revive();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function revive(at = Number.POSITIVE_INFINITY, half = false): void {
  Object.assign(kill, { at, half, count: 0 });
}

/** A stage with files and folders as outputs, in a new directory that holds the result of other settings. */
async function makeStage(force = false): Promise<CachedStage> {
  const folder = fs.mkdtempSync(join(tmpdir(), 'unisono-kill-'));
  folders.push(folder);
  put(join(folder, 'input'), 'in');
  const inputs = { input: join(folder, 'input') };
  const common = { dir: join(folder, 'out'), stage: 'train', version: 1, inputs };
  await runCached({ ...common, settings: 'other', outputs: ['a.txt', 'model', 'gone.txt'] }, async (scratch) => {
    for (const name of ['a.txt', 'gone.txt', 'model/old', 'model/w']) put(join(scratch, name), 'old');
  });
  return { ...common, settings: 'new', outputs: ['a.txt', 'b/c.txt', 'model'], force };
}

function put(path: string, content: string): void {
  fs.mkdirSync(dirname(path), { recursive: true });
  const file = fs.openSync(path, 'w');
  fs.writeSync(file, new TextEncoder().encode(content));
  fs.closeSync(file);
}

/** Resumable like a training: a state that moves with every step, then the outputs, then the state goes. */
async function work(scratch: string): Promise<void> {
  const state = join(scratch, 'state');
  for (let step = fs.existsSync(state) ? fs.readFileSync(state, 'utf8').length : 0; step < 3; step++) {
    put(`${state}.tmp-1`, 'x'.repeat(step + 1));
    fs.renameSync(`${state}.tmp-1`, state);
  }
  put(join(scratch, 'a.txt'), 'a');
  put(join(scratch, 'b/c.txt'), fs.readFileSync(state, 'utf8'));
  put(join(scratch, 'model/w'), 'weights');
}

/** Every file below a folder with its content. */
function tree(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => fs.statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, fs.readFileSync(join(folder, name), 'utf8')]));
}

/** A record next to outputs that are not what it says would mislead whoever reads the directory. */
function expectHonest(stage: CachedStage, finished: Record<string, string>): void {
  const found = tree(stage.dir);
  if (found['stage.json'] === finished['stage.json']) expect(found).toMatchObject(finished);
}

describe.each([false, true])('runCached killed at any change to the disk, forced: %s', (force) => {
  it.each([false, true])('ends with the bytes of an undisturbed run, the change half done: %s', async (half) => {
    const undisturbed = await makeStage(force);
    revive();
    expect(await runCached(undisturbed, work)).toBe('done');
    const changes = kill.count;
    const finished = tree(undisturbed.dir);
    expect(Object.keys(finished)).toEqual(['a.txt', 'b/c.txt', 'model/w', 'stage.json']);
    expect(changes).toBeGreaterThan(25);

    for (let at = 1; at <= changes; at++) {
      const stage = await makeStage(force);
      revive(at, half);
      await expect(runCached(stage, work), `kill ${at}`).rejects.toThrow('killed');
      revive();
      expectHonest(stage, finished);
      await runCached(stage, work);
      expect(tree(stage.dir), `kill ${at}`).toEqual(finished);
      expect(await runCached({ ...stage, force: false }, work)).toBe('cached');
    }
  });
});

describe('runCached killed again and again', () => {
  it('gets there', async () => {
    const stage = await makeStage();
    let kills = 0;
    // Every attempt lives for one change more than the one before it.
    for (let outcome: string | undefined; outcome === undefined; ) {
      revive(kills + 1, kills % 2 === 0);
      outcome = await runCached(stage, work).catch(() => void kills++);
    }
    revive();
    expect(kills).toBeGreaterThan(5);
    const undisturbed = await makeStage();
    await runCached(undisturbed, work);
    expect(tree(stage.dir)).toEqual(tree(undisturbed.dir));
  });

  it('does not work again once the outputs are recorded', async () => {
    let completed = 0;
    for (let at = 1, outcome: string | undefined; outcome === undefined; at++) {
      const stage = await makeStage();
      revive(at);
      outcome = await runCached(stage, work).catch(() => undefined);
      revive();
      const scratch = fs.readdirSync(stage.dir).find((name) => name.startsWith('.work-'));
      if (!scratch || !fs.existsSync(join(stage.dir, scratch, 'stage.json'))) continue;
      await runCached(stage, () => Promise.reject(new Error('worked again')));
      completed++;
    }
    expect(completed).toBeGreaterThan(5);
  });
});
