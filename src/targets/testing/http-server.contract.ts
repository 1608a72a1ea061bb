import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, its body parsed. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON
  readonly body: any;
}

/** What to answer: a status (200 unless told), headers, and a body that is JSON unless it is a text. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Milliseconds before it. */
  readonly after?: number;
}

/** An HTTP server on the loopback interface that answers POSTs as it is told, and remembers them. */
export class TestServer {
  readonly received: Received[] = [];
  /** Most requests that were under way at a time. */
  busiest = 0;
  private busy = 0;
  private readonly server: Server;

  private constructor(reply: (request: Received, n: number) => Reply | Promise<Reply>) {
    this.server = createServer(async (request, response) => {
      this.busiest = Math.max(this.busiest, ++this.busy);
      let text = '';
      for await (const chunk of request) text += chunk;
      const received = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text || 'null') };
      this.received.push(received);
      const { status = 200, headers = {}, body = {}, after = 0 } = await reply(received, this.received.length);
      if (after > 0) await new Promise((resolve) => setTimeout(resolve, after));
      this.busy--;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  static async start(reply: (request: Received, n: number) => Reply | Promise<Reply>): Promise<TestServer> {
    const server = new TestServer(reply);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
