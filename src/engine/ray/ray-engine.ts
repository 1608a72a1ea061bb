import pLimit from 'p-limit';
import { onInterruption } from '../../core/interruption.js';
import type { ActivationsJob, EncodeJob, Engine, GenerateJob, OnProgress, TrainJob } from '../engine.js';
import { activationsOnCluster } from './activations-on-cluster.js';
import type { FollowOptions } from './follow-job.js';
import type { JobsClient } from './jobs-client.js';
import type { WorkerSettings } from './spec.js';
import { Storage } from './storage.js';
import { trainOnCluster } from './train-on-cluster.js';

/** Where the jobs of a Ray cluster are sent, and what their workers take. */
export interface RayEngineOptions extends WorkerSettings {
  readonly client: JobsClient;
  /** Folder that this machine and every worker see under this path. */
  readonly storage: string;
  /** Generates and encodes; closed with this engine. */
  readonly local: Engine;
  /** Milliseconds between two looks at a job. Default: one second. */
  readonly poll?: number;
  /** The worker's Python package. Default: that of unisono. */
  readonly workerPackage?: string;
}

const ignore: OnProgress = () => {};
const POLL = 1000;

/**
 * Trains and reads activations on a Ray cluster, as jobs of its Jobs REST API that exchange files with this process by a shared
 * folder. Answers and sentence embeddings are made by the `local` engine: at scale answers come from servers such as vLLM, which
 * `targets` ask.
 *
 * A job whose client was killed goes on; the next client that wants the same job follows it. `close`, and what `onProgress` throws, stop
 * the job at the cluster, which keeps its checkpoint.
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

  /** Throws RAY_STORAGE at the first job rather than when the engine is made: a run without any needs no storage. */
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
