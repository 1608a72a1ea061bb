import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Question } from '../src/core/dataset.js';
import { readJson, readJsonLines } from '../src/core/files.js';
import { TuneResult } from '../src/pipeline/tuning/tune-result.js';
import { events, succeed, unisono } from './cli.js';
import { makeProject, type Project } from './small-project.js';
import { contentOf } from './tree.js';

const TIMEOUT = 120_000;

describe('unisono tune', () => {
  let project: Project;
  const tune = (...flags: string[]) => unisono(['tune', 'unisono.yaml', ...flags], { cwd: project.folder });
  const stagesOf = async (command: string) =>
    events(await succeed([command, 'unisono.yaml', '--json'], { cwd: project.folder })).at(-1)?.result as {
      done: string[];
      cached: string[];
    };

  beforeAll(async () => {
    project = makeProject();
    // Half of the test questions are put aside before anything is run.
    const test = readFileSync(project.path('test.jsonl'), 'utf8').trim().split('\n');
    writeFileSync(project.path('test.jsonl'), `${test.slice(0, 4).join('\n')}\n`);
    writeFileSync(project.path('dev.jsonl'), `${test.slice(4).join('\n')}\n`);
    const dev = new Set(readJsonLines(project.path('dev.jsonl'), Question).map(({ id }) => id));
    const paraphrases = readFileSync(project.path('paraphrases.jsonl'), 'utf8').trim().split('\n');
    const ofDev = (line: string) => dev.has((JSON.parse(line) as { id: string }).id);
    writeFileSync(project.path('paraphrases.jsonl'), `${paraphrases.filter((line) => !ofDev(line)).join('\n')}\n`);
    writeFileSync(project.path('dev-paraphrases.jsonl'), `${paraphrases.filter(ofDev).join('\n')}\n`);
  });
  afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

  it('says what is missing: the dev split, then the run', async () => {
    const without = await tune();
    expect(without.code).toBe(2);
    expect(without.err).toContain('data.dev');
    const settings =
      'tune:\n  uniform: [0.4, 0.6]\n  scales: [{ a: 3, b: -1 }]\n  distances: [mean, spearman]\n  dropProbabilities: [0.5]\n';
    project.edit('unisono.yaml', (text) =>
      `${text}${settings}`.replace(
        '  paraphrases: paraphrases.jsonl',
        '  paraphrases: paraphrases.jsonl\n  dev: dev.jsonl\n  devParaphrases: dev-paraphrases.jsonl',
      ),
    );
    const early = await tune();
    expect(early.code).toBe(1);
    expect(early.err).toContain('unisono run');
  });

  it(
    'tries one weight for all first, weighs by layer, then other shares; and keeps what it did',
    async () => {
      await succeed(['run', 'unisono.yaml', '--quiet'], { cwd: project.folder });
      const { out, code, err } = await tune('--quiet');
      expect([code, err]).toEqual([0, '']);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      const result = readJson(join(project.out, 'tune', 'tune.json'), TuneResult);
      const names = result.trials.map(({ name }) => name);
      expect(names.slice(0, 4)).toEqual([
        'uniform 0.4, p 0.2',
        'uniform 0.6, p 0.2',
        'mean a 3, b -1, p 0.2',
        'spearman a 3, b -1, p 0.2',
      ]);
      expect(names.slice(4).every((name) => name.endsWith('p 0.5'))).toBe(true);
      expect(names).toHaveLength(6);
      expect(result.questions).toBe(4);
      expect(result.trials.filter(({ gain }) => gain === null).map(({ name }) => name)).toEqual([result.bestUniform]);
      for (const name of names)
        expect(readdirSync(join(project.out, 'tune', 'trials', name)).sort()).not.toContain('model');

      const before = contentOf(join(project.out, 'tune', 'tune.json'));
      rmSync(join(project.out, 'tune', 'trials', names[1]!), { recursive: true });
      await succeed(['tune', 'unisono.yaml', '--quiet'], { cwd: project.folder });
      expect(contentOf(join(project.out, 'tune', 'tune.json'))).toEqual(before);
    },
    TIMEOUT,
  );

  it(
    'leaves the run as it was, and the run merges as a trial did once it is told to',
    async () => {
      expect((await stagesOf('run')).done).toEqual([]);
      project.edit('unisono.yaml', (text) => text.replace('weights:\n', 'weights:\n  uniform: 0.6\n'));
      const { done } = await stagesOf('run');
      expect(done.filter((stage) => stage.startsWith('train'))).toEqual([]);
      expect(done).toContain('merge');
      const trial = join(project.out, 'tune', 'trials', 'uniform 0.6, p 0.2', 'weights.json');
      expect(contentOf(join(project.out, 'weights', 'weights.json'))).toEqual(contentOf(trial));
      expect(existsSync(join(project.out, 'report.html'))).toBe(true);
    },
    TIMEOUT,
  );
});
