import pLimit from 'p-limit';
import { onInterruption } from '../../core/interruption.js';
import type { ActivationsJob, EncodeJob, Engine, GenerateJob, OnProgress, TrainJob } from '../engine.js';
import { activationsOnCluster } from './activations-on-cluster.js';
import type { FollowOptions } from './follow-job.js';
import type { JobsClient } from './jobs-client.js';
import { Storage } from './storage.js';
import { trainOnCluster } from './train-on-cluster.js';
import type { WorkerSettings } from './worker-settings.js';

/** Where the jobs of a Ray cluster are sent, and what their workers take. */
export interface RayEngineOptions extends WorkerSettings {
  readonly client: JobsClient;
  /** Folder with the same path on this machine and on every worker. */
  readonly storage: string;
  /** Generates and encodes; closed with this engine. */
  readonly local: Engine;
  /** Polling interval of a job in milliseconds. Default: one second. */
  readonly poll?: number;
  /** The worker's Python package. Default: that of unisono. */
  readonly workerPackage?: string;
}

const ignore: OnProgress = () => {};
const POLL = 1000;

/**
 * Trains and reads activations on a Ray cluster, by jobs of its Jobs REST API that exchange files with this process through a
 * shared folder. The `local` engine makes answers and sentence embeddings: at scale, answers come from servers such as vLLM,
 * see `targets`.
 *
 * A job whose client was killed continues; the next client with the same job follows it. `close`, or an error thrown by
 * `onProgress`, stops the job at the cluster; its checkpoint remains.
 */
export class RayEngine implements Engine {
  readonly name = 'ray';
  readonly slots: number;
  private readonly closing = new AbortController();
  private readonly forgetInterruption: () => void;
  private readonly underWay = new Set<Promise<void>>();
  private readonly limit: ReturnType<typeof pLimit>;
  private storage: Storage | undefined;

  /** Jobs at a time: as many as the `local` engine's. Ray starts each as soon as it has the resources of all its workers. */
  constructor(private readonly options: RayEngineOptions) {
    this.slots = options.local.slots;
    this.limit = pLimit(this.slots);
    this.forgetInterruption = onInterruption(() => this.close());
  }

  train(job: TrainJob, onProgress: OnProgress = ignore): Promise<void> {
    return this.run((storage, follow) => trainOnCluster(job, storage, this.options, follow, onProgress));
  }

  activations(job: ActivationsJob, onProgress: OnProgress = ignore): Promise<void> {
    return this.run((storage, follow) => activationsOnCluster(job, storage, this.options, follow, onProgress));
  }

  generate(job: GenerateJob, onProgress?: OnProgress): Promise<void> {
    return this.options.local.generate(job, onProgress);
  }

  encode(job: EncodeJob, onProgress?: OnProgress): Promise<void> {
    return this.options.local.encode(job, onProgress);
  }

  /** Stops the jobs that this engine follows. */
  async close(): Promise<void> {
    this.forgetInterruption();
    this.closing.abort();
    await Promise.allSettled([...this.underWay, this.options.local.close()]);
  }

  /** Throws RAY_STORAGE at the first job, not at construction: a run without jobs needs no storage. */
  private run(work: (storage: Storage, follow: FollowOptions) => Promise<void>): Promise<void> {
    const { client, poll = POLL, workerPackage } = this.options;
    const running = this.limit(async () => {
      this.storage ??= new Storage(this.options.storage);
      await work(this.storage, { client, poll, workerPackage, signal: this.closing.signal });
    });
    this.underWay.add(running);
    const over = () => void this.underWay.delete(running);
    running.then(over, over);
    return running;
  }
}
