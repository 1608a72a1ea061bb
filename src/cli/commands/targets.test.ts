import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson, readJsonLines, writeJsonLines } from '../../core/files.js';
import { Causes } from '../../evaluation/causes/causes.js';
import { GateReport } from '../../evaluation/gates/gate-report.js';
import { Judgments } from '../../evaluation/judge/judgments.js';
import { Ladder } from '../../evaluation/ladder.js';
import type { Example } from '../../retrieval/example.js';
import { RecordedAnswer } from '../../targets/recorded-answer.js';
import { TestServer } from '../../targets/testing/http-server.contract.js';
import { FakeStream } from '../fake-stream.contract.js';
import { runCli } from '../program.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-targets-'));
const at = (name: string) => join(dir, name);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const io = { stdout, stderr, env: { RAG_TOKEN: 'secret-0123456789' }, cwd: dir };
  return { code: await runCli([...args, '--quiet'], io), out: stdout.text, err: stderr.text };
}

const ListedQuestion = z.object({ id: z.string(), question: z.string() });
const REFERENCE = 'open the app and choose cards';

/** 40 questions with a rewording; every third rewording finds other passages. */
const EXAMPLES = Array.from({ length: 40 }, (_, n) => n).flatMap((n) =>
  (['original', 'article'] as const).map(
    (kind): Example => ({
      ...{ id: kind === 'original' ? `q${n}` : `q${n}#article-1`, question: `q${n}`, split: 'test', kind },
      ...{ text: `${kind} ${n}?`, answer: REFERENCE },
      contexts: [{ id: kind === 'article' && n % 3 === 0 ? 'b' : 'a', title: 'T', text: 'Text.', score: 1 }],
    }),
  ),
);

/** A service that finds passages itself, takes others, and goes wrong with the passage "b" and with every fifth rewording. */
const rag = ({ body }: { body: { question: string; contexts?: { id: string }[] } }) => {
  const [kind, number] = body.question.split(/[ ?]/) as [string, string];
  const own = [{ id: kind === 'article' && Number(number) % 3 === 0 ? 'b' : 'a', text: 'Text.' }];
  const contexts = body.contexts ?? own;
  const wrong = contexts[0]?.id === 'b' || (kind === 'article' && Number(number) % 5 === 0);
  return { body: { answer: wrong ? `nothing about ${number}` : REFERENCE, contexts } };
};

const TARGET = [
  'kind: http',
  'headers: { Authorization: { env: RAG_TOKEN, prefix: "Bearer " } }',
  'body: { question: "{question}", contexts: "{contexts}" }',
];

describe('targets on the command line', () => {
  let server: TestServer;
  beforeAll(async () => {
    writeJsonLines(at('test.jsonl'), EXAMPLES);
    server = await TestServer.start(rag);
    writeFileSync(at('rag.yaml'), [...TARGET, `url: ${server.url}`].join('\n'));
  });
  afterAll(() => server.close());

  it('answer asks once, and evaluate splits the inconsistency by cause', async () => {
    const args = [
      'answer',
      '--target',
      'rag.yaml',
      '--examples',
      at('test.jsonl'),
      '--causes',
      '--out',
      at('answers.jsonl'),
    ];
    expect(await unisono(...args)).toMatchObject({ code: 0, err: '' });
    const asked = server.received.length;
    // Examples, originals again, and the rewordings that had other passages than their originals.
    expect(asked).toBe(80 + 40 + 14);
    const first = readFileSync(at('answers.jsonl'), 'utf8');
    expect(await unisono(...args)).toMatchObject({ code: 0 });
    expect(server.received).toHaveLength(asked);
    expect(readFileSync(at('answers.jsonl'), 'utf8')).toBe(first);
    for (const name of ['answers.jsonl', 'answers.jsonl.asked/log.jsonl', 'answers.jsonl.asked/target.json'])
      expect(readFileSync(at(name), 'utf8')).not.toContain('secret-0123456789');

    const { code, out } = await unisono(
      ...['evaluate', '--examples', at('test.jsonl'), '--answers', `rag=${at('answers.jsonl')}`, '--resamples', '200'],
      ...['--out', at('scores')],
    );
    expect(code).toBe(0);
    const [{ rs, retriever }] = readJson(at('scores/causes.json'), Causes).models as [Causes['models'][0]];
    const both = EXAMPLES.filter(({ kind }) => kind === 'article').map((_, n) => [n % 3 === 0, n % 5 === 0] as const);
    expect(rs.endToEnd.value).toBeCloseTo(both.filter(([found, word]) => found || word).length / 40, 12);
    expect(rs.parts.generator?.value).toBeCloseTo(both.filter(([, word]) => word).length / 40, 12);
    expect(rs.parts.retriever?.value).toBeCloseTo(both.filter(([found, word]) => found && !word).length / 40, 12);
    expect(retriever?.same.value).toBeCloseTo(26 / 40, 12);
    expect(readJson(at('scores/ladder.json'), Ladder).rows[0]?.causes?.rs).toEqual(rs);
    expect(out).toMatch(/generator +0\.200/);
    for (const line of out.split('\n'))
      if (!line.startsWith('Ladder:') && !line.startsWith('rag:')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('evaluate asks targets itself, and judges gates: met, not met, not enough data', async () => {
    const evaluate = (...gates: string[]) =>
      unisono(
        ...['evaluate', '--examples', at('test.jsonl'), '--target', 'rag=rag.yaml', '--resamples', '200'],
        ...['--out', at('gated'), ...gates],
      );
    const gate = (text: string) => ['--gate', text];
    expect(await evaluate(...gate('rs>=0.1'))).toMatchObject({
      code: 0,
      out: expect.stringContaining('rs>=0.1 met for rag'),
    });
    expect(server.received.filter(({ body }) => body.question === 'original 1?').length).toBeLessThanOrEqual(3);
    const reports = ['--junit', at('junit.xml'), '--markdown', at('gates.md'), '--gate-json', at('gate.json')];
    const failed = await evaluate(...gate('rs>=0.1'), ...gate('rs >= 95%'), ...gate('em<=0.5'), ...reports);
    expect(failed).toMatchObject({ code: 100, err: '', out: expect.stringContaining('rs>=95% not met for rag') });
    expect(readJson(at('gate.json'), GateReport)).toMatchObject({
      verdict: 'not met',
      gates: [{ verdict: 'met' }, { verdict: 'not met' }, { verdict: 'not enough data' }],
    });
    expect(readFileSync(at('junit.xml'), 'utf8')).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(readFileSync(at('gates.md'), 'utf8')).toContain('| not met |');
    expect((await evaluate(...gate('em<=0.5'))).code).toBe(0);
    expect((await evaluate(...gate('em<=0.5'), '--strict')).code).toBe(100);
    expect(await evaluate(...gate('sr>=0.1'))).toMatchObject({ code: 2, err: expect.stringContaining('Known: ') });
    expect(await evaluate(...gate('rs=>0.1'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('unknown comparison =>'),
    });
    expect(await evaluate(...gate('rs.drop<=0.1'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('compare with'),
    });
  });

  it('compare takes two runs pair by pair, and judges the change', async () => {
    const records = EXAMPLES.map(({ id }) => ({ id, answer: REFERENCE }));
    writeJsonLines(at('perfect.jsonl'), records);
    const inputs = ['evaluate', '--examples', at('test.jsonl'), '--resamples', '200'];
    await unisono(...inputs, '--answers', `rag=${at('perfect.jsonl')}`, '--out', at('perfect'));
    const compare = (...args: string[]) => unisono('compare', at('gated'), at('perfect'), ...args);
    const { code, out } = await compare();
    expect(code).toBe(0);
    expect(out).toContain('rag: the same pairs');
    expect(out).toMatch(/rs +0\.\d+ +1\.000 +\+0\.\d+ +\[\+0\.\d+, \+0\.\d+\] +higher/);
    expect((await compare('--gate', 'rs.gain>=0.05', '--gate', 'rougeL.drop<=0.01')).code).toBe(0);
    const back = ['compare', at('perfect/ladder.json'), at('gated'), '--gate', 'rs.drop<=0.01'];
    expect(await unisono(...back)).toMatchObject({
      code: 100,
      out: expect.stringContaining('not met for rag against rag'),
    });
    expect(await compare('--model', 'other')).toMatchObject({ code: 2, err: expect.stringContaining('known: rag') });
  });

  it('plan lists what others answer, and recorded answers are split by cause as well', async () => {
    await unisono('plan', '--examples', at('test.jsonl'), '--interaction', '--out', at('plan.jsonl'));
    const args = ['answer', '--target', 'rag.yaml', '--plan', at('plan.jsonl'), '--out', at('planned.jsonl')];
    expect(await unisono(...args)).toMatchObject({ code: 0 });
    const recorded = readJsonLines(at('planned.jsonl'), RecordedAnswer);
    expect(recorded).toHaveLength(80 + 40 + 40 + 40);
    const inputs = ['evaluate', '--examples', at('test.jsonl'), '--resamples', '100'];
    await unisono(...inputs, '--answers', `rag=${at('planned.jsonl')}`, '--out', at('planned'));
    const { rs, notMeasured } = readJson(at('planned/causes.json'), Causes).models[0]!;
    expect(notMeasured).toEqual([]);
    expect(rs.interaction?.value).toBeLessThan(0);
  });

  it('says which questions a target that takes no passages cannot be asked', async () => {
    const args = [
      'answer',
      '--target',
      server.url,
      '--examples',
      at('test.jsonl'),
      '--causes',
      '--out',
      at('plain.jsonl'),
    ];
    const { code, out } = await unisono(...args);
    expect([code, out]).toEqual([0, expect.stringContaining('Not asked: 40 questions; ')]);
    expect(out).toContain('accepts none from outside');
  });

  it.each([
    [['answer', '--target', 'nowhere.yaml', '--examples', 'x', '--out', 'y'], 1, 'nowhere.yaml: no such file'],
    [['answer', '--target', 'test.jsonl', '--out', 'y'], 2, '--examples: not allowed together with --plan'],
    [
      ['answer', '--target', 'rag.yaml', '--model', 'm', '--examples', 'x', '--out', 'y'],
      2,
      '--model: applies only with a URL',
    ],
    [['evaluate', '--examples', 'x', '--out', 'y'], 2, '--answers: pass this option or --target'],
  ])('refuses %j', async (args, code, message) => {
    expect(await unisono(...args)).toMatchObject({ code, err: expect.stringContaining(message) });
  });
});

describe('check and judge', () => {
  let server: TestServer;
  afterEach(() => server.close());
  const QUESTIONS = Array.from({ length: 25 }, (_, n) => ({ question: `How do I order a card for account ${n}?` }));

  it('check asks 20 questions and shows one screen; again, it asks nothing', async () => {
    server = await TestServer.start(({ body }) => ({ body: { answer: `${body.question.length % 2} is the answer` } }));
    writeJsonLines(at('q.jsonl'), QUESTIONS);
    const args = ['check', '--target', server.url, '--questions', 'q.jsonl'];
    const { code, out, err } = await unisono(...args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/: 20 questions, \d+ rewordings, \d+ answers/);
    expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    const asked = server.received.length;
    expect((await unisono(...args)).out).toBe(out);
    expect(server.received).toHaveLength(asked);

    const gated = (...gates: string[]) => unisono(...args, ...gates.flatMap((gate) => ['--gate', gate]));
    const met = await gated('repeatability>=0.5');
    expect([met.code, met.out]).toEqual([0, expect.stringContaining('repeatability>=0.5 met for')]);
    expect((await gated('em>=0.6')).code).toBe(100);
    const undecided = await gated('repeatability>=0.99');
    expect([undecided.code, undecided.out]).toEqual([0, expect.stringContaining('not enough data')]);
    expect((await unisono(...args, '--gate', 'repeatability>=0.99', '--strict', '--junit', 'check.xml')).code).toBe(
      100,
    );
    expect(readFileSync(at('check.xml'), 'utf8')).toContain('failures="1"');
    for (const gate of [
      'rs.drop<=0.01',
      'rougeL>=0.5',
      'sameContexts@article>=0.5',
      'rs@semantic>=0.5',
      'bothRight>=0.5',
    ]) {
      expect(await gated(gate)).toMatchObject({ code: 2, err: expect.stringContaining(`--gate ${gate}`) });
    }
    expect(server.received).toHaveLength(asked);
  });

  it('check lists what to ask, and takes the answers from a file', async () => {
    server = await TestServer.start(() => ({}));
    writeJsonLines(at('q.jsonl'), QUESTIONS);
    await unisono('check', '--questions', 'q.jsonl', '--list', 'list.jsonl');
    const list = readJsonLines(at('list.jsonl'), ListedQuestion);
    writeJsonLines(
      at('list.jsonl'),
      list.map((each) => ({ ...each, answer: 'the same' })),
    );
    const { code, out } = await unisono('check', '--target', 'list.jsonl', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out.trim().split('\n').at(-1)!).result).toMatchObject({
      questions: 20,
      figures: { rs: { value: 1 } },
    });
    expect(await unisono('check', '--questions', 'q.jsonl')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--target'),
    });
  });

  it('judge writes judge.json', async () => {
    const reply = { role: 'assistant', content: '{"same": true}' };
    server = await TestServer.start(() => ({
      body: {
        id: 'x',
        object: 'chat.completion',
        created: 0,
        model: 'm',
        choices: [{ index: 0, finish_reason: 'stop', message: reply }],
      },
    }));
    const pairs = ['--pairs', at('gated/pairs.jsonl'), '--examples', at('test.jsonl')];
    const { code, out } = await unisono(
      'judge',
      ...pairs,
      '--endpoint',
      `${server.url}/v1`,
      '--model',
      'm',
      '--out',
      at('judge.json'),
    );
    expect([code, out]).toEqual([0, expect.stringContaining('repeatability 1.000')]);
    expect(readJson(at('judge.json'), Judgments).models[0]?.informationConsistency?.value).toBe(1);
  });
});
