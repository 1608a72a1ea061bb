import { setTimeout as sleep } from 'node:timers/promises';
import { UnisonoError } from '../../core/errors.js';
import { failureOf } from './job-failure.js';
import { forgetJob, type JobRecord, readJobRecord, submissionId, writeJobRecord } from './job-record.js';
import type { JobDetails, JobsClient } from './jobs-client.js';
import { ProgressLines, type WorkerError, type WorkerEvent } from './progress-lines.js';
import { requireSupportedRay } from './supported-version.js';
import { packWorker } from './worker-package.js';

/** A cluster job from the client's view. */
export interface ClusterJob {
  /** Id of the job, derived from its inputs. */
  readonly job: string;
  /** Name in messages, for example the model's. */
  readonly name: string;
  /** Path of the record of the current submission. */
  readonly record: string;
  /** Folder in storage, for messages. */
  readonly folder: string;
  /** Path of spec.json. */
  readonly spec: string;
  /** Writes the job's inputs into storage; called before every submission, never while one runs. */
  prepare(): Promise<void>;
  /** Whether the results exist. */
  finished(): boolean;
  /** Progress callback; an error thrown by it stops the job. */
  onEvent(event: WorkerEvent): void;
}

export interface FollowOptions {
  readonly client: JobsClient;
  /** Polling interval in milliseconds. */
  readonly poll: number;
  /** Signal that stops the job. */
  readonly signal: AbortSignal;
  /** The worker's Python package. Default: that of unisono. */
  readonly workerPackage?: string | undefined;
}

/** Largest number of consecutive lost submissions of one job. */
const MOST_LOST = 5;
/** Checks for results in storage: network file systems show files of other machines late. */
const LATE_LOOKS = 10;
/** Checks of a job after a stop request. */
const STOP_LOOKS = 15;

/**
 * Submits a job and follows it to its end. If a submission of the same job from a killed client is still running, follows that
 * one. A submission lost by the cluster, because its head was restarted, is repeated and resumes from its checkpoint. If the
 * signal is aborted, or `onEvent` throws, the job is stopped.
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

/** The record of a submission that is still running or has results. */
async function underWay(work: ClusterJob, client: JobsClient, record: JobRecord): Promise<JobRecord | undefined> {
  const details = await client.details(submissionId(record));
  if (!details) return undefined;
  const good = details.status === 'SUCCEEDED' ? work.finished() : isRunning(details);
  if (!good) return undefined;
  writeJobRecord(work.record, record);
  return record;
}

/** The first attempt, from the recorded one on, with an id that is new to the cluster: ids cannot be reused. */
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
  // Recorded first: after a kill in between, the next client finds no such job and submits it.
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
    // Every check reads the whole log: the longer it is, the rarer the checks.
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

/** Asks the job to stop and waits briefly, so that a client that starts right after finds it stopped. */
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
    // The error is the reason for stopping. If the job continues anyway, the next client finds it again.
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

/** A path quoted as one word for the shell in which Ray runs the entrypoint. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
