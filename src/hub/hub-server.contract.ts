import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Requests to the fake hub. */
export interface Asked {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** A Hugging Face hub with one model on the loopback interface, with scripted faults, for tests. */
export class FakeHub {
  readonly asked: Asked[] = [];
  /** Closes the connection after so many bytes of each response with content, so many times. */
  breakAfter = { bytes: Number.POSITIVE_INFINITY, times: 0 };
  /** Answers requests whose path holds `path` with this. */
  refusal: { readonly path: string; readonly status: number; readonly headers?: Record<string, string> } | undefined;
  /** Sends this instead of a file's content. */
  readonly tampered = new Map<string, Buffer>();
  /** Ignores Range, as some proxies do. */
  ignoresRange = false;
  /** Names of the list of files that replace the true ones. */
  listed: ((entries: object[]) => unknown) | undefined;
  /** Where files are redirected to: a second server, as with the hub's large files. */
  redirect: string | undefined;
  private readonly server: Server;

  constructor(
    readonly name: string,
    readonly files: ReadonlyMap<string, Buffer>,
  ) {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Requests for a file's content. */
  downloads(path: string): Asked[] {
    return this.asked.filter((asked) => asked.path.endsWith(`/resolve/${COMMIT}/${path}`));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] as string);
    const { range, authorization } = request.headers;
    this.asked.push({ path, range, authorization });
    if (this.refusal && path.includes(this.refusal.path)) {
      response.writeHead(this.refusal.status, this.refusal.headers).end('no');
      return;
    }
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path.startsWith(`/api/models/${this.name}/revision/`)) {
      json({ _id: 'x', id: this.name, sha: COMMIT, lastModified: '2026-01-01T00:00:00Z' });
    } else if (path.startsWith(`/api/models/${this.name}/tree/${COMMIT}`)) {
      const entries = [...this.files].map(([name, content]) => entryOf(name, content));
      json(this.listed ? this.listed(entries) : entries);
    } else if (path.startsWith(`/${this.name}/resolve/${COMMIT}/`)) {
      this.send(path.slice(`/${this.name}/resolve/${COMMIT}/`.length), request, response);
    } else {
      response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
    }
  }

  private send(name: string, request: IncomingMessage, response: ServerResponse): void {
    const content = this.tampered.get(name) ?? this.files.get(name);
    if (!content) {
      response.writeHead(404).end();
      return;
    }
    if (this.redirect) {
      response.writeHead(302, { location: `${this.redirect}${request.url}` }).end();
      return;
    }
    const start = this.ignoresRange ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = content.subarray(start);
    const headers = { 'content-length': rest.length, 'content-type': 'application/octet-stream' };
    if (start > 0) {
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
      });
    } else response.writeHead(200, headers);
    if (this.breakAfter.times > 0 && rest.length > this.breakAfter.bytes) {
      this.breakAfter.times--;
      response.write(rest.subarray(0, this.breakAfter.bytes), () => setTimeout(() => response.destroy(), 20));
    } else response.end(rest);
  }
}

/** A file as the hub lists it: large ones by SHA-256, small ones by git's checksum. */
function entryOf(path: string, content: Buffer): object {
  const git = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  const entry = { type: 'file', oid: git, size: content.length, path };
  if (!path.endsWith('.safetensors')) return entry;
  const oid = createHash('sha256').update(content).digest('hex');
  return { ...entry, lfs: { oid, size: content.length, pointerSize: 134 } };
}
