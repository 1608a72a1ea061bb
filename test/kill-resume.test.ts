import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RandomStream } from '../src/core/random.js';
import { type Outcome, start, succeed, unisono } from './cli.js';
import { copyProject, makeProject, type Project } from './small-project.js';
import { hashesOf, leftovers } from './tree.js';
import { find, nextStep, watch } from './watch.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Decides when runs are killed. */
const SEED = 2024;
const KILLED_RUNS = 2;
const KILLS_PER_RUN = 2;

const projects: Project[] = [];
let pristine: Project;
/** Hashes of an undisturbed run's files, and how many milliseconds it took. */
let expected: Record<string, string>;
let duration: number;

beforeAll(async () => {
  pristine = makeProject();
  projects.push(pristine);
  const undisturbed = fresh();
  const started = performance.now();
  await succeed(runOf(undisturbed));
  duration = performance.now() - started;
  expected = hashesOf(undisturbed.out);
});

afterAll(() => {
  for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
});

/** A project that was never run, in a folder of its own. */
function fresh(): Project {
  const project = copyProject(pristine);
  projects.push(project);
  return project;
}

const runOf = ({ config }: Project) => ['run', config];

/** Whatever lies outside scratch folders must already be what it will be in the end. */
function expectHonest({ out }: Project): void {
  const published = Object.entries(hashesOf(out)).filter(([name]) => !/\.work-|\.tmp-/.test(name));
  expect(expected).toMatchObject(Object.fromEntries(published));
}

function expectFinished({ out }: Project): void {
  expect(hashesOf(out)).toEqual(expected);
  expect(leftovers(out)).toEqual([]);
}

describe('runs killed with SIGKILL at random moments', () => {
  let kills = 0;

  async function liveFor(project: Project, milliseconds: number): Promise<Outcome> {
    const { child, ended } = start(runOf(project));
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    const outcome = await ended;
    clearTimeout(timer);
    return outcome;
  }

  it.each(Array.from({ length: KILLED_RUNS }, (_, i) => i))('end with the same bytes: run %i', async (run) => {
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
  });

  it('were really killed', () => expect(kills).toBeGreaterThanOrEqual(KILLED_RUNS));
});

describe('one run that meets everything', () => {
  let project: Project;

  beforeAll(() => {
    project = fresh();
  });

  /** Starts the run again and ends it as soon as a file is there (and looks right). */
  async function endAt(
    pattern: string,
    looksRight: (path: string) => boolean = () => true,
    signal: NodeJS.Signals = 'SIGKILL',
  ): Promise<{ path: string; outcome: Outcome }> {
    const running = start(runOf(project));
    const path = await watch(running, () => {
      const found = find(project.out, pattern);
      return found && looksRight(found) ? found : undefined;
    });
    running.child.kill(signal);
    const outcome = await running.ended;
    expect(path, `${pattern} was not seen\n${outcome.err}`).toBeDefined();
    expectHonest(project);
    return { path: path as string, outcome };
  }

  it('stops with a typed error where nothing more can be written', async () => {
    // Only the state of a training is larger than that.
    const { code, err } = await unisono(runOf(project), { fileLimit: 1024 });
    expect(code, err).toBe(1);
    expect(err).toMatch(/^error FILE_UNWRITABLE: .*state\.safetensors: cannot be written \(EFBIG\)/m);
    expect(leftovers(project.out, false)).toEqual([]);
    expectHonest(project);
  });

  it('ends on SIGTERM amid trainings, and gives up its lock', async () => {
    const { outcome } = await endAt('train/ALL/.work-*/state.safetensors', undefined, 'SIGTERM');
    expect([outcome.code, outcome.signal], outcome.err).toEqual([null, 'SIGTERM']);
    expect(existsSync(join(project.out, '.lock'))).toBe(false);
  });

  it('resumes a training from its checkpoint', async () => {
    const { path: state } = await endAt('train/ALL/.work-*/state.safetensors', (path) => nextStep(path) >= 4);
    const before = nextStep(state);
    const running = start(runOf(project));
    const after = await watch(running, () => {
      const next = nextStep(state);
      return next === before ? undefined : next;
    });
    running.child.kill('SIGKILL');
    await running.ended;
    expect(after).toBeGreaterThan(before);
  });

  it('resumes answers after the last whole batch', async () => {
    const { path: partial } = await endAt('generate/*/.work-*/partial.jsonl', (path) => statSync(path).size > 0);
    const before = readFileSync(partial, 'utf8');
    const batch = before.split('\n').slice(0, 4).join('\n');
    let smallest = Number.POSITIVE_INFINITY;
    const running = start(runOf(project));
    await watch(running, () => {
      const { size } = statSync(partial);
      smallest = Math.min(smallest, size);
      return size > before.length ? true : undefined;
    });
    running.child.kill('SIGKILL');
    await running.ended;
    expect(smallest).toBeGreaterThanOrEqual(Buffer.byteLength(batch));
  });

  it('survives a kill while layers are weighed, and one after the merge', async () => {
    await endAt('weights/.work-*/*.safetensors');
    await endAt('merge/stage.json');
  });

  it('ends with the same bytes', async () => {
    await succeed(runOf(project));
    expectFinished(project);
  });
});
