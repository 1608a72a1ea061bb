import { setTimeout as sleep } from 'node:timers/promises';
import { UnisonoError } from '../../core/errors.js';
import { failureOf } from './job-failure.js';
import { forgetJob, type JobRecord, readJobRecord, submissionId, writeJobRecord } from './job-record.js';
import type { JobDetails, JobsClient } from './jobs-client.js';
import { ProgressLines, type WorkerError, type WorkerEvent } from './progress-lines.js';
import { requireSupportedRay } from './supported-version.js';
import { packWorker } from './worker-package.js';

/** A job of the cluster as its client sees it. */
export interface ClusterJob {
  /** Names the job; decided by its inputs. */
  readonly job: string;
  /** What messages call it, for example the model's name. */
  readonly name: string;
  /** Where it is recorded which submission works at it. */
  readonly record: string;
  /** Folder in storage, for messages. */
  readonly folder: string;
  /** Path of spec.json. */
  readonly spec: string;
  /** Puts into storage what the job reads; called before every submission, never while one runs. */
  prepare(): Promise<void>;
  /** Whether its results are there. */
  finished(): boolean;
  /** What it throws stops the job. */
  onEvent(event: WorkerEvent): void;
}

export interface FollowOptions {
  readonly client: JobsClient;
  /** Milliseconds between two looks. */
  readonly poll: number;
  /** Stops the job when it is aborted. */
  readonly signal: AbortSignal;
  /** The worker's Python package. Default: that of unisono. */
  readonly workerPackage?: string | undefined;
}

/** Submissions of one job that a cluster may forget, one after the other, before something else is wrong. */
const MOST_LOST = 5;
/** Looks at storage for results that other machines wrote: network file systems show them late. */
const LATE_LOOKS = 10;
/** Looks at a job that was asked to stop. */
const STOP_LOOKS = 15;

/**
 * Submits a job and follows it to its end; where a submission of the same job is still under way, from a client that was killed,
 * follows that one. A submission that the cluster no longer knows, because its head was started anew, is made again and goes on
 * from its checkpoint. If the signal is aborted, or `onEvent` throws, the job is stopped.
 *
 * @throws RAY_VERSION before anything is submitted; RAY_JOB_FAILED, RAY_JOB_STOPPED, RAY_MEMORY, RAY_STORAGE, LOSS_NOT_FINITE; the errors of
 *   `JobsClient`
 */
export async function followJob(work: ClusterJob, options: FollowOptions): Promise<void> {
  const { client } = options;
  requireSupportedRay(await client.version(), client.address);
  if (options.signal.aborted) throw closed();
  let record = readJobRecord(work.record, work.job) ?? { job: work.job, attempt: 1 };
  const under = await underWay(work, client, record);
  if (under) record = under;
  else record = await submit(work, options, await unusedAttempt(client, record));
  try {
    await follow(work, options, record);
  } catch (error) {
    if (options.signal.aborted || error instanceof Canceled)
      await stop(options, readJobRecord(work.record, work.job) ?? record);
    throw error instanceof Canceled ? error.cause : error;
  }
  forgetJob(work.record);
}

/** The progress callback threw; stop the job. */
class Canceled extends Error {}

/** The record of a submission that still runs, or whose results are there. */
async function underWay(work: ClusterJob, client: JobsClient, record: JobRecord): Promise<JobRecord | undefined> {
  const details = await client.details(submissionId(record));
  if (!details) return undefined;
  const good = details.status === 'SUCCEEDED' ? work.finished() : isRunning(details);
  if (!good) return undefined;
  writeJobRecord(work.record, record);
  return record;
}

/** The first attempt from the recorded one on whose id the cluster has not had: ids cannot be used twice. */
async function unusedAttempt(client: JobsClient, { job, attempt }: JobRecord): Promise<JobRecord> {
  let record = { job, attempt };
  while (await client.details(submissionId(record))) record = { job, attempt: record.attempt + 1 };
  return record;
}

async function submit(
  work: ClusterJob,
  { client, workerPackage }: FollowOptions,
  record: JobRecord,
): Promise<JobRecord> {
  await work.prepare();
  const { name, zip } = packWorker(workerPackage);
  // Recorded first: a client that is killed in between looks for a job that is not there, and submits it.
  writeJobRecord(work.record, record);
  await client.submit({
    submission_id: submissionId(record),
    entrypoint: `python -m unisono_cluster ${shellWord(work.spec)}`,
    runtime_env: {
      working_dir: await client.upload(name, zip),
      env_vars: { RAY_DEDUP_LOGS: '0', PYTHONUNBUFFERED: '1' },
    },
  });
  return record;
}

async function follow(work: ClusterJob, options: FollowOptions, first: JobRecord): Promise<void> {
  const { client, poll, signal } = options;
  let record = first;
  let lines = new ProgressLines();
  let told: WorkerError | undefined;
  for (let lost = 0; ; ) {
    const id = submissionId(record);
    const details = await client.details(id);
    const log = details && details.status !== 'PENDING' ? await client.logs(id) : '';
    if (signal.aborted) throw closed();
    if (!details) {
      if (++lost > MOST_LOST) throw forgotten(id);
      requireSupportedRay(await client.version(), client.address);
      record = await submit(work, options, { job: record.job, attempt: record.attempt + 1 });
      lines = new ProgressLines();
      told = undefined;
      continue;
    }
    for (const event of lines.next(isRunning(details) ? log : `${log}\n`)) {
      if (event.event === 'error') told = event;
      else tell(work, event);
    }
    if (details.status === 'SUCCEEDED') {
      if (await appears(() => work.finished(), poll)) return;
      const reason = 'the job has ended well, but its results are not there';
      throw new UnisonoError('RAY_STORAGE', { path: work.folder, reason });
    }
    if (details.status === 'STOPPED') throw new UnisonoError('RAY_JOB_STOPPED', { job: id });
    if (details.status === 'FAILED') throw failureOf(work, id, client.address, told, details, log);
    // A log is read whole each time: the longer it is, the less often.
    await pause(Math.max(poll, log.length / 1000), signal);
    if (signal.aborted) throw closed();
  }
}

function tell(work: ClusterJob, event: WorkerEvent): void {
  try {
    work.onEvent(event);
  } catch (cause) {
    throw new Canceled('canceled', { cause });
  }
}

/** Asks the job to stop and waits for it a little, so that a client that is started at once finds it stopped. */
async function stop({ client, poll }: FollowOptions, record: JobRecord): Promise<void> {
  const id = submissionId(record);
  try {
    await client.stop(id);
    for (let look = 0; look < STOP_LOOKS; look++) {
      const details = await client.details(id);
      if (!details || !isRunning(details)) return;
      await sleep(poll);
    }
  } catch {
    // Why the job is stopped is what is told. A job that goes on all the same is found again by the next client.
  }
}

async function appears(there: () => boolean, poll: number): Promise<boolean> {
  for (let look = 0; look < LATE_LOOKS; look++) {
    if (there()) return true;
    await sleep(poll);
  }
  return there();
}

function isRunning({ status }: JobDetails): boolean {
  return status === 'PENDING' || status === 'RUNNING';
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

function forgotten(job: string): UnisonoError {
  const remedy = 'See why its head is started anew, and run the same command again.';
  return new UnisonoError('RAY_JOB_FAILED', { job, reason: 'the cluster lost it several times', remedy });
}

function closed(): UnisonoError {
  return new UnisonoError('INTERNAL', { reason: 'the engine was closed' });
}

/** A path as one word of the shell that Ray runs the entrypoint in. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
