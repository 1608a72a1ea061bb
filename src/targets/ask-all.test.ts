import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnswerLog } from './answer-log.js';
import type { Ask } from './ask.js';
import { askAll } from './ask-all.js';
import { HttpSettings, HttpTarget } from './kinds/http-target.js';
import { type Received, type Reply, TestServer } from './testing/http-server.contract.js';

const SECRET = 'sk-very-secret-0123456789';
const asks = (count: number, from = 0): Ask[] =>
  Array.from({ length: count }, (_, n) => ({ id: `q${n + from}`, question: `Question ${n + from}?` }));
const echo = ({ body }: Received): Reply => ({ body: { answer: `A: ${body.question}` } });

describe('askAll', () => {
  let dir: string;
  let server: TestServer;
  const waits: number[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'unisono-ask-'));
    waits.length = 0;
  });
  afterEach(async () => {
    rmSync(dir, { recursive: true, force: true });
    await server.close();
  });

  const path = () => join(dir, 'log.jsonl');
  function target(changes: object = {}): HttpTarget {
    const settings = HttpSettings.parse({ kind: 'http', url: server.url, ...changes });
    return new HttpTarget(settings, 'target.yaml', { TOKEN: SECRET });
  }
  const ask = (list: readonly Ask[], changes: object = {}, log = new AnswerLog(path())) =>
    askAll(target(changes), list, log, { wait: async (seconds) => waits.push(seconds) });
  const questions = () => server.received.map(({ body }) => body.question);

  it('gives answers in order, and asks no more at a time than it may', async () => {
    server = await TestServer.start((request, n) => ({ ...echo(request), after: (n * 7) % 20 }));
    const answers = await ask(asks(12), { concurrency: 3 });
    expect(answers.map(({ id, answer }) => [id, answer])).toEqual(
      asks(12).map(({ id, question }) => [id, `A: ${question}`]),
    );
    expect(server.busiest).toBe(3);
  });

  it('cuts off a line that a kill has torn', async () => {
    server = await TestServer.start(echo);
    await ask(asks(3));
    appendFileSync(path(), '{"key":"abc","id":"q3","answer":"\u00fc');
    await ask(asks(4));
    expect(server.received).toHaveLength(4);
    expect(new AnswerLog(path()).size).toBe(4);
  });

  it('goes on after a failure without asking twice, and never takes a stale answer', async () => {
    let refuse = true;
    server = await TestServer.start((request, n) => (refuse && n > 4 ? { status: 401 } : echo(request)));
    await expect(ask(asks(10), { concurrency: 1 })).rejects.toMatchObject({ code: 'TARGET_REFUSED' });
    expect(server.received).toHaveLength(5);
    refuse = false;
    await ask(asks(10));
    expect(questions().slice(5).sort()).toEqual(asks(6, 4).map(({ question }) => question));
    await ask(asks(10));
    expect(server.received).toHaveLength(11);
    await ask(asks(10), { body: { question: '{question}', top_k: 1 } });
    expect(server.received).toHaveLength(21);
    await ask([
      { ...asks(1)[0]!, repeat: 1 },
      { id: 'q0', question: 'Question 0 then?' },
    ]);
    expect(server.received).toHaveLength(23);
  });

  it('asks equal questions once, unless they are repetitions', async () => {
    server = await TestServer.start(echo);
    const [one] = asks(1) as [Ask];
    const answers = await ask([one, { ...one, id: 'twin' }, { ...one, id: 'again', repeat: 1 }]);
    expect(answers.map(({ id }) => id)).toEqual(['q0', 'twin', 'again']);
    expect(server.received).toHaveLength(2);
  });

  it('asks again after failures that pass, with growing waits or as long as it is told', async () => {
    server = await TestServer.start((request, n) =>
      n === 1 ? { status: 500 } : n === 2 ? { status: 429, headers: { 'retry-after': '30' } } : echo(request),
    );
    const [answer] = await ask(asks(1));
    expect(answer).toMatchObject({ answer: 'A: Question 0?', attempts: 3 });
    expect(waits[0]).toBeLessThanOrEqual(0.5);
    expect(waits[1]).toBe(30);
  });

  it('waits longer after every failure, up to a minute, and no two questions alike', async () => {
    server = await TestServer.start(() => ({ status: 500 }));
    await expect(ask(asks(2), { retries: 10, concurrency: 1 })).rejects.toMatchObject({ code: 'TARGET_INCOMPLETE' });
    const [first, second] = [waits.slice(0, 10), waits.slice(10)];
    first.forEach((seconds, failed) => {
      const longest = Math.min(60, 0.5 * 2 ** failed);
      expect(seconds).toBeGreaterThanOrEqual(0.75 * longest);
      expect(seconds).toBeLessThanOrEqual(longest);
    });
    expect(second).not.toEqual(first);
  });

  it('waits as long as it is asked to, up to ten minutes', async () => {
    server = await TestServer.start((request, n) =>
      n < 3 ? { status: 503, headers: { 'retry-after': ['120', '1000000'][n - 1]! } } : echo(request),
    );
    await ask(asks(1));
    expect(waits).toEqual([120, 600]);
  });

  it('asks again when an answer takes too long', async () => {
    server = await TestServer.start((request, n) => ({ ...echo(request), after: n === 1 ? 2000 : 0 }));
    const [answer] = await ask(asks(1), { timeoutSeconds: 0.1 });
    expect(answer?.attempts).toBe(2);
  });

  it('leaves out a question that cannot be answered, and says so when the others are', async () => {
    server = await TestServer.start((request) =>
      request.body.question === 'Question 2?' ? { status: 422, body: 'too odd' } : echo(request),
    );
    await expect(ask(asks(6))).rejects.toMatchObject({
      code: 'TARGET_INCOMPLETE',
      details: { missing: 1, total: 6, first: expect.stringContaining('too odd') },
    });
    expect(new AnswerLog(path()).size).toBe(5);
  });

  it('stops asking a target that is down', async () => {
    server = await TestServer.start(() => ({ status: 503 }));
    const failed = ask(asks(50), { retries: 1, concurrency: 1 });
    await expect(failed).rejects.toMatchObject({ code: 'TARGET_INCOMPLETE', details: { missing: 50 } });
    expect(server.received).toHaveLength(10);
  });

  it('writes no secret, though the service says it', async () => {
    server = await TestServer.start(({ headers }) => ({
      body: { answer: `you are ${headers.authorization}`, contexts: [{ id: SECRET, text: `x ${SECRET}` }] },
    }));
    const [answer] = await ask(asks(1), { headers: { Authorization: { env: 'TOKEN', prefix: 'Bearer ' } } });
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(answer?.answer).toBe('you are Bearer [TOKEN]');
    expect(readFileSync(path(), 'utf8')).not.toContain(SECRET);
  });

  it('refuses a log that something else has written', async () => {
    server = await TestServer.start(echo);
    appendFileSync(path(), '{"id":"q"}\n');
    expect(() => new AnswerLog(path())).toThrow(expect.objectContaining({ code: 'BAD_RECORD' }));
  });
});
