import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { writeJsonLines } from '../../core/files.js';
import { AnswerLog } from '../answer-log.js';
import { askAll } from '../ask-all.js';
import { openTarget } from '../open-target.js';
import { CONTEXTS, describeTarget, QUESTIONS } from '../target.contract.js';
import type { Target } from '../target.js';
import { TargetSettings } from '../target-settings.js';
import { type Received, type Reply, TestServer } from '../testing/http-server.contract.js';

const SECRET = 'sk-very-secret-0123456789';
const dir = mkdtempSync(join(tmpdir(), 'unisono-openai-'));
const articles = join(dir, 'articles.jsonl');
writeJsonLines(articles, CONTEXTS);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const open = (url: string, changes: object = {}): Promise<Target> => {
  const settings = TargetSettings.parse({
    kind: 'openai',
    baseUrl: `${url}/v1`,
    model: 'm',
    apiKeyEnv: 'KEY',
    ...changes,
  });
  return openTarget(settings, { path: 'target.yaml', folder: dir, env: { KEY: SECRET } });
};

const say = (content: string): Reply => ({
  body: {
    id: 'x',
    object: 'chat.completion',
    created: 0,
    model: 'm',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  },
});
const echo = ({ body }: Received): Reply => say(`You said: ${body.messages.at(-1).content} `);

describeTarget('OpenAI-compatible endpoint, contexts given', async () => {
  const server = await TestServer.start(echo);
  return {
    target: await open(server.url),
    changed: {
      model: await open(server.url, { model: 'other' }),
      temperature: await open(server.url, { temperature: 0.5 }),
      maxTokens: await open(server.url, { maxTokens: 7 }),
      prompt: await open(server.url, { prompt: { user: '{contexts} {question}' } }),
      system: await open(server.url, { system: 'Be kind.' }),
      address: await open(`${server.url}/other`),
      retrieval: await open(server.url, { retrieval: { articles } }),
    },
    secret: SECRET,
    close: () => server.close(),
  };
});

describeTarget('OpenAI-compatible endpoint, our retrieval', async () => {
  const server = await TestServer.start(echo);
  return {
    target: await open(server.url, { retrieval: { articles, k: 1 } }),
    changed: { k: await open(server.url, { retrieval: { articles, k: 2 } }) },
    secret: SECRET,
    close: () => server.close(),
  };
});

describe('OpenAiTarget', () => {
  let server: TestServer;
  afterEach(() => server.close());

  it('sends the prompt with its contexts, parameters and key', async () => {
    server = await TestServer.start(echo);
    const target = await open(server.url, {
      system: 'Be kind.',
      temperature: 0.3,
      maxTokens: 9,
      seed: 4,
      stop: ['\n'],
    });
    const { answer } = await target.answer({ ...QUESTIONS[0]!, contexts: CONTEXTS });
    expect(answer).toBe(
      'You said: Answer the question from these passages.\n\nFees\nA card is free.\n\nPIN\nChange the PIN at a cash machine.\n\nQuestion: Is a card free?',
    );
    const [{ path, headers, body }] = server.received as [Received];
    expect([path, headers.authorization]).toEqual(['/v1/chat/completions', `Bearer ${SECRET}`]);
    expect(body).toMatchObject({ model: 'm', temperature: 0.3, max_tokens: 9, seed: 4, stop: ['\n'] });
    expect(body.messages[0]).toEqual({ role: 'system', content: 'Be kind.' });
  });

  it('asks a repeated question anew, also while the first is under way', async () => {
    server = await TestServer.start((_, n) => ({ ...say(`answer ${n}`), after: 50 }));
    const [question] = QUESTIONS;
    const asks = [question!, { ...question!, id: 'again', repeat: 1 }];
    const answers = await askAll(await open(server.url), asks, new AnswerLog(join(dir, 'log.jsonl')));
    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(2);
    expect(server.received).toHaveLength(2);
  });

  it.each([
    [{ status: 400, body: { error: { message: 'too long' } } }, 'ENDPOINT_REFUSED', 'question'],
    [{ status: 404, body: { error: { message: 'no such model' } } }, 'ENDPOINT_REFUSED', 'target'],
    [{ status: 401, body: { error: { message: `bad ${SECRET}` } } }, 'ENDPOINT_UNAUTHORIZED', 'target'],
    [{ status: 500 }, 'ENDPOINT_UNREACHABLE', 'question'],
  ])('knows what a failure is about: %j', async (reply, code, scope) => {
    server = await TestServer.start(() => reply);
    const error = await (await open(server.url, { retries: 0 })).answer(QUESTIONS[0]!).catch((thrown) => thrown);
    expect(error).toMatchObject({ code, scope });
    expect(error.message).not.toContain(SECRET);
  });

  it('needs the key that it names', async () => {
    server = await TestServer.start(echo);
    await expect(open(server.url, { apiKeyEnv: 'UNSET' })).rejects.toMatchObject({ code: 'VARIABLE_MISSING' });
    await expect(open(server.url, { baseUrl: `${server.url}/v1?api-key=1` })).rejects.toMatchObject({
      code: 'BAD_SETTING',
    });
  });
});
