import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJsonLines, writeJsonLines } from '../../src/core/files.js';
import { ChatEndpoint } from '../../src/endpoint/chat-endpoint.js';
import { Variant } from '../../src/variation/variant.js';
import { events, succeed } from '../cli.js';
import { realModel } from '../real/real-model.js';
import { type RealServer, startServer } from './server.js';

let server: RealServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), 'unisono-llama-'));
});
afterAll(async () => {
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

const options = () => ({
  baseUrl: server.url,
  model: 'smollm2',
  timeoutMs: 300_000,
  cacheDir: join(folder, 'cache'),
  env: {},
});
const request = {
  messages: [{ role: 'user' as const, content: 'What is the capital of France? One word.' }],
  temperature: 0,
  maxTokens: 16,
  seed: 1,
};

describe("SmolLM2 behind llama-cpp-python's server", () => {
  it('answers, counts tokens, and answers from the cache', async () => {
    const answer = await new ChatEndpoint(options()).complete(request);
    expect(answer.text).toContain('Paris');
    expect(answer.usage!.promptTokens).toBeGreaterThan(10);
    const again = await new ChatEndpoint({ ...options(), offline: true }).complete(request);
    expect(again).toMatchObject({ text: answer.text, fromCache: true });
  });

  it('gives JSON of a schema', async () => {
    const responseSchema = z.object({ city: z.string(), inhabitants: z.int() });
    const endpoint = new ChatEndpoint(options());
    const messages = [{ role: 'user' as const, content: 'Name a city and its number of inhabitants.' }];
    const { json } = await endpoint.complete({ ...request, messages, maxTokens: 64, responseSchema });
    responseSchema.parse(json);
  });

  it('rewords questions for unisono vary, through the gates', async () => {
    const question = (id: string, text: string) => ({ id, question: text, answer: 'So.' });
    writeJsonLines(join(folder, 'articles.jsonl'), [{ id: 'a', title: 'Cards', text: 'About cards.' }]);
    writeJsonLines(join(folder, 'train.jsonl'), [
      question('t1', 'How do I block a lost card?'),
      question('t2', 'Where can I see my last payments?'),
      question('t3', 'How can I change my address?'),
    ]);
    writeJsonLines(join(folder, 'test.jsonl'), [question('e1', 'How long is a card valid?')]);
    const flags = ['--data', folder, '--kinds', 'semantic', '--per-kind', '2', '--out', join(folder, 'variants.jsonl')];
    const model = [
      '--endpoint',
      server.url,
      '--model',
      'smollm2',
      '--timeout',
      '300',
      '--encoder',
      await realModel('all-MiniLM-L6-v2'),
    ];
    const outcome = await succeed(['vary', ...flags, ...model, '--json']);
    const { synthesis } = events(outcome).at(-1)!.result as { synthesis: Record<string, never> };
    const [source] = synthesis.sources as unknown as [
      { candidates: number; kept: number; refused: Record<string, number> },
    ];
    const variants = readJsonLines(join(folder, 'variants.jsonl'), Variant, { allowEmpty: true });
    console.log(
      JSON.stringify(synthesis),
      variants.map(({ text }) => text),
    );
    expect(source.candidates).toBeGreaterThan(0);
    expect(source.kept).toBe(variants.length);
    const refused = Object.values(source.refused).reduce((sum, count) => sum + count, 0);
    expect(refused + source.kept).toBe(source.candidates);
    const before = readFileSync(join(folder, 'variants.jsonl'), 'utf8');
    await server.stop();
    await succeed(['vary', ...flags, ...model, '--offline']);
    expect(readFileSync(join(folder, 'variants.jsonl'), 'utf8')).toBe(before);
  });
});
