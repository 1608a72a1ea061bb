import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJsonLines, writeJsonLines } from '../../core/files.js';
import { FaultyServer, refuse, say } from '../../endpoint/faulty-server.contract.js';
import { Variant } from '../../variation/variant.js';
import { runCli } from '../program.js';

const KEY = 'sk-proj-Zy9xWv7uTs5rQp3o';
let folder: string;
let server: FaultyServer;
let url: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-synthesis-'));
  const question = (id: string, text: string) => ({ id, question: text, answer: 'So.', article: 'a' });
  writeJsonLines(join(folder, 'articles.jsonl'), [{ id: 'a', title: 'Cards', text: 'About cards.' }]);
  writeJsonLines(join(folder, 'train.jsonl'), [
    question('t1', 'If my card is lost, how do I block it?'),
    question('t2', 'Where can I buy a second card?'),
  ]);
  writeJsonLines(join(folder, 'test.jsonl'), [question('e1', 'How long is a card valid?')]);
  server = new FaultyServer((response, { body }) => {
    const asked = body.messages[3]!.content;
    say(response, JSON.stringify({ paraphrases: [asked, `Tell me, please: ${asked}`, `${asked} And 7 more?`] }));
  });
  url = await server.start();
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function vary(...flags: string[]) {
  let printed = '';
  const write = (text: string) => {
    printed += text;
    return true;
  };
  const stream = { write, isTTY: false } as never;
  const io = { stdout: stream, stderr: stream, env: { OPENAI_API_KEY: KEY }, cwd: folder };
  const out = join(folder, 'variants.jsonl');
  const code = await runCli(['vary', '--data', folder, '--kinds', 'semantic', '--out', out, ...flags], io);
  return { code, printed, variants: () => readJsonLines(out, Variant, { allowEmpty: true }) };
}

const byModel = () => [
  '--endpoint',
  `${url.replace('//', '//ada:s3cret-pass@')}`,
  '--model',
  'm',
  '--no-similarity-gate',
];

describe('paraphrases that are made', () => {
  it('come from a model, through the gates, with counts and reasons, and are never asked for twice', async () => {
    const { code, printed, variants } = await vary(...byModel());
    expect(code).toBe(0);
    expect(variants().map(({ id }) => id)).toEqual(['t1', 't2', 'e1'].map((id) => `${id}#semantic-endpoint-1`));
    expect(variants()[2]).toMatchObject({ split: 'test', kind: 'semantic', source: 'endpoint' });
    expect(printed).toContain('By the model: 3 of 9 candidates kept; refused: identical 3, meaning 3');
    const side = JSON.parse(readFileSync(join(folder, 'variants.synthesis.json'), 'utf8'));
    expect(side.refused[0]).toMatchObject({ source: 'endpoint', id: 't1', gate: 'identical' });
    expect(side.endpoint).toMatchObject({ url, model: 'm', requests: 3 });
    const again = await vary(...byModel(), '--offline');
    expect(again.code).toBe(0);
    expect(server.received).toHaveLength(3);
  });

  it('say how far a budget went, and go on from there', async () => {
    const { code, printed } = await vary(...byModel(), '--max-requests', '2', '--concurrency', '1');
    expect(code).toBe(0);
    expect(printed).toContain('1 questions not asked, budget used up');
    expect((await vary(...byModel())).variants()).toHaveLength(3);
    expect(server.received).toHaveLength(3);
  });

  it('stop at the first refusal, and write nothing', async () => {
    server.behavior = (response, { headers }) => refuse(response, 401, `bad key ${headers.authorization}`);
    const { code, printed } = await vary(...byModel(), '--concurrency', '1');
    expect(code).toBe(1);
    expect(printed).toContain('OPENAI_API_KEY');
    expect(server.received).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain('variants.jsonl');
  });

  it('count a question to which there is no JSON', async () => {
    server.behavior = (response) => say(response, '{"paraphrases": ["half');
    const { code, printed } = await vary(...byModel());
    expect(code).toBe(0);
    expect(printed).toContain('3 questions without a usable answer');
  });

  it('come from rules when asked for, named as such', async () => {
    const { variants } = await vary('--rules');
    expect(variants().map(({ id, text, source }) => `${id} ${source} ${text}`)).toEqual([
      't1#semantic-rule-1 rule How do I block it if my card is lost?',
      't2#semantic-rule-1 rule Where can I purchase a second card?',
    ]);
    expect((await vary()).variants()).toEqual([]);
  });

  it.each([
    [['--endpoint', 'http://localhost:1/v1', '--model', 'm'], '--encoder'],
    [['--endpoint', 'http://localhost:1/v1'], '--model'],
    [['--model', 'm'], '--endpoint'],
    [['--endpoint', 'localhost', '--model', 'm', '--no-similarity-gate'], '--endpoint'],
  ])('need their flags (%#)', async (flags, named) => {
    const { code, printed } = await vary(...flags);
    expect([code, printed.includes(named)]).toEqual([2, true]);
  });

  it('leave nothing of a key or password in any file or output', async () => {
    const outputs = [(await vary(...byModel(), '--json')).printed];
    server.behavior = (response, { headers }) => refuse(response, 400, `no: ${JSON.stringify(headers)} ${KEY}`);
    outputs.push((await vary(...byModel(), '--cache', join(folder, 'other'))).printed);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(6);
    outputs.push(...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')));
    for (const secret of [KEY, KEY.slice(-8), 's3cret-pass', btoa('ada:s3cret-pass'), 'ada:']) {
      expect(outputs.filter((text) => text.includes(secret))).toEqual([]);
    }
  });
});
