import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { events, succeed } from './cli.js';
import { copyProject, makeProject, type Project } from './small-project.js';
import { hashesOf, leftovers } from './tree.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MODELS = ['B', 'SFT', 'SFT+TL', 'WORDS', 'SEM', 'ALL', 'Merged'];
const TRAINED = MODELS.slice(1, -1);
const STAGES = [
  ...['vary', 'retrieve', 'encode', 'weights', 'merge', 'causes/B', 'evaluate', 'report'],
  ...TRAINED.map((name) => `train/${name}`),
  ...MODELS.map((name) => `generate/${name}`),
].sort();

describe('a run that is started again', () => {
  let pristine: Project;
  let project: Project;
  let expected: Record<string, string>;

  beforeAll(async () => {
    pristine = makeProject();
    project = copyProject(pristine);
    expect(await run()).toEqual({ done: STAGES, cached: [] });
    expected = hashesOf(project.out);
  });
  afterAll(() => {
    for (const { folder } of [pristine, project]) rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the project; the stages that did work, and those whose results were still good, both sorted. */
  async function run(...flags: string[]) {
    const outcome = await succeed(['run', project.config, '--json', ...flags]);
    const { result } = events(outcome).at(-1) as { result: { done: string[]; cached: string[] } };
    return { done: result.done.toSorted(), cached: result.cached.toSorted() };
  }

  it('does nothing where nothing has changed', async () => {
    expect(await run()).toEqual({ done: [], cached: STAGES });
    expect(hashesOf(project.out)).toEqual(expected);
  });

  it('does only what depends on a setting that was changed', async () => {
    project.edit('unisono.yaml', (yaml) => `${yaml}  threshold: 0.5\n`);
    expect((await run()).done).toEqual(['evaluate', 'report']);
    project.edit('unisono.yaml', (yaml) => `${yaml}merge:\n  dropProbability: 0.5\n`);
    expect((await run()).done).toEqual(['evaluate', 'generate/Merged', 'merge', 'report']);
  });

  it('makes damaged and missing results again, and comes back to the same bytes', async () => {
    project.edit('unisono.yaml', () => readFileSync(pristine.config, 'utf8'));
    appendFileSync(join(project.out, 'generate/B/answers.jsonl'), ' ');
    rmSync(join(project.out, 'train/SFT/model/config.json'));
    const { done } = await run();
    expect(done).toEqual(['evaluate', 'generate/B', 'generate/Merged', 'merge', 'report', 'train/SFT']);
    expect(hashesOf(project.out)).toEqual(expected);
    expect(leftovers(project.out)).toEqual([]);
  });

  it('does everything with --force and, with another number of workers, comes to the same bytes', async () => {
    project.edit('unisono.yaml', (yaml) => yaml.replace('workers: 2', 'workers: 1'));
    expect(await run('--force')).toEqual({ done: STAGES, cached: [] });
    // The report shows the settings, and so the number of workers.
    const results = (hashes: Record<string, string>) =>
      Object.entries(hashes).filter(([name]) => !name.startsWith('report'));
    expect(results(hashesOf(project.out))).toEqual(results(expected));
    expect(leftovers(project.out)).toEqual([]);
  });
});
