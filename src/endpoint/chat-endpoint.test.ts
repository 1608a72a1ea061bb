import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ChatEndpoint, type ChatEndpointOptions } from './chat-endpoint.js';
import type { ChatRequest } from './chat-request.js';
import { type Behavior, completion, FaultyServer, refuse, say, send } from './faulty-server.contract.js';

const KEY = 'sk-proj-Ab3dEf6hIj9lMn2p';
const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content }],
  temperature: 0,
  ...more,
});
const echo: Behavior = (response, { body }) => say(response, `to ${body.messages.at(-1)!.content}`);

/** Time that passes only by sleeping. */
class FakeClock {
  time = 1_000_000;
  readonly slept: number[] = [];
  now = () => this.time;
  sleep = async (milliseconds: number) => {
    this.slept.push(milliseconds);
    this.time += milliseconds;
  };
}

let server: FaultyServer;
let url: string;
let folder: string;
let clock: FakeClock;

beforeEach(async () => {
  server = new FaultyServer(echo);
  url = await server.start();
  folder = mkdtempSync(join(tmpdir(), 'unisono-endpoint-'));
  clock = new FakeClock();
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const endpoint = (options: Partial<ChatEndpointOptions> = {}) =>
  new ChatEndpoint({
    baseUrl: url,
    model: 'm',
    timeoutMs: 5000,
    cacheDir: folder,
    clock,
    env: { OPENAI_API_KEY: KEY },
    ...options,
  });

const cached = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('a chat endpoint', () => {
  it('sends what is asked, with the key, and gives text and usage', async () => {
    const answer = await endpoint().complete(ask('a', { topP: 0.5, maxTokens: 9, seed: 4, stop: ['x'] }));
    expect(answer).toEqual({ text: 'to a', fromCache: false, usage: { promptTokens: 7, completionTokens: 3 } });
    const messages = [{ role: 'user', content: 'a' }];
    const body = { model: 'm', messages, temperature: 0, top_p: 0.5, max_tokens: 9, seed: 4, stop: ['x'] };
    expect(server.received[0]).toMatchObject({ url: '/v1/chat/completions', body });
    expect(server.received[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it('sends no key where none is set, and takes its variable from the options', async () => {
    await endpoint({ env: {} }).complete(ask('a'));
    await endpoint({ env: { MINE: 'local-key' }, apiKeyEnv: 'MINE' }).complete(ask('b'));
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer local-key']);
  });

  it('has no more requests under way than it may', async () => {
    server.behavior = (response, request, n) => setTimeout(() => echo(response, request, n), 20);
    const all = endpoint({ concurrency: 3 });
    await Promise.all(Array.from({ length: 12 }, (_, i) => all.complete(ask(`q${i}`))));
    expect(server.mostAtOnce).toBe(3);
  });

  it('answers from the cache, after a restart too, and only the very same request', async () => {
    await endpoint().complete(ask('a'));
    expect(await endpoint().complete(ask('a'))).toMatchObject({ text: 'to a', fromCache: true });
    await endpoint().complete(ask('a', { temperature: 1 }));
    await endpoint().complete(ask('a', { seed: 1 }));
    await endpoint({ model: 'n' }).complete(ask('a'));
    expect(server.received).toHaveLength(4);
    expect(cached()).toHaveLength(4);
  });

  it('sends equal requests under way once', async () => {
    const one = endpoint();
    const answers = await Promise.all([one.complete(ask('a')), one.complete(ask('a'))]);
    expect(answers.map(({ text }) => text)).toEqual(['to a', 'to a']);
    expect(server.received).toHaveLength(1);
  });

  it('takes a damaged entry, or one of another request, for none', async () => {
    await endpoint().complete(ask('a'));
    await endpoint().complete(ask('b'));
    const [first, second] = cached() as [string, string];
    const other = readFileSync(second);
    writeFileSync(first, other);
    writeFileSync(second, other.subarray(0, other.length / 2));
    expect((await endpoint().complete(ask('a'))).text).toBe('to a');
    expect((await endpoint().complete(ask('b'))).text).toBe('to b');
    expect(server.received).toHaveLength(4);
  });

  it('replays offline and asks nobody', async () => {
    await endpoint().complete(ask('a'));
    const offline = endpoint({ offline: true, env: {} });
    expect((await offline.complete(ask('a'))).fromCache).toBe(true);
    await expect(offline.complete(ask('b'))).rejects.toMatchObject({ code: 'ENDPOINT_NOT_CACHED' });
    expect(server.received).toHaveLength(1);
  });

  it('stops when its budget is spent, tries again included, and goes on from there', async () => {
    server.behavior = (response, request, n) => (n === 0 ? refuse(response, 500, 'no') : echo(response, request, n));
    const first = endpoint({ maxRequests: 3, concurrency: 1 });
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => first.complete(ask(text))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect((outcomes[2] as PromiseRejectedResult).reason).toMatchObject({ code: 'ENDPOINT_BUDGET' });
    expect(first.requestsLeft).toBe(0);
    expect(server.received).toHaveLength(3);
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => endpoint().complete(ask(text))));
    expect(server.received).toHaveLength(5);
  });
});

describe('a faulty server', () => {
  it('is given the pause that it asks for in a storm of 429, all requests together', async () => {
    server.behavior = (response, request, n) =>
      n < 6 ? refuse(response, 429, 'slow down', { 'retry-after': '7' }) : echo(response, request, n);
    const one = endpoint({ concurrency: 2 });
    const texts = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(texts.map((text) => one.complete(ask(text))));
    expect(answers.map(({ text }) => text)).toEqual(texts.map((text) => `to ${text}`));
    expect(one.statistics).toEqual({ requests: 10, retries: 6, fromCache: 0, unusable: 0 });
    expect(Math.max(...clock.slept)).toBe(7000);
    expect(clock.time - 1_000_000).toBeGreaterThanOrEqual(21_000);
  });

  it('is given up when it asks for too long a pause, or refuses for ever', async () => {
    server.behavior = (response) => refuse(response, 429, 'no', { 'retry-after': '86400' });
    await expect(endpoint().complete(ask('a'))).rejects.toMatchObject({ code: 'ENDPOINT_RATE_LIMITED' });
    server.behavior = (response) => refuse(response, 503, 'overloaded');
    const failure = await endpoint({ maxRetries: 4 })
      .complete(ask('a'))
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'ENDPOINT_UNREACHABLE', details: { tries: 5 } });
    expect(failure.message).toContain('status 503: overloaded');
    expect(clock.slept).toHaveLength(4);
    for (const [i, wait] of clock.slept.entries()) {
      expect(wait).toBeLessThanOrEqual(500 * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(375 * 2 ** i);
    }
  });

  it('is asked again when it breaks off, falls silent, drips, or answers with something else', async () => {
    const body = JSON.stringify(completion('to a'));
    const headers = { 'content-type': 'application/json' };
    const faults: Behavior[] = [
      (response) => response.socket!.destroy(),
      (response) => {
        response.writeHead(200, { ...headers, 'content-length': body.length }).write(body.slice(0, 30));
        setTimeout(() => response.socket?.destroy(), 5);
      },
      (response) => response.writeHead(200, headers).end(body.slice(0, 30)),
      // Silence before the first byte, and in the middle.
      () => {},
      (response) => void response.writeHead(200, headers).write(body.slice(0, 30)),
      (response) => {
        response.writeHead(200, headers);
        let at = 0;
        const drip = setInterval(() => response.write(body[at++ % 30] as string), 10);
        response.on('close', () => clearInterval(drip));
      },
      (response) => refuse(response, 500, 'no'),
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>'),
    ];
    server.behavior = (response, request, n) => (faults[n] ?? echo)(response, request, n);
    const one = endpoint({ timeoutMs: 150, maxRetries: faults.length });
    expect((await one.complete(ask('a'))).text).toBe('to a');
    expect(one.statistics).toMatchObject({ requests: faults.length + 1, retries: faults.length });
  });

  it('is told apart from one that is not there', async () => {
    await server.stop();
    const failure = endpoint({ maxRetries: 1 }).complete(ask('a'));
    await expect(failure).rejects.toThrow(/ECONNREFUSED/);
    server = new FaultyServer(echo);
  });

  it.each([
    [401, 'ENDPOINT_UNAUTHORIZED'],
    [404, 'ENDPOINT_REFUSED'],
    [400, 'ENDPOINT_REFUSED'],
  ])('is not asked again after status %i', async (status, code) => {
    server.behavior = (response) => refuse(response, status, 'there is no such model');
    await expect(endpoint().complete(ask('a'))).rejects.toMatchObject({ code });
    expect(server.received).toHaveLength(1);
  });

  it('may answer without a text, and is asked again so often', async () => {
    server.behavior = (response) => send(response, 200, { choices: [] });
    await expect(endpoint().complete(ask('a'))).rejects.toMatchObject({ code: 'ENDPOINT_BAD_ANSWER' });
    expect(server.received).toHaveLength(3);
    expect(cached()).toEqual([]);
  });
});

describe('structured output', () => {
  const responseSchema = z.object({ names: z.array(z.string()).max(3) });

  it('is asked for by schema and checked', async () => {
    server.behavior = (response) => say(response, '{"names": ["x"]}');
    expect((await endpoint().complete(ask('a', { responseSchema }))).json).toEqual({ names: ['x'] });
    const schema = { type: 'object', required: ['names'], additionalProperties: false };
    expect(server.received[0]!.body.response_format).toMatchObject({ type: 'json_schema', json_schema: { schema } });
    expect((await endpoint().complete(ask('a', { responseSchema }))).json).toEqual({ names: ['x'] });
    expect(server.received).toHaveLength(1);
  });

  it('is asked for as llama.cpp has it, of a server that answers 500 to the other', async () => {
    server.behavior = (response, { body }) =>
      Object(body.response_format).type === 'json_schema'
        ? refuse(response, 500, "1 validation error: ('body', 'response_format', 'type')")
        : say(response, '{"names": []}');
    expect((await endpoint().complete(ask('a', { responseSchema }))).json).toEqual({ names: [] });
    expect(server.received[1]!.body.response_format).toMatchObject({ type: 'json_object', schema: { type: 'object' } });
  });

  it('falls back to words with a server that does not know it, and finds the JSON in the talk', async () => {
    server.behavior = (response, { body }) =>
      body.response_format
        ? refuse(response, 400, 'unknown field')
        : say(response, 'Sure!\n```json\n{"names": ["y"]}\n```');
    const one = endpoint();
    const both = await Promise.all(['a', 'b'].map((text) => one.complete(ask(text, { responseSchema }))));
    expect(both.map(({ json }) => json)).toEqual([{ names: ['y'] }, { names: ['y'] }]);
    expect(server.received.at(-1)!.body.messages).toMatchObject([{ role: 'system' }, { role: 'user' }]);
    expect(server.received.at(-1)!.body.messages[0]!.content).toContain('"names"');
    expect(server.received.length).toBeLessThanOrEqual(6);
  });

  it('asks again, with another seed, for JSON that is none, and counts it', async () => {
    const answers = ['{"names": [', '{"names": "x"}', '{"names": ["z"]}'];
    server.behavior = (response, _, n) => say(response, answers[n] as string);
    const one = endpoint();
    expect((await one.complete(ask('a', { responseSchema, seed: 1 }))).json).toEqual({ names: ['z'] });
    expect(one.statistics.unusable).toBe(2);
    expect(new Set(server.received.map(({ body }) => body.seed)).size).toBe(3);
    server.behavior = (response) => say(response, 'I cannot.');
    await expect(one.complete(ask('b', { responseSchema }))).rejects.toMatchObject({ code: 'ENDPOINT_BAD_ANSWER' });
    expect(one.statistics.unusable).toBe(5);
  });
});

describe('secrets', () => {
  it('reach the server and nothing else', async () => {
    const secretUrl = url.replace('http://', 'http://ada:correct-horse@');
    const base = `${secretUrl}?api-key=query-secret-1`;
    const seen: string[] = [];
    const look = async (options: Partial<ChatEndpointOptions>, text: string) => {
      const one = endpoint({ baseUrl: base, maxRetries: 0, ...options });
      seen.push(one.url, JSON.stringify(one.statistics));
      const outcome = await one.complete(ask(text)).catch((error: Error) => error);
      if (outcome instanceof Error) seen.push(outcome.message, String(outcome.stack), JSON.stringify(outcome));
      else seen.push(JSON.stringify(outcome));
      for (let cause = (outcome as Error).cause; cause; cause = (cause as Error).cause) seen.push(String(cause));
    };
    const quote = (headers: unknown, path: string) => `${JSON.stringify(headers)} ${path} ${KEY} ${KEY.slice(-9)}`;
    await look({}, 'works');
    expect(server.received[0]!.headers.authorization).toBe(`Basic ${btoa('ada:correct-horse')}`);
    expect(server.received[0]!.url).toContain('query-secret-1');
    server.behavior = (response, { headers, url: path }) => say(response, quote(headers, path));
    await look({}, 'echoes');
    await look({ baseUrl: url }, 'echoes the key');
    for (const status of [400, 401, 403, 404, 429, 500]) {
      server.behavior = (response, { headers, url: path }) => refuse(response, status, quote(headers, path));
      await look({}, `refuses with ${status}`);
      await look({ baseUrl: url }, `refuses the key with ${status}`);
    }
    await look({ offline: true }, 'offline');
    expect(() => endpoint({ baseUrl: 'ftp://ada:correct-horse@host' })).toThrow(/^(?!.*correct-horse).*http/);
    seen.push(...cached().map((path) => path + readFileSync(path, 'utf8')));
    expect(seen.length).toBeGreaterThan(40);
    for (const secret of ['correct-horse', 'query-secret', 'ada:', btoa('ada:correct-horse'), KEY, KEY.slice(-9)]) {
      expect(seen.filter((text) => text.includes(secret))).toEqual([]);
    }
  });
});
