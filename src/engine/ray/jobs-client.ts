import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { backOff, type Clock, systemClock } from '../../endpoint/retry-wait.js';
import { secretMask } from '../../endpoint/secrets.js';
import type { ClusterAddress } from './cluster-address.js';
import { type Send, sendHttp } from './http.js';

/** The state of a job at the cluster. */
export const JobDetails = z.looseObject({
  status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
  message: z.string().nullish(),
});
export type JobDetails = z.infer<typeof JobDetails>;

/** A submission; see Ray's "Jobs REST API". */
export interface Submission {
  readonly submission_id: string;
  readonly entrypoint: string;
  readonly runtime_env: { readonly working_dir: string; readonly env_vars: Readonly<Record<string, string>> };
}

export interface JobsClientOptions {
  readonly address: ClusterAddress;
  /** Sends a request. Default: over the network. */
  readonly send?: Send;
  readonly clock?: Clock;
  /** Milliseconds of retries after a cluster stops answering. Default: two minutes. */
  readonly patience?: number;
}

const Version = z.looseObject({ ray_version: z.string() });
const Logs = z.looseObject({ logs: z.string() });

const PATIENCE = 120_000;
/** Milliseconds of retries for a cluster that has never answered: its address is probably wrong. */
const FIRST_PATIENCE = 5_000;
const LONGEST_WAIT = 10_000;
const TIMEOUT = 30_000;

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string | Uint8Array;
  /** Action in the message "refuses to ...". */
  readonly what: string;
  /** Timeout in milliseconds. Default: the client's. */
  readonly patience?: number;
}

/**
 * Client of Ray's Jobs REST API. Temporary failures (no connection, 5xx, 429) are retried until the time limit. Every call can
 * be repeated, because the client chooses the job's id.
 *
 * @throws RAY_UNREACHABLE, RAY_UNAUTHORIZED, RAY_REFUSED from every call
 */
export class JobsClient {
  private readonly sendOnce: Send;
  private readonly clock: Clock;
  private readonly mask: (text: string) => string;
  private answered = false;

  constructor(private readonly options: JobsClientOptions) {
    this.sendOnce = options.send ?? sendHttp;
    this.clock = options.clock ?? systemClock;
    this.mask = secretMask(options.address.secrets.map((value) => ({ value })));
  }

  /** The address without secrets, for messages. */
  get address(): string {
    return this.options.address.shown;
  }

  /** The version of Ray, for example "2.60.0". */
  async version(): Promise<string> {
    const what = 'say its version';
    return this.parse(Version, await this.ask({ method: 'GET', path: '/api/version', what }), what).ray_version;
  }

  /** Uploads a working directory (zip) unless the cluster has one of that name; returns its URI. */
  async upload(name: string, zip: Uint8Array): Promise<string> {
    const path = `/api/packages/gcs/${name}`;
    const what = 'take the working directory';
    const there = await this.send({ method: 'GET', path, what });
    if (there.status === 404) await this.ask({ method: 'PUT', path, body: zip, what });
    else this.check(there, what);
    return `gcs://${name}`;
  }

  /** Submits a job; does nothing if the id exists already, from an attempt whose answer was lost. */
  async submit(submission: Submission): Promise<void> {
    const what = 'take the job';
    const body = JSON.stringify(submission);
    const answer = await this.send({ method: 'POST', path: '/api/jobs/', body, what });
    if (answer.status >= 400 && answer.text.includes('already exists')) return;
    this.check(answer, what);
  }

  /** The job's state; undefined for an unknown job. */
  async details(id: string): Promise<JobDetails | undefined> {
    const what = `tell about job ${id}`;
    const answer = await this.send({ method: 'GET', path: `/api/jobs/${id}`, what });
    if (answer.status === 404) return undefined;
    this.check(answer, what);
    return this.parse(JobDetails, answer.text, what);
  }

  /** The job's whole output; empty for an unknown job. */
  async logs(id: string): Promise<string> {
    const what = `give the log of job ${id}`;
    const answer = await this.send({ method: 'GET', path: `/api/jobs/${id}/logs`, what });
    if (answer.status === 404) return '';
    this.check(answer, what);
    return this.mask(this.parse(Logs, answer.text, what).logs);
  }

  /** Asks a job to stop; does nothing for an ended or unknown job. */
  async stop(id: string): Promise<void> {
    const what = `stop job ${id}`;
    const answer = await this.send({ method: 'POST', path: `/api/jobs/${id}/stop`, what, patience: FIRST_PATIENCE });
    if (answer.status !== 404) this.check(answer, what);
  }

  private async ask(request: Request): Promise<string> {
    const answer = await this.send(request);
    this.check(answer, request.what);
    return answer.text;
  }

  /** The first response without a server failure, of any status. */
  private async send(request: Request): Promise<{ status: number; text: string }> {
    const begin = this.clock.now();
    for (let failures = 1; ; failures++) {
      let reason: string;
      try {
        const answer = await this.once(request);
        // Ray answers 500 to an id that was used before.
        const passing = (answer.status >= 500 || answer.status === 429) && !answer.text.includes('already exists');
        if (!passing) {
          this.answered = true;
          return answer;
        }
        reason = `status ${answer.status}${answer.text ? `: ${oneLine(answer.text)}` : ''}`;
      } catch (error) {
        reason = networkReason(error);
      }
      const own = this.options.patience ?? PATIENCE;
      const patience = Math.min(own, request.patience ?? (this.answered ? own : FIRST_PATIENCE));
      const wait = backOff(failures, 0, LONGEST_WAIT);
      if (this.clock.now() - begin + wait > patience)
        throw new UnisonoError('RAY_UNREACHABLE', { address: this.address, reason: this.mask(reason) });
      await this.clock.sleep(wait);
    }
  }

  private once({ method, path, body }: Request): Promise<{ status: number; text: string }> {
    const { authorization } = this.options.address;
    const headers = {
      ...(authorization && { authorization }),
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
    };
    return this.sendOnce({ method, url: `${this.address}${path}`, headers, body, timeout: TIMEOUT });
  }

  private check({ status, text }: { status: number; text: string }, what: string): void {
    if (status < 300) return;
    if (status === 401 || status === 403) throw new UnisonoError('RAY_UNAUTHORIZED', { address: this.address, status });
    throw this.refused(what, `status ${status}: ${this.mask(oneLine(text)) || 'no reason given'}`);
  }

  private parse<T>(schema: z.ZodType<T>, text: string, what: string): T {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw this.refused(what, 'its answer is not one of a Ray dashboard');
    }
  }

  private refused(what: string, reason: string): UnisonoError {
    return new UnisonoError('RAY_REFUSED', { address: this.address, what, reason });
  }
}

function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `no answer within ${TIMEOUT / 1000} s`;
  return (error as NodeJS.ErrnoException).code ?? error.message;
}

/** The last line of a server's message, which in a traceback is the error. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `... ${line.slice(-300)}` : line;
}
