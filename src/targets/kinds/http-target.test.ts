import { afterEach, describe, expect, it } from 'vitest';
import { CONTEXTS, describeTarget } from '../target.contract.js';
import { type Reply, TestServer } from '../testing/http-server.contract.js';
import { HttpSettings, HttpTarget } from './http-target.js';

const SECRET = 'sk-very-secret-0123456789';
const ENV = { RAG_TOKEN: `${SECRET}\n`, TENANT: 'acme' };

const settings = (url: string, changes: object = {}) => HttpSettings.parse({ kind: 'http', url, ...changes });
const open = (url: string, changes: object = {}) => new HttpTarget(settings(url, changes), 'target.yaml', ENV);

const echo = ({ body }: { body: { question?: string; contexts?: unknown } }): Reply => ({
  body: { answer: `You asked: ${body.question}`, ...(body.contexts ? { contexts: body.contexts } : {}) },
});

const BODY = { question: '{question}', contexts: '{contexts}' };

describeTarget('http, which takes contexts', async () => {
  const server = await TestServer.start((request) => ({
    ...echo(request),
    body: { ...(echo(request).body as object), ...(request.body.contexts ? {} : { sources: ['own passage'] }) },
  }));
  const headers = {
    Authorization: { env: 'RAG_TOKEN', prefix: 'Bearer ' },
    'X-Tenant': { env: 'TENANT', secret: false },
  };
  const base = { body: BODY, headers };
  return {
    target: open(server.url, base),
    changed: {
      url: open(`${server.url}/v2`, base),
      body: open(server.url, { ...base, body: { ...BODY, top_k: 3 } }),
      header: open(server.url, { ...base, headers: { ...headers, 'X-Tenant': 'other' } }),
      answer: open(server.url, { ...base, answer: '$.answer' }),
      version: open(server.url, { ...base, version: '2' }),
    },
    secret: SECRET,
    close: () => server.close(),
  };
});

describeTarget('http, which retrieves itself and takes none', async () => {
  const server = await TestServer.start(({ body }) => ({
    body: { output: { text: `A: ${body.q}` }, docs: [{ meta: { key: 7 }, body: 'seven' }, { meta: { key: 8 } }] },
  }));
  const base = { body: { q: '{question}' }, answer: '$.output.text', contexts: '$.docs[*]', contextId: '$.meta.key' };
  const changed = { contextId: open(server.url, { ...base, contextId: '$.body' }) };
  return { target: open(server.url, base), changed, close: () => server.close() };
});

describe('HttpTarget', () => {
  let server: TestServer;
  afterEach(() => server.close());
  const ask = (target: HttpTarget, extra = {}) => target.answer({ id: 'q', question: 'Why "so"?', ...extra });

  it('posts the filled template with its headers', async () => {
    server = await TestServer.start(echo);
    const body = {
      question: 'Q: {question} {other}',
      n: 3,
      list: ['{question}', '{contexts}'],
      nested: { c: '{contexts}' },
    };
    const headers = {
      Authorization: { env: 'RAG_TOKEN', prefix: 'Bearer ' },
      'X-Tenant': { env: 'TENANT', secret: false },
    };
    const target = open(server.url, { body, headers });
    await ask(target);
    await ask(target, { contexts: CONTEXTS });
    expect(server.received[0]?.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-tenant': 'acme' });
    expect(server.received[0]?.body).toEqual({
      question: 'Q: Why "so"? {other}',
      n: 3,
      list: ['Why "so"?'],
      nested: {},
    });
    expect(server.received[1]?.body.nested.c).toEqual(CONTEXTS);
  });

  it('writes contexts into a text', async () => {
    server = await TestServer.start(echo);
    await ask(open(server.url, { body: 'Read:{contexts}\nAnswer {question}', passage: '\n- {title}: {text}' }), {
      contexts: [{ id: 'x', title: '{question}', text: 'T' }],
    });
    expect(server.received[0]?.body).toBe('Read:\n- {question}: T\nAnswer Why "so"?');
  });

  it.each([
    [{ response: 'a' }, {}, 'a'],
    [{ choices: [{ message: { content: 'b' } }] }, {}, 'b'],
    [{ answer: '' }, {}, ''],
    [{ x: [{ y: 4 }] }, { answer: '$.x[?@.y > 3].y' }, '4'],
  ])('finds the answer in %j', async (body, changes, answer) => {
    server = await TestServer.start(() => ({ body }));
    expect((await ask(open(server.url, changes))).answer).toBe(answer);
  });

  it('finds contexts, whose ids tell passages apart', async () => {
    const sources = [{ id: 'a', content: 'A' }, { text: 'same' }, 'same', { metadata: { source: 'f.pdf' } }];
    server = await TestServer.start(() => ({ body: { answer: 'x', sources } }));
    const { contexts } = await ask(open(server.url));
    expect(contexts?.map(({ id }) => id)).toEqual(['a', contexts?.[2]?.id, contexts?.[2]?.id, 'f.pdf']);
    expect(contexts?.[0]).toEqual({ id: 'a', title: '', text: 'A' });
  });

  it.each<[string, Reply, object]>([
    ['an error that may pass', { status: 503, headers: { 'retry-after': '7' } }, { scope: 'transient', retryAfter: 7 }],
    ['too many questions', { status: 429 }, { scope: 'transient' }],
    ['a wrong key', { status: 401, body: `bad key ${SECRET}` }, { code: 'TARGET_REFUSED', scope: 'target' }],
    ['a question it cannot take', { status: 422 }, { scope: 'question' }],
    ['a redirect', { status: 302, headers: { location: 'http://elsewhere.test' } }, { scope: 'target' }],
    ['no JSON', { body: `<html>${SECRET}` }, { code: 'TARGET_BAD_ANSWER', scope: 'target' }],
    ['no answer in it', { body: { wrong: SECRET } }, { code: 'TARGET_BAD_ANSWER', scope: 'target' }],
    ['too much', { body: `"${'x'.repeat(17 * 2 ** 20)}"` }, { code: 'TARGET_BAD_ANSWER', scope: 'question' }],
  ])('says what is wrong, without secrets: %s', async (_, reply, expected) => {
    server = await TestServer.start(() => reply);
    const target = open(server.url, { headers: { Authorization: { env: 'RAG_TOKEN' } } });
    const error = await ask(target).catch((thrown) => thrown);
    expect(error).toMatchObject(expected);
    expect(error.message).not.toContain(SECRET);
  });

  it('gives up when its time is over, and when nobody is there', async () => {
    server = await TestServer.start(() => ({ after: 5000 }));
    const target = open(server.url);
    const late = target.answer({ id: 'q', question: 'x' }, AbortSignal.timeout(50));
    await expect(late).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE', scope: 'transient' });
    await server.close();
    await expect(ask(target)).rejects.toThrow(/ECONNREFUSED/);
  });

  it.each([
    [{ headers: { A: { env: 'NOT_SET' } } }, 'VARIABLE_MISSING'],
    [{ headers: { A: 'line\nbreak' } }, 'BAD_SETTING'],
    [{ answer: 'answer.text' }, 'BAD_SETTING'],
    [{ sendContexts: true }, 'BAD_SETTING'],
    [{ url: 'http://me:password@127.0.0.1/' }, 'BAD_SETTING'],
    [{ url: 'http://127.0.0.1/?x=1&api_key=abc' }, 'BAD_SETTING'],
  ])('refuses settings %j', async (changes, code) => {
    server = await TestServer.start(echo);
    expect(() => open(server.url, changes)).toThrow(expect.objectContaining({ code }));
  });
});
