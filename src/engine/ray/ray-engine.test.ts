import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readJsonLines } from '../../core/files.js';
import type { Clock } from '../../endpoint/retry-wait.js';
import { loadAdapter } from '../../models/adapter-directory.js';
import { readModelConfig } from '../../models/config.js';
import { newAdapter } from '../../models/lora.js';
import { loadModel } from '../../models/model-directory.js';
import { openSafetensors } from '../../tensors/safetensors.js';
import type { Batch } from '../../training/batch.js';
import { LogLine } from '../../training/log-line.js';
import { EmbeddedEngine } from '../embedded/embedded-engine.js';
import type { TrainJob } from '../engine.js';
import {
  anyOf,
  bytesOf,
  EngineFixture,
  EXAMPLES,
  killAfter,
  SETTINGS,
  TRIPLET_SETTINGS,
} from '../testing/engine-fixture.contract.js';
import { readClusterAddress } from './cluster-address.js';
import { FakeCluster, type FakeJob, fail, succeed, tell, tellSteps } from './fake-cluster.contract.js';
import { sendHttp } from './http.js';
import { JobsClient } from './jobs-client.js';
import { RayEngine } from './ray-engine.js';
import { TrainSpec } from './spec.js';

const TOKEN = 'secret-of-the-cluster';
const STEPS = 4;

describe('RayEngine', () => {
  let fixture: EngineFixture;
  let storage: string;
  let workerPackage: string;
  let cluster: FakeCluster;
  let address: string;
  let engine: RayEngine;
  let count = 0;

  beforeAll(() => {
    fixture = new EngineFixture();
    workerPackage = fixture.path('worker');
    mkdirSync(workerPackage);
    writeFileSync(join(workerPackage, '__main__.py'), 'print("hello")\n');
  });
  afterAll(() => fixture.remove());

  const open = () => {
    const at = readClusterAddress(address, { UNISONO_RAY_TOKEN: TOKEN });
    return new RayEngine({
      client: new JobsClient({ address: at, patience: 8000, clock: quickClock() }),
      storage,
      ...{ workers: 2, resources: { CPU: 1 }, strategy: 'ddp', precision: 'fp32', device: 'cpu' },
      local: new EmbeddedEngine(0),
      poll: 2,
      workerPackage,
    });
  };
  beforeEach(async () => {
    storage = mkdtempSync(join(tmpdir(), 'unisono-storage-'));
    cluster = new FakeCluster((job) => {
      if (job.spec.kind === 'train') tellSteps(job, 0, STEPS);
      succeed(job);
    });
    address = await cluster.start();
    engine = open();
  });
  afterEach(async () => {
    await engine.close();
    await cluster.stop();
    rmSync(storage, { recursive: true });
  });

  const training = (changes: Partial<TrainJob> = {}) => fixture.training(`ray ${count++}`, STEPS, changes);
  const adapted = (changes: Partial<TrainJob> = {}) => {
    const out = fixture.path(`adapter ${count}`);
    return training({ lora: { rank: 2, alpha: 4, dropout: 0, targetModules: ['q_proj'], out }, ...changes });
  };
  /** Resolves once the cluster has so many jobs. */
  const submissions = async (n: number): Promise<FakeJob> => {
    while (cluster.submitted.length < n) await pause(2);
    return cluster.submitted[n - 1] as FakeJob;
  };

  it('trains: packs the worker, says what to do, counts steps, takes what comes out and leaves nothing', async () => {
    const job = adapted({ settings: { ...TRIPLET_SETTINGS, seed: 7, microBatch: 2, checkpointLayers: true } });
    const calls: unknown[] = [];
    let batches: Batch[] = [];
    let start: unknown;
    const { play } = cluster;
    cluster.play = (played) => {
      batches = readFileSync(played.spec.batches, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      start = loadAdapter(played.spec.adapter ?? '', readModelConfig(fixture.base)).parameters;
      play(played);
    };
    await engine.train(job, (...call) => calls.push(call));

    const [submitted] = cluster.submitted as [FakeJob];
    const { submission, told } = submitted;
    expect(submission.submission_id).toMatch(/^unisono-[0-9a-f]{16}-1$/);
    expect(submission.entrypoint).toMatch(/^python -m unisono_cluster \/.*\/spec\.json$/);
    const [[name, zip]] = [...cluster.packages] as [[string, Buffer]];
    expect(submission.runtime_env.working_dir).toBe(`gcs://${name}`);
    expect(Object.keys(unzipSync(new Uint8Array(zip)))).toEqual(['unisono_cluster/__main__.py']);
    expect(told).toEqual({
      kind: 'train',
      ...{
        base: expect.stringContaining(join(storage, 'models')),
        batches: expect.any(String),
        out: expect.any(String),
      },
      ...{ checkpoint: expect.any(String), log: expect.any(String), adapter: expect.any(String) },
      settings: job.settings,
      ...{ precision: 'fp32', strategy: 'ddp', workers: 2, resources: { CPU: 1 }, device: 'cpu' },
      ...{ checkpointEvery: 2, maxFailures: 3 },
      identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(() => TrainSpec.parse(told)).not.toThrow();
    expect(batches).toHaveLength(STEPS);
    const { sequences, triplets } = batches[0] as Batch;
    expect([sequences.length, triplets.length]).toEqual([3, 3]);
    expect(sequences[0]?.ids.length).toBeGreaterThan(sequences[0]?.answerStart as number);
    const { out, ...lora } = job.lora as NonNullable<TrainJob['lora']>;
    expect(start).toEqual(newAdapter(readModelConfig(fixture.base), lora, 7).parameters);

    expect(calls).toEqual([0, 1, 2, 3].map((step) => [1, STEPS, `loss ${(5 - step / 10).toFixed(2)}`]));
    expect(readJsonLines(job.log, LogLine).map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(loadAdapter(out, readModelConfig(fixture.base)).parameters).toEqual(start);
    // B begins as zeros, so that the adapter changes nothing yet.
    expect(loadModel(job.out).parameters).toEqual(loadModel(fixture.base).parameters);
    expect(readdirSync(storage)).toEqual(['models']);
    expect(existsSync(`${job.state}.ray.json`)).toBe(false);
  });

  it('trains all weights, into the type that is asked for', async () => {
    const job = training({ dtype: 'BF16' });
    await engine.train(job);
    const file = openSafetensors(join(job.out, 'model.safetensors'));
    expect(new Set([...file.tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['BF16']));
    file.close();
    expect(cluster.submitted[0]?.spec.adapter).toBeNull();
  });

  it('reads activations', async () => {
    const job = fixture.activations('ray activations', fixture.lines('queries.jsonl', EXAMPLES), { pooling: 'mean' });
    const calls: unknown[] = [];
    await engine.activations(job, (...call) => calls.push(call));
    expect(calls).toEqual([[EXAMPLES.length, EXAMPLES.length]]);
    const file = openSafetensors(job.out);
    expect(file.tensors.get('activations')?.shape).toEqual([3, EXAMPLES.length, 32]);
    expect(file.metadata.pooling).toBe('mean');
    file.close();
    expect(cluster.submitted[0]?.spec).toMatchObject({ kind: 'activations', pooling: 'mean', adapter: null });
  });

  it('answers here', async () => {
    const job = fixture.generation('ray generation', { maxNewTokens: 2 });
    await engine.generate(job);
    expect(readFileSync(job.out, 'utf8').trimEnd().split('\n')).toHaveLength(EXAMPLES.length);
    expect(cluster.requests).toEqual([]);
  });

  it('reads a model that lies in storage where it is', async () => {
    const base = join(storage, 'mine');
    const { writeTinyModel } = await import('../testing/tiny-model.contract.js');
    writeTinyModel(base);
    await engine.train(training({ base }));
    expect(cluster.submitted[0]?.spec.base).toBe(base);
    expect(readdirSync(storage)).toEqual(['mine']);
  });

  it('shows its token to the cluster alone', async () => {
    const job = training();
    cluster.play = (played) => fail(played, 'other', `denied to ${TOKEN}`);
    const error: Error = await engine.train(job).then(
      () => expect.fail(),
      (thrown) => thrown,
    );
    expect(error.message).not.toContain(TOKEN);
    expect(cluster.requests.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
    const files = [...filesIn(storage), ...filesIn(fixture.dir)];
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const content = readFileSync(file, 'latin1');
      expect(content, file).not.toContain(TOKEN);
      expect(content, file).not.toContain(address);
    }
  });

  describe('what goes wrong', () => {
    it('the worker fails: nothing is written, and once it is fixed the job is submitted again under another id', async () => {
      cluster.play = (job) => fail(job, 'version', 'transformers 5.9 is there, >=4.56,<6 is supported');
      const job = training();
      const failing = engine.train(job);
      await expect(failing).rejects.toMatchObject({ code: 'RAY_VERSION', details: { address } });
      await expect(failing).rejects.toThrow('>=4.56,<6');
      expect(anyOf(job.out, job.log)).toBe(false);
      cluster.play = succeed;
      await engine.train(job);
      expect(cluster.submitted.map(({ submission }) => submission.submission_id.slice(-2))).toEqual(['-1', '-2']);
    });

    it('somebody stops the job', async () => {
      cluster.play = (job) => {
        job.status = 'STOPPED';
      };
      await expect(engine.train(training())).rejects.toMatchObject({ code: 'RAY_JOB_STOPPED' });
    });

    it('a version of Ray out of range is refused before anything is submitted', async () => {
      cluster.version = '2.42.1';
      await expect(engine.train(training())).rejects.toMatchObject({ code: 'RAY_VERSION' });
      expect(cluster.submitted).toEqual([]);
    });

    it('the dashboard fails, and then it does not', async () => {
      cluster.faults.push({ status: 503, text: 'busy' }, { status: 500, text: 'oops' }, { status: 429, text: '' });
      await engine.train(training());
      expect(cluster.submitted).toHaveLength(1);
    });

    it('the head is gone: says how to go on, and goes on when it is back', async () => {
      cluster.play = (job) => tellSteps(job, 0, 2);
      const job = training();
      const running = engine.train(job);
      const { submission } = await submissions(1);
      await cluster.stop();
      await expect(running).rejects.toMatchObject({ code: 'RAY_UNREACHABLE', details: { address } });
      await expect(running).rejects.toThrow('resumes from the last checkpoint');
      cluster.play = (again) => {
        tell(again, { event: 'resumed', step: 2, steps: STEPS });
        tellSteps(again, 2, STEPS);
        succeed(again);
      };
      await cluster.start();
      const calls: unknown[] = [];
      await engine.train(job, (...call) => calls.push(call));
      expect(calls.slice(0, 2)).toEqual([
        [2, STEPS, 'resumed'],
        [1, STEPS, 'loss 4.80'],
      ]);
      expect(submission.submission_id).toMatch(/-1$/);
      expect(cluster.submitted[0]?.spec.checkpoint).toContain(submission.submission_id.split('-')[1]);
    });

    it('the head is started anew while a client looks on: submitted again, every step counted once', async () => {
      cluster.play = (job) => tellSteps(job, 0, 3);
      let done = 0;
      const running = engine.train(training(), (steps) => {
        done += steps;
      });
      while (done < 3) await pause(2);
      cluster.play = (job) => {
        tell(job, { event: 'resumed', step: 2, steps: STEPS });
        tellSteps(job, 2, STEPS);
        succeed(job);
      };
      cluster.jobs.clear();
      await running;
      expect(done).toBe(STEPS);
      expect([...cluster.jobs.keys()][0]).toMatch(/-2$/);
    });

    it.each([
      ['is not there', () => join(storage, 'nowhere')],
      ['is not a directory', () => fixture.examples],
    ])('storage %s', async (reason, path) => {
      storage = path();
      const failing = open().train(training());
      await expect(failing).rejects.toMatchObject({ code: 'RAY_STORAGE', details: { path: storage } });
      await expect(failing).rejects.toThrow(reason);
      expect(cluster.requests).toEqual([]);
      storage = mkdtempSync(join(tmpdir(), 'unisono-storage-'));
    });

    it('a job ends well, but its results are not in this storage', async () => {
      cluster.play = (job) => {
        job.status = 'SUCCEEDED';
      };
      await expect(engine.train(training())).rejects.toMatchObject({ code: 'RAY_STORAGE' });
    });

    it('what no worker can do is refused before anything is submitted', async () => {
      const muon = { ...SETTINGS, optimizer: 'muon', learningRate: 0.01 } as const;
      await expect(engine.train(training({ settings: muon }))).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
      await expect(engine.train(training({ base: fixture.path('nowhere') }))).rejects.toMatchObject({
        code: 'NOT_A_MODEL',
      });
      expect(cluster.requests).toEqual([]);
    });
  });

  describe('a client that ends', () => {
    it('is followed by another, which finds the job under way', async () => {
      cluster.play = (job) => tellSteps(job, 0, 2);
      const job = training();
      // A killed process stops asking; a request that is never answered is the same to the cluster.
      const lost = new JobsClient({
        address: readClusterAddress(address),
        send: (request) =>
          cluster.submitted.length > 0 && request.method === 'GET' ? new Promise(() => {}) : sendHttp(request),
      });
      const killed = new RayEngine({
        ...{
          client: lost,
          storage,
          workers: 2,
          resources: { CPU: 1 },
          strategy: 'ddp',
          precision: 'fp32',
          device: 'cpu',
        },
        ...{ local: new EmbeddedEngine(0), poll: 2, workerPackage },
      });
      void killed.train(job);
      const running = await submissions(1);
      expect(JSON.parse(readFileSync(`${job.state}.ray.json`, 'utf8'))).toEqual({
        job: running.submission.submission_id.split('-')[1],
        attempt: 1,
      });
      const spec = statSync(running.spec.batches).mtimeMs;
      const calls: unknown[] = [];
      const following = engine.train(job, (...call) => calls.push(call));
      while (calls.length < 2) await pause(1);
      tellSteps(running, 2, STEPS);
      expect(statSync(running.spec.batches).mtimeMs, 'what a running job reads is left alone').toBe(spec);
      succeed(running);
      await following;
      expect(calls).toHaveLength(STEPS);
      expect(cluster.submitted).toHaveLength(1);
    });

    it('finds a job that has ended meanwhile, and takes its results', async () => {
      cluster.play = () => {};
      const job = training();
      const running = engine.train(job, killAfter(99));
      const played = await submissions(1);
      await cluster.stop();
      await expect(running).rejects.toMatchObject({ code: 'RAY_UNREACHABLE' });
      const known = new Map(cluster.jobs);
      await cluster.start();
      for (const [id, each] of known) cluster.jobs.set(id, each);
      tellSteps(played, 0, STEPS);
      succeed(played);
      await engine.train(job);
      expect(existsSync(job.out)).toBe(true);
      expect(cluster.jobs.size).toBe(1);
    });

    it('stops its job when progress is no longer wanted, and the next goes on under another id', async () => {
      cluster.play = (job) => tellSteps(job, 0, 2);
      const job = training();
      await expect(engine.train(job, killAfter(2))).rejects.toThrow('killed');
      expect(cluster.submitted.map(({ status }) => status)).toEqual(['STOPPED']);
      expect(anyOf(job.out, job.log)).toBe(false);
      cluster.play = succeed;
      await engine.train(job);
      expect(cluster.submitted.map(({ status }) => status)).toEqual(['STOPPED', 'SUCCEEDED']);
    });

    it('stops its jobs when it is closed', async () => {
      cluster.play = () => {};
      const running = [engine.train(training()), engine.train(training())];
      await submissions(1);
      const ended = Promise.allSettled(running);
      await engine.close();
      expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(cluster.submitted.map(({ status }) => status)).toEqual(['STOPPED']);
    });
  });

  it('gives two jobs of the same inputs folders of their own', async () => {
    const jobs = [training(), training()];
    for (const job of jobs) await engine.train(job);
    expect(new Set(cluster.jobs.keys()).size).toBe(2);
    expect(new Set(jobs.map(({ out }) => bytesOf(join(out, 'model.safetensors')))).size).toBe(1);
  });
});

/** Time that passes by being waited for. */
function quickClock(): Clock {
  let now = 0;
  const sleep = (milliseconds: number) => {
    now += milliseconds;
    return pause(1);
  };
  return { now: () => now, sleep };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
