import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readJson, writeJsonLines } from '../../core/files.js';
import { writeSafetensors } from '../../tensors/safetensors.js';
import type { JobDetails, Submission } from './jobs-client.js';

/** The fields of a spec that the fake uses; which ones exist depends on its kind. */
const FakeSpec = z.looseObject({
  ...{ kind: z.string(), out: z.string(), base: z.string().default(''), adapter: z.string().nullable() },
  ...{ batches: z.string().default(''), log: z.string().default(''), checkpoint: z.string().default('') },
  ...{ queries: z.string().default(''), pooling: z.string().default('') },
});

/** A job of the fake cluster; a test controls its progress. */
export interface FakeJob {
  readonly submission: Submission;
  readonly spec: z.infer<typeof FakeSpec>;
  /** spec.json, as it is written. */
  readonly told: unknown;
  status: JobDetails['status'];
  message: string;
  log: string;
}

export interface FakeRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A Ray dashboard on the loopback interface: its Jobs REST API as far as clients use it, over jobs that a test plays. */
export class FakeCluster {
  version = '2.60.0';
  /** Scripted responses to the next requests. */
  readonly faults: { status: number; text: string }[] = [];
  readonly packages = new Map<string, Buffer>();
  readonly jobs = new Map<string, FakeJob>();
  readonly requests: FakeRequest[] = [];
  private server: Server | undefined;
  private port = 0;

  /** @param play behavior of a submitted job */
  constructor(public play: (job: FakeJob) => void) {}

  /** The address; a restarted cluster has the same one, without its jobs and packages. */
  async start(): Promise<string> {
    this.jobs.clear();
    this.packages.clear();
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => this.respond(request, Buffer.concat(parts), response));
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
  }

  /** The jobs in the order of their submission. */
  get submitted(): FakeJob[] {
    return [...this.jobs.values()];
  }

  private respond({ method = '', url = '', headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    this.requests.push({ method, url, authorization: headers.authorization });
    // As Ray keeps web pages from submitting jobs.
    const fromPage = method !== 'GET' && ['origin', 'referer', 'sec-fetch-mode'].some((name) => name in headers);
    const { status, answer } = fromPage
      ? { status: 405, answer: `'${method}' method not allowed for browser traffic.` }
      : this.answer(method, url, body);
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  }

  private answer(method: string, url: string, body: Buffer): { status: number; answer: unknown } {
    const fault = this.faults.shift();
    if (fault) return { status: fault.status, answer: fault.text };
    if (url === '/api/version') return ok({ version: '4', ray_version: this.version, ray_commit: 'x' });
    const [, name] = /^\/api\/packages\/gcs\/(.+)$/.exec(url) ?? [];
    if (name && method === 'PUT') {
      this.packages.set(name, body);
      return ok({});
    }
    if (name) return this.packages.has(name) ? ok({}) : { status: 404, answer: `Package ${name} does not exist` };
    if (url === '/api/jobs/' && method === 'POST') return this.submit(JSON.parse(body.toString('utf8')));
    const [, id = '', part] = /^\/api\/jobs\/([^/]+)(?:\/(logs|stop))?$/.exec(url) ?? [];
    const job = this.jobs.get(id);
    if (!job) return { status: 404, answer: `Job ${id} does not exist` };
    if (part === 'logs') return ok({ logs: job.log });
    if (part === 'stop') {
      if (job.status === 'RUNNING' || job.status === 'PENDING') job.status = 'STOPPED';
      return ok({ stopped: true });
    }
    return ok({ type: 'SUBMISSION', submission_id: id, status: job.status, message: job.message, driver_info: null });
  }

  private submit(submission: Submission): { status: number; answer: unknown } {
    const id = submission.submission_id;
    if (this.jobs.has(id)) return { status: 500, answer: `ValueError: Job with submission_id ${id} already exists.` };
    const path = submission.entrypoint.split(' ').at(-1) as string;
    const [spec, told] = [readJson(path, FakeSpec), readJson(path, z.unknown())];
    const job: FakeJob = { submission, spec, told, status: 'RUNNING', message: '', log: '' };
    this.jobs.set(id, job);
    this.play(job);
    return ok({ job_id: null, submission_id: id });
  }
}

function ok(answer: unknown) {
  return { status: 200, answer };
}

/** Adds a line of progress to a job's log, as a worker prints it. */
export function tell(job: FakeJob, event: Record<string, unknown>): void {
  job.log += `unisono: ${JSON.stringify(event)}\n`;
}

/** Reports the steps `from` (inclusive) to `to` (exclusive) of a training. */
export function tellSteps(job: FakeJob, from: number, to: number): void {
  const steps = stepsOf(job);
  for (let step = from; step < to; step++) tell(job, { event: 'step', steps, ...logLine(step) });
}

/** Completes a job with outputs: the adapter or model that the training started from, or activations of zeros. */
export function succeed(job: FakeJob): void {
  const { spec } = job;
  if (spec.kind === 'train') {
    mkdirSync(dirname(spec.out), { recursive: true });
    cpSync(spec.adapter ?? spec.base, spec.out, { recursive: true });
    writeJsonLines(
      spec.log,
      Array.from({ length: stepsOf(job) }, (_, step) => logLine(step)),
    );
  } else {
    const queries = readFileSync(spec.queries, 'utf8').trimEnd().split('\n').length;
    const shape = [3, queries, 32];
    const data = new Float32Array(3 * queries * 32);
    writeSafetensors(spec.out, [{ name: 'activations', dtype: 'F32', shape, data }], { pooling: spec.pooling });
    tell(job, { event: 'queries', done: queries, total: queries });
  }
  tell(job, { event: 'done' });
  job.status = 'SUCCEEDED';
}

/** Ends a job with an error of its worker. */
export function fail(job: FakeJob, code: string, message: string, remedy = 'fix it'): void {
  tell(job, { event: 'error', code, message, remedy });
  job.status = 'FAILED';
  job.message = 'Job entrypoint command failed with exit code 1, last available logs (truncated to 20,000 chars):\n';
}

/** Optimizer steps of a training. */
export function stepsOf({ spec }: FakeJob): number {
  return readFileSync(spec.batches, 'utf8').trimEnd().split('\n').length;
}

function logLine(step: number) {
  return { step, ce: 5 - step / 10, triplet: null, learningRate: 0.01, gradientNorm: 1, tokens: 64 };
}
