import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/core/progress.js';
import type { Engine } from '../../src/engine/engine.js';
import type { RunConfig } from '../../src/pipeline/config.js';
import { RunContext } from '../../src/pipeline/run-context.js';
import { inPlace } from '../../tools/docs/extending.js';
import { decideOnStages } from '../../tools/stages/decide.js';
import { FakeRepository } from '../../tools/stages/fake-repository.contract.js';
import { REVIEWED_FILE } from '../../tools/stages/reviewed-source.js';
import { lengthsStage } from './lengths-stage.js';

describe('a stage that is added', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unisono-stage-'));
    writeFileSync(join(folder, 'answers.jsonl'), '{"id":"1","answer":"yes"}\n{"id":"2","answer":"It depends."}\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes the same alone and in a run, where it is done once', async () => {
    const options = { answers: join(folder, 'answers.jsonl'), long: 5 };
    lengthsStage.work(options, { counts: join(folder, 'counts.json') });
    const engine = { slots: 1 } as Engine;
    const run = new RunContext({ out: join(folder, 'run') } as RunConfig, engine, silentProgress, false);
    const { counts } = await run.stage(lengthsStage, options, 'lengths/B');
    expect(JSON.parse(readFileSync(counts, 'utf8'))).toEqual({ answers: 2, long: 1 });
    expect(readFileSync(counts)).toEqual(readFileSync(join(folder, 'counts.json')));
    await run.stage(lengthsStage, options, 'lengths/B');
    expect([run.done, run.cached]).toEqual([['lengths/B'], ['lengths/B']]);
  });

  it('is found by npm run stages:review, which asks about changes behind it', async () => {
    const repository = new FakeRepository();
    const path = 'src/pipeline/stages/lengths.ts';
    const source = readFileSync(new URL('./lengths-stage.ts', import.meta.url), 'utf8');
    repository.put(path, inPlace(source, path));
    for (const module of ['core/files', 'engine/records']) repository.put(`src/${module}.ts`, 'export const it = 1;');
    repository.put('experiments/stages/README', '');
    repository.put('package-lock.json', '{"packages":{}}');
    repository.put(REVIEWED_FILE, '{"esbuild":"","stages":{},"packages":{},"files":{}}');
    const undecided = { bump: [], keep: [], keepAll: false };
    try {
      await decideOnStages(repository.root, undecided);
      expect(JSON.parse(repository.get(REVIEWED_FILE)).stages).toEqual({ lengths: 1 });
      repository.put('src/core/files.ts', 'export const it = 2;');
      await expect(decideOnStages(repository.root, undecided)).rejects.toThrow(
        'lengths (version 1): src/core/files.ts',
      );
    } finally {
      rmSync(repository.root, { recursive: true, force: true });
    }
  });
});
