import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentProgress } from '../core/progress.js';
import type { Engine } from '../engine/engine.js';
import type { RunConfig } from './config.js';
import { EngineSettings, engineConfig } from './engine-settings.js';
import { RunContext } from './run-context.js';
import { type EngineStage, filesIn, type PlainStage } from './stage.js';

interface Options {
  readonly text: string;
  readonly times: number;
}

interface Files {
  readonly copies: string;
  readonly draft: string;
  readonly log?: string;
}

const copyStage: PlainStage<Options, Files, number> = {
  name: 'copy',
  version: 1,
  unit: 'copies',
  inputs: ({ text }) => ({ text }),
  settings: ({ times }) => ({ times }),
  files: ({ times }) => ({ copies: 'copies.txt', draft: 'draft.txt', ...(times > 2 && { log: 'log.txt' }) }),
  scratch: ['draft'],
  measured: ['log'],
  work: ({ text, times }, { copies, draft, log }, onProgress) => {
    works++;
    writeFileSync(draft, readFileSync(text));
    writeFileSync(copies, readFileSync(draft, 'utf8').repeat(times));
    if (log) writeFileSync(log, String(performance.now()));
    onProgress?.(times, times);
    return times;
  },
};

let folder: string;
let works: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-context-'));
  writeFileSync(join(folder, 'text'), 'ab');
  works = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function contextOf(settings: object = {}, force = false): RunContext {
  const engine = engineConfig(EngineSettings.parse(settings), (path) => path);
  const config = { out: join(folder, 'run'), engine } as RunConfig;
  return new RunContext(config, { slots: 1 } as Engine, silentProgress, force);
}

const options = (times: number): Options => ({ text: join(folder, 'text'), times });
const record = (name: string) => JSON.parse(readFileSync(join(folder, 'run', name, 'stage.json'), 'utf8'));

describe('RunContext.stage', () => {
  it('makes the files that the work alone makes, and keeps those that are results', async () => {
    const alone = filesIn(copyStage, options(2), folder);
    expect(alone).toEqual({ copies: join(folder, 'copies.txt'), draft: join(folder, 'draft.txt') });
    expect(copyStage.work(options(2), alone)).toBe(2);
    const made = await contextOf().stage(copyStage, options(2));
    expect(readFileSync(made.copies)).toEqual(readFileSync(alone.copies));
    expect(existsSync(made.draft)).toBe(false);
    expect(readdirSync(join(folder, 'run/copy')).sort()).toEqual(['.cost.json', 'copies.txt', 'stage.json']);
    expect(record('copy')).toMatchObject({ stage: 'copy', version: 1, settings: { times: 2 } });
  });

  it('works once for each folder, version, input and setting', async () => {
    const run = async (stage = copyStage, times = 2, name?: string) => {
      const context = contextOf();
      await context.stage(stage, options(times), name);
      return [...context.done, ...context.cached.map((each) => `${each} again`)];
    };
    expect(await run()).toEqual(['copy']);
    expect(await run()).toEqual(['copy again']);
    expect(await run(copyStage, 2, 'more/copies')).toEqual(['more/copies']);
    expect(await run({ ...copyStage, version: 2 })).toEqual(['copy']);
    expect(await run({ ...copyStage, version: 2 })).toEqual(['copy again']);
    expect(await run(copyStage, 3)).toEqual(['copy']);
    writeFileSync(join(folder, 'text'), 'abc');
    expect(await run(copyStage, 3)).toEqual(['copy']);
    // What was measured is not what the result is judged by.
    writeFileSync(join(folder, 'run/copy/log.txt'), '0');
    expect(await run(copyStage, 3)).toEqual(['copy again']);
    writeFileSync(join(folder, 'run/copy/copies.txt'), '');
    expect(await run(copyStage, 3)).toEqual(['copy']);
    expect(works).toBe(6);
  });

  it('works again where the engine computes in another way', async () => {
    const { inputs, settings, files } = copyStage;
    const stage: EngineStage<Options, Files> = {
      ...{ name: 'train', version: 1, unit: 'steps', inputs, settings, files, scratch: ['draft'], engine: 'train' },
      work: async (_, given, made) => void copyStage.work(given, made),
    };
    const outcome = async (engine: object) => {
      const context = contextOf(engine);
      await context.stage(stage, options(1));
      return context.done.length;
    };
    expect([await outcome({}), await outcome({ workers: 7 })]).toEqual([1, 0]);
    expect([await outcome({ device: 'cuda' }), await outcome({ device: 'cuda' })]).toEqual([1, 0]);
  });
});
