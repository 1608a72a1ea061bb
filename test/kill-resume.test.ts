import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../src/core/random.js';
import { openSafetensors } from '../src/tensors/safetensors.js';
import { type Outcome, type Running, stagesOf, start, succeed, unisono } from './cli.js';
import { copyProject, makeProject, type Project } from './small-project.js';
import { hashesOf, leftovers } from './tree.js';

/** Decides when runs are killed. */
const SEED = 2024;
const KILLED_RUNS = 3;
const KILLS_PER_RUN = 2;
const TIMEOUT = 180_000;

const projects: Project[] = [];
let pristine: Project;
let undisturbed: Project;
let expected: Record<string, string>;
let duration: number;

beforeAll(async () => {
  pristine = makeProject();
  projects.push(pristine);
  undisturbed = fresh();
  const started = performance.now();
  await succeed(runOf(undisturbed));
  duration = performance.now() - started;
  expected = hashesOf(undisturbed.out);
}, TIMEOUT);

afterAll(() => {
  for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
});

/** A project that was never run, in a folder of its own. */
function fresh(): Project {
  const project = copyProject(pristine);
  projects.push(project);
  return project;
}

const runOf = ({ config }: Project, ...flags: string[]) => ['run', config, ...flags];

/** Whatever lies outside scratch folders must already be what it will be in the end. */
function expectHonest({ out }: Project): void {
  const published = Object.entries(hashesOf(out)).filter(([name]) => !/\.work-|\.tmp-/.test(name));
  expect(expected).toMatchObject(Object.fromEntries(published));
}

function expectFinished({ out }: Project): void {
  expect(hashesOf(out)).toEqual(expected);
  expect(leftovers(out)).toEqual([]);
}

/** The first path that matches a pattern in which `*` stands for any part of one name. */
function find(folder: string, [first, ...rest]: readonly string[]): string | undefined {
  if (first === undefined) return folder;
  const pattern = new RegExp(`^${first.replace(/[.+]/g, '\\$&').replace('*', '.*')}$`);
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!pattern.test(name)) continue;
    const found = find(join(folder, name), rest);
    if (found) return found;
  }
  return undefined;
}

/** Takes a sample every few milliseconds until it is not undefined or the process has ended. */
async function watch<T>(running: Running, sample: () => T | undefined): Promise<T | undefined> {
  let ended = false;
  void running.ended.finally(() => {
    ended = true;
  });
  while (!ended) {
    try {
      const found = sample();
      if (found !== undefined) return found;
    } catch {
      // The file went away while it was looked at.
    }
    await sleep(2);
  }
  return undefined;
}

/** The step that a training's checkpoint goes on from. */
function nextStep(state: string): number {
  const file = openSafetensors(state);
  try {
    return Number(file.metadata.next);
  } finally {
    file.close();
  }
}

describe('a run killed with SIGKILL and started again until it ends', () => {
  let kills = 0;

  async function liveFor(project: Project, milliseconds: number): Promise<Outcome> {
    const { child, ended } = start(runOf(project));
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    const outcome = await ended;
    clearTimeout(timer);
    return outcome;
  }

  it.each(Array.from({ length: KILLED_RUNS }, (_, i) => i))(
    'at random moments, leaves the bytes of an undisturbed one: %i',
    async (run) => {
      const random = new RandomStream(SEED, `run ${run}`);
      const project = fresh();
      // The first kills are spread over the whole run; later lives are long enough to get somewhere.
      let life = ((run + random.uniform()) / KILLED_RUNS) * 0.95;
      for (let kill = 0; kill < KILLS_PER_RUN; kill++) {
        const outcome = await liveFor(project, life * duration);
        if (outcome.signal !== 'SIGKILL') break;
        kills++;
        if (existsSync(project.out)) expectHonest(project);
        life = 0.2 + 0.4 * random.uniform();
      }
      await succeed(runOf(project));
      expectFinished(project);
    },
    TIMEOUT,
  );

  it('was really killed', () => expect(kills).toBeGreaterThanOrEqual(KILLED_RUNS));
});

describe('one run that meets everything', () => {
  let project: Project;

  async function killAt(pattern: string, ready: (path: string) => boolean = () => true): Promise<string> {
    const running = start(runOf(project));
    const path = await watch(running, () => {
      const found = find(project.out, pattern.split('/'));
      return found && ready(found) ? found : undefined;
    });
    running.child.kill('SIGKILL');
    const { signal, err } = await running.ended;
    expect(signal, `${pattern} was not seen\n${err}`).toBe('SIGKILL');
    expectHonest(project);
    return path as string;
  }

  beforeAll(() => {
    project = fresh();
  });

  it(
    'stops with a typed error where nothing more can be written',
    async () => {
      // The trained state is the only file that is larger.
      const { code, err } = await unisono(runOf(project), { fileLimit: 1024 });
      expect(code, err).toBe(1);
      expect(err).toMatch(/^error FILE_UNWRITABLE: .*state\.safetensors: cannot be written \(EFBIG\)/m);
      expect(leftovers(project.out, false)).toEqual([]);
      expectHonest(project);
    },
    TIMEOUT,
  );

  it(
    'resumes a training from its checkpoint',
    async () => {
      const state = await killAt('train/ALL/.work-*/state.safetensors', (path) => nextStep(path) >= 4);
      const before = nextStep(state);
      const running = start(runOf(project));
      const after = await watch(running, () => {
        const step = nextStep(state);
        return step === before ? undefined : step;
      });
      running.child.kill('SIGKILL');
      await running.ended;
      expect(after).toBeGreaterThan(before);
    },
    TIMEOUT,
  );

  it(
    'resumes answers from the last whole batch',
    async () => {
      const partial = await killAt('generate/*/.work-*/partial.jsonl', (path) => statSync(path).size > 0);
      const before = readFileSync(partial, 'utf8');
      const whole = before.split('\n').slice(0, 4).join('\n');
      const sizes: number[] = [];
      const running = start(runOf(project));
      await watch(running, () => {
        sizes.push(statSync(partial).size);
        return (sizes.at(-1) as number) > before.length ? true : undefined;
      });
      running.child.kill('SIGKILL');
      await running.ended;
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(Buffer.byteLength(whole));
    },
    TIMEOUT,
  );

  it(
    'survives a kill while layers are weighed, and one after the merge',
    async () => {
      await killAt('weights/.work-*/*.safetensors');
      await killAt('merge/stage.json');
    },
    TIMEOUT,
  );

  it(
    'ends on SIGTERM with 143 and gives up its lock',
    async () => {
      const { child, ended } = start(runOf(project));
      const lock = join(project.out, '.lock');
      // Until then it is the lock of the run that was killed before.
      await watch({ child, ended }, () => (readFileSync(lock, 'utf8').startsWith(`${child.pid} `) ? true : undefined));
      child.kill('SIGTERM');
      expect((await ended).code).toBe(143);
      expect(existsSync(lock)).toBe(false);
    },
    TIMEOUT,
  );

  it(
    'leaves the bytes of an undisturbed one',
    async () => {
      await succeed(runOf(project));
      expectFinished(project);
    },
    TIMEOUT,
  );
});

describe('a run that is started again', () => {
  const all = () => [...new Set(Object.keys(expected))].filter((name) => name.endsWith('/stage.json'));
  const stageNames = () =>
    all()
      .map((name) => name.replace('/stage.json', ''))
      .sort();
  const again = async (...flags: string[]) => stagesOf(await succeed(runOf(undisturbed, '--json', ...flags)));

  it(
    'does nothing where nothing has changed',
    async () => {
      expect(await again()).toEqual({ done: [], cached: stageNames() });
      expectFinished(undisturbed);
    },
    TIMEOUT,
  );

  it(
    'runs only what depends on a setting that was changed',
    async () => {
      undisturbed.edit('unisono.yaml', (yaml) => `${yaml}  threshold: 0.5\n`);
      expect((await again()).done).toEqual(['evaluate', 'report']);
      undisturbed.edit('unisono.yaml', (yaml) => `${yaml}merge:\n  dropProbability: 0.5\n`);
      expect((await again()).done).toEqual(['evaluate', 'generate/Merged', 'merge', 'report']);
    },
    TIMEOUT,
  );

  it(
    'makes damaged and missing results again, and comes back to the same bytes',
    async () => {
      undisturbed.edit('unisono.yaml', () => readFileSync(pristine.config, 'utf8'));
      appendFileSync(join(undisturbed.out, 'generate/B/answers.jsonl'), ' ');
      rmSync(join(undisturbed.out, 'train/SFT/model/config.json'));
      const { done } = await again();
      expect(done).toEqual(['evaluate', 'generate/B', 'generate/Merged', 'merge', 'report', 'train/SFT']);
      expectFinished(undisturbed);
    },
    TIMEOUT,
  );

  it(
    'runs everything with --force, to the same bytes',
    async () => {
      expect(await again('--force')).toEqual({ done: stageNames(), cached: [] });
      expectFinished(undisturbed);
    },
    TIMEOUT,
  );
});

describe('a run with one worker', () => {
  it(
    'leaves the bytes of one with two; only the report names the number',
    async () => {
      const project = fresh();
      project.edit('unisono.yaml', (yaml) => yaml.replace('workers: 2', 'workers: 1'));
      await succeed(runOf(project));
      const results = (hashes: Record<string, string>) =>
        Object.fromEntries(Object.entries(hashes).filter(([name]) => !name.startsWith('report')));
      expect(results(hashesOf(project.out))).toEqual(results(expected));
    },
    TIMEOUT,
  );
});
