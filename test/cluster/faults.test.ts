import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJson, writeJson } from '../../src/core/files.js';
import type { TrainJob } from '../../src/engine/engine.js';
import { JobRecord, submissionId } from '../../src/engine/ray/job-record.js';
import {
  EngineFixture,
  killAfter,
  TRIPLET_SETTINGS,
  trained,
} from '../../src/engine/testing/engine-fixture.contract.js';
import { newStorage, openClient, openRay } from './cluster.js';

const STEPS = 60;
const CHECKPOINT_EVERY = 5;

/** Faults of a real cluster on this machine. */
describe('Ray', () => {
  let fixture: EngineFixture;
  let undisturbed: TrainJob;
  beforeAll(async () => {
    fixture = new EngineFixture();
    undisturbed = jobOf('undisturbed');
    const engine = openRay();
    await engine.train(undisturbed);
    await engine.close();
  });
  afterAll(() => fixture.remove());

  const jobOf = (folder: string) => {
    const lora = {
      rank: 4,
      alpha: 8,
      dropout: 0,
      targetModules: ['q_proj', 'v_proj'],
      out: fixture.path(folder, 'adapter'),
    };
    const settings = { ...TRIPLET_SETTINGS, seed: 1 };
    return fixture.training(folder, STEPS, { settings, lora, checkpointEvery: CHECKPOINT_EVERY });
  };

  it('a worker is killed in the middle of an epoch: ends as an undisturbed training, from its checkpoint', async () => {
    const engine = openRay();
    const job = jobOf('worker killed');
    let killed = 0;
    let done = 0;
    await engine.train(job, (steps) => {
      done += steps;
      if (killed > 0 || done < 2 * CHECKPOINT_EVERY) return;
      for (const pid of workersOf()) {
        process.kill(pid, 'SIGKILL');
        killed++;
      }
    });
    await engine.close();
    expect(killed).toBeGreaterThan(0);
    expect(done).toBe(STEPS);
    expect(trained(job)).toEqual(trained(undisturbed));
  });

  it('a client is killed: the next one follows its job', async () => {
    const storage = newStorage();
    const job = jobOf('client killed');
    const client = spawnClient(fixture, job, storage);
    const record = `${job.state}.ray.json`;
    await until(
      () => existsSync(record) && readdirSync(storage).some((name) => existsSync(join(storage, name, 'log.jsonl'))),
    );
    client.kill('SIGKILL');
    await new Promise((resolve) => client.once('exit', resolve));
    const id = submissionId(readJson(record, JobRecord));
    expect((await openClient().details(id))?.status).toMatch(/RUNNING|SUCCEEDED/);
    const engine = openRay({ storage });
    let done = 0;
    await engine.train(job, (steps) => {
      done += steps;
    });
    await engine.close();
    expect(done).toBe(STEPS);
    expect(id).toMatch(/-1$/);
    expect(trained(job)).toEqual(trained(undisturbed));
  });

  it('progress that is no longer wanted stops the job at the cluster', async () => {
    const engine = openRay();
    const job = jobOf('stopped');
    await expect(engine.train(job, killAfter(1))).rejects.toThrow('killed');
    const id = submissionId(readJson(`${job.state}.ray.json`, JobRecord));
    expect((await openClient().details(id))?.status).toMatch(/STOPPED|SUCCEEDED/);
    await engine.close();
  });

  it('a version out of range on the cluster is refused with the range', async () => {
    const worker = fileURLToPath(new URL('../../cluster/unisono_cluster/', import.meta.url));
    const workerPackage = fixture.path('unisono_cluster');
    mkdirSync(workerPackage);
    for (const name of readdirSync(worker).filter((each) => each.endsWith('.py'))) {
      const source = readFileSync(join(worker, name), 'utf8');
      // The worker of another unisono, to which this transformers is too old.
      const changed =
        name === 'versions.py' ? source.replace('"transformers": ((4, 56)', '"transformers": ((99, 0)') : source;
      writeFileSync(join(workerPackage, name), changed);
    }
    const engine = openRay({ workerPackage });
    const failing = engine.train(jobOf('version'));
    await expect(failing).rejects.toMatchObject({ code: 'RAY_VERSION' });
    await expect(failing).rejects.toThrow('99.0');
    await engine.close();
  });

  it('storage that cannot be written is refused', async () => {
    const storage = join(newStorage(), 'file');
    writeFileSync(storage, '');
    chmodSync(storage, 0o400);
    const engine = openRay({ storage });
    await expect(engine.train(jobOf('storage'))).rejects.toMatchObject({ code: 'RAY_STORAGE' });
    await engine.close();
  });
});

/** Processes of Ray Train's workers on this machine. */
function workersOf(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => /ray::\S*RayTrainWorker/.test(line)).map((line) => Number(line.trim().split(' ')[0]));
}

/** A process of its own that trains on the cluster. */
function spawnClient(fixture: EngineFixture, job: TrainJob, storage: string): ChildProcess {
  const path = fixture.path('job.json');
  writeJson(path, { job, storage });
  const script = fileURLToPath(new URL('./client.ts', import.meta.url));
  const root = dirname(dirname(dirname(script)));
  return spawn(process.execPath, [join(root, 'node_modules/vite-node/vite-node.mjs'), script, path], {
    cwd: root,
    stdio: 'inherit',
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}
