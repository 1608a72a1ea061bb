import pLimit from 'p-limit';
import type { Device } from '../../graph/device.js';
import type { SessionOptions } from '../../graph/session.js';
import type { ActivationsJob, EncodeJob, Engine, GenerateJob, OnProgress, TrainJob } from '../engine.js';
import { runJob, type TaggedJob } from './run-job.js';
import { WorkerPool } from './worker-pool.js';

const ignore: OnProgress = () => {};

/**
 * The engine inside this process: ONNX Runtime, one thread per job, so that a result never depends on the number of parallel
 * jobs. Default device: the CPU.
 */
export class EmbeddedEngine implements Engine {
  readonly name = 'embedded';
  readonly slots: number;
  private readonly options: SessionOptions;
  private readonly pool: WorkerPool | undefined;
  private readonly oneByOne = pLimit(1);

  /**
   * @param workers parallel jobs, each in its own thread; 0 runs jobs one by one in the calling thread
   * @param device of the jobs; if it is not available, they fail with DEVICE_UNAVAILABLE
   */
  constructor(workers: number, device: Device = 'cpu') {
    this.options = { threads: 1, device };
    this.slots = Math.max(1, workers);
    this.pool = workers > 0 ? new WorkerPool(workers, this.options) : undefined;
  }

  train(job: TrainJob, onProgress?: OnProgress): Promise<void> {
    return this.run({ verb: 'train', job }, onProgress);
  }

  activations(job: ActivationsJob, onProgress?: OnProgress): Promise<void> {
    return this.run({ verb: 'activations', job }, onProgress);
  }

  generate(job: GenerateJob, onProgress?: OnProgress): Promise<void> {
    return this.run({ verb: 'generate', job }, onProgress);
  }

  encode(job: EncodeJob, onProgress?: OnProgress): Promise<void> {
    return this.run({ verb: 'encode', job }, onProgress);
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }

  private run(job: TaggedJob, onProgress: OnProgress = ignore): Promise<void> {
    if (this.pool) return this.pool.run(job, onProgress);
    return this.oneByOne(() => runJob(job, this.options, onProgress));
  }
}
