import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A received request. */
export interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown> & { readonly messages: readonly { role: string; content: string }[] };
}

/** Behavior of the server for a request; `n` counts requests from 0. */
export type Behavior = (response: ServerResponse, request: Received, n: number) => void;

/** An OpenAI-compatible server on the loopback interface with scripted behavior and faults, for tests. */
export class FaultyServer {
  readonly received: Received[] = [];
  /** Largest number of parallel requests so far. */
  mostAtOnce = 0;
  private underway = 0;
  private readonly server: Server;

  constructor(public behavior: Behavior) {
    this.server = createServer((request, response) => {
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.underway);
      response.on('close', () => this.underway--);
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}');
        const received = { url: request.url ?? '', headers: request.headers, body };
        this.received.push(received);
        this.behavior(response, received, this.received.length - 1);
      });
    });
  }

  /** The base address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A completion that says `text`. */
export function say(response: ServerResponse, text: string): void {
  send(response, 200, completion(text));
}

export function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** An error as OpenAI words it. */
export function refuse(response: ServerResponse, status: number, message: string, headers?: Record<string, string>) {
  send(response, status, { error: { message, type: 'error', code: null } }, headers);
}

export function completion(text: string): unknown {
  const message = { role: 'assistant', content: text };
  const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
  return { id: 'x', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }], usage };
}
