import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { packageVersion } from '../../core/package-info.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** Milliseconds, until the last byte of the answer. */
  readonly timeout: number;
}

/** The response of any status. Redirects are not followed, so that no header goes to another host. */
export type Send = (request: HttpRequest) => Promise<{ readonly status: number; readonly text: string }>;

/**
 * Sends one HTTP or HTTPS request. Not by `fetch`: Node's sends `Sec-Fetch-Mode`, and Ray then treats the request as a web
 * page's, which may not submit jobs. Certificates are checked against those of Node.js and NODE_EXTRA_CA_CERTS.
 *
 * @throws the error of the network, with its code
 */
export const sendHttp: Send = ({ method, url, headers, body, timeout }) =>
  new Promise((resolve, reject) => {
    const data = body === undefined ? undefined : Buffer.from(body);
    const sent = (url.startsWith('https:') ? secure : plain)(url, {
      method,
      headers: {
        'user-agent': `unisono/${packageVersion()}`,
        ...headers,
        ...(data && { 'content-length': String(data.length) }),
      },
      signal: AbortSignal.timeout(timeout),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    sent.end(data);
  });
