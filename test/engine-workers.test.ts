import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, TrainJob } from '../src/engine/engine.js';
import {
  anyOf,
  bytesOf,
  EngineFixture,
  EXAMPLES,
  killAfter,
  TOO_LONG,
  TRIPLET_SETTINGS,
  trained,
} from '../src/engine/testing/engine-fixture.contract.js';

/** Worker threads cannot load TypeScript: these tests run what was compiled. */
const COMPILED = new URL('../dist/engine/embedded/embedded-engine.js', import.meta.url);
if (!existsSync(COMPILED)) throw new Error(`${fileURLToPath(COMPILED)} is missing: run "npm run build" first`);
const { EmbeddedEngine } = (await import(
  /* @vite-ignore */ COMPILED.href
)) as typeof import('../src/engine/embedded/embedded-engine.js');

/** Long enough that jobs overlap and that one can be caught at work. */
const STEPS = 14;

let fixture: EngineFixture;
let engine: Engine;
beforeAll(() => {
  fixture = new EngineFixture();
  engine = new EmbeddedEngine(2);
});
afterAll(async () => {
  await engine.close();
  fixture.remove();
});

/** Runs a script in a process of its own; it knows `EmbeddedEngine` and the `job`. */
function runScript(name: string, job: TrainJob, script: string) {
  const source = `import { EmbeddedEngine } from ${JSON.stringify(COMPILED.href)};
    const job = ${JSON.stringify(job)};
    ${script}`;
  writeFileSync(fixture.path(name), source);
  return spawn(process.execPath, [fixture.path(name)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('jobs side by side in worker threads', () => {
  it('overlap, and give the bytes of jobs that run alone in the calling thread', async () => {
    const inline = new EmbeddedEngine(0);
    const [plain, triplet] = [
      fixture.training('a', STEPS),
      fixture.training('b', STEPS, { settings: TRIPLET_SETTINGS }),
    ];
    const events: string[] = [];
    const run = async (job: TrainJob) => {
      await engine.train(job, () => void events.push(job.out));
      events.push(`end of ${job.out}`);
    };
    expect(engine.slots).toBe(2);
    await Promise.all([run(plain), run(triplet)]);
    const firstEnd = events.findIndex((event) => event.startsWith('end'));
    expect(new Set(events.slice(0, firstEnd))).toEqual(new Set([plain.out, triplet.out]));
    expect(events.filter((event) => event === plain.out)).toHaveLength(STEPS);

    const alone = fixture.training('c', STEPS, { settings: TRIPLET_SETTINGS });
    await inline.train(alone);
    expect(trained(triplet)).toEqual(trained(alone));

    const queries = fixture.lines('queries.jsonl', EXAMPLES);
    const [generation, activations] = [
      fixture.generation('a', { model: plain.out }),
      fixture.activations('a', queries, { model: plain.out }),
    ];
    await Promise.all([engine.generate(generation), engine.activations(activations)]);
    const [generationAlone, activationsAlone] = [
      fixture.generation('c', { model: plain.out }),
      fixture.activations('c', queries, { model: plain.out }),
    ];
    await inline.generate(generationAlone);
    await inline.activations(activationsAlone);
    expect(bytesOf(generation.out)).toBe(bytesOf(generationAlone.out));
    expect(bytesOf(activations.out)).toBe(bytesOf(activationsAlone.out));
    await inline.close();
  });

  it('wait for a free worker when there are more of them', async () => {
    const narrow = new EmbeddedEngine(1);
    const order: string[] = [];
    const jobs = ['first', 'second'].map((folder) => fixture.training(folder, 2));
    await Promise.all(jobs.map((job) => narrow.train(job, () => void order.push(job.out))));
    expect(order).toEqual(jobs.flatMap(({ out }) => [out, out]));
    await narrow.close();
  });
});

describe('an error in a worker', () => {
  it('arrives with its code, details and message, and the next job runs', async () => {
    const examples = fixture.lines('long.jsonl', [TOO_LONG]);
    const failure = await engine.generate(fixture.generation('long', { examples })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({
      name: 'UnisonoError',
      code: 'PROMPT_TOO_LONG',
      exitCode: 1,
      details: { id: TOO_LONG.id, tokens: expect.any(Number), limit: 112 },
      message: expect.stringMatching(/^example "long": \d+ tokens, the limit of the model is 112\./),
    });
    await engine.train(fixture.training('next', 1));
  });

  it('of any other kind keeps its message and where it happened', async () => {
    const failure = engine.generate(fixture.generation('broken', { prompt: null as never }));
    await expect(failure).rejects.toMatchObject({
      message: expect.stringContaining('Cannot read properties of null'),
      stack: expect.stringContaining('generate-job.js'),
    });
  });

  it('may also be one of the caller: a progress callback that fails ends the job', async () => {
    const job = fixture.training('killed', 7);
    await expect(engine.train(job, killAfter(4))).rejects.toThrow('killed');
    expect(anyOf(job.out)).toBe(false);
    const undisturbed = fixture.training('undisturbed', 7);
    await Promise.all([engine.train(job), engine.train(undisturbed)]);
    expect(trained(job)).toEqual(trained(undisturbed));
  });
});

describe('close', () => {
  it('ends jobs under way and jobs that wait', async () => {
    const closing = new EmbeddedEngine(1);
    const [running, waiting] = [fixture.training('running', STEPS), fixture.training('waiting', 1)];
    let closed: Promise<void> | undefined;
    const outcomes = await Promise.allSettled([
      closing.train(running, () => {
        closed ??= closing.close();
      }),
      closing.train(waiting),
    ]);
    await closed;
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(anyOf(running.out, waiting.out, waiting.log)).toBe(false);
  });

  it('leaves nothing that keeps a process alive, nor brings it down', async () => {
    const script = `const engine = new EmbeddedEngine(2);
      const running = engine.train(job, () => { console.log('step'); engine.close(); });
      await running.catch(() => console.log('stopped'));`;
    const child = runScript('close.mjs', fixture.training('closed', STEPS), script);
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(lines[0]).toBe('step');
    expect(lines.at(-1)).toBe('stopped');
  });
});

it('a process that was killed and is started again ends with the bytes of an undisturbed one', async () => {
  const [undisturbed, killed] = [fixture.training('left alone', STEPS), fixture.training('shot', STEPS)];
  const script = `let steps = 0;
    await new EmbeddedEngine(1).train(job, () => { if (++steps === 7) process.kill(process.pid, 'SIGKILL'); });`;
  const child = runScript('train.mjs', killed, script);
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
  expect(anyOf(killed.state)).toBe(true);
  expect(anyOf(killed.out)).toBe(false);
  let resumed = 0;
  await Promise.all([
    engine.train(undisturbed),
    engine.train(killed, (steps) => {
      resumed ||= steps;
    }),
  ]);
  expect(resumed).toBeGreaterThanOrEqual(6);
  expect(trained(killed)).toEqual(trained(undisturbed));
});
