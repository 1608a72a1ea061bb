import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeJsonLines } from '../../core/files.js';
import { EmbeddedEngine } from '../../engine/embedded/embedded-engine.js';
import { writeTinyModel } from '../../engine/testing/tiny-model.contract.js';
import { passageFinder } from '../passages.js';
import { CONTEXTS, describeTarget, QUESTIONS } from '../target.contract.js';
import { EmbeddedSettings, EmbeddedTarget } from './embedded-target.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-embedded-'));
const articles = join(dir, 'articles.jsonl');
beforeAll(() => {
  writeTinyModel(join(dir, 'model'));
  writeTinyModel(join(dir, 'other'), { rms_norm_eps: 1e-3 });
  writeJsonLines(articles, CONTEXTS);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function open(model: string, changes = {}, k?: number): Promise<EmbeddedTarget> {
  const given = { kind: 'embedded', model: join(dir, model), maxNewTokens: 4, batch: 1, ...changes };
  const settings = EmbeddedSettings.parse(given);
  return EmbeddedTarget.open(settings, new EmbeddedEngine(0), k === undefined ? undefined : passageFinder(articles, k));
}

describeTarget('embedded engine', async () => ({
  target: await open('model'),
  changed: {
    model: await open('other'),
    maxNewTokens: await open('model', { maxNewTokens: 5 }),
    prompt: await open('model', { prompt: { user: '{contexts} {question}' } }),
    retrieval: await open('model', {}, 1),
  },
}));

describe('EmbeddedTarget', () => {
  it('retrieves with our retriever for a question that comes without contexts', async () => {
    const target = await open('model', {}, 1);
    expect((await target.answer(QUESTIONS[2]!)).contexts).toEqual([CONTEXTS[1]]);
    expect((await target.answer({ ...QUESTIONS[2]!, contexts: [CONTEXTS[0]!] })).contexts).toEqual([CONTEXTS[0]]);
    await target.close();
  });

  it('tells everyone who waits of a failure', async () => {
    const target = await open('model', { maxNewTokens: 127 });
    const asked = QUESTIONS.map((question) => target.answer(question));
    for (const answer of asked) await expect(answer).rejects.toMatchObject({ code: 'PROMPT_TOO_LONG' });
    await target.close();
  });
});
