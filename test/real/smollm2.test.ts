import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonLines, writeJsonLines } from '../../src/core/files.js';
import { AnswerRecord } from '../../src/engine/records.js';
import { openCheckpoint } from '../../src/tensors/checkpoint.js';
import { DEFAULT_PROMPT, promptIds, ragMessages } from '../../src/text/prompt.js';
import { Tokenizer } from '../../src/text/tokenizer.js';
import { events, succeed } from '../cli.js';
import { realModel } from './real-model.js';

/** From tools/oracle/smollm2.py: transformers on the same GGUF. */
interface Golden {
  readonly gguf: string;
  readonly weights: Record<string, string>;
  readonly texts: Record<string, { readonly text: string; readonly ids: readonly number[] }>;
  readonly examples: readonly {
    readonly id: string;
    readonly question: string;
    readonly answer: string;
    readonly contexts: readonly { readonly id: string; readonly title: string; readonly text: string }[];
    readonly promptIds: readonly number[];
    readonly answerIds: readonly number[];
    readonly text: string;
  }[];
}

const GOLDEN: Golden = JSON.parse(readFileSync(new URL('./fixtures/smollm2.json', import.meta.url), 'utf8'));

let folder: string;
let model: string;

beforeAll(async () => {
  const gguf = await realModel('SmolLM2-135M-Instruct.Q4_1.gguf', GOLDEN.gguf);
  folder = mkdtempSync(join(tmpdir(), 'unisono-smollm2-'));
  model = join(folder, 'model');
  const outcome = await succeed(['import', gguf, model, '--dtype', 'f32', '--json']);
  expect(events(outcome).at(-1)?.result).toMatchObject({
    tensors: 272,
    parameters: 134_515_008,
    hasChatTemplate: true,
  });
});
afterAll(() => folder && rmSync(folder, { recursive: true, force: true }));

describe('SmolLM2-135M-Instruct, imported from its GGUF', () => {
  it("has transformers' dequantized weights, bit by bit", () => {
    const checkpoint = openCheckpoint(model);
    for (const [name, sha256] of Object.entries(GOLDEN.weights)) {
      const values = checkpoint.read(name);
      const hash = createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
      expect([name, hash]).toEqual([name, sha256]);
    }
    checkpoint.close();
  });

  it("has Python's token ids of tricky text, and gives the text back", () => {
    const tokenizer = Tokenizer.load(model, 49152);
    for (const [name, { text, ids }] of Object.entries(GOLDEN.texts)) {
      expect([name, tokenizer.encode(text)]).toEqual([name, ids]);
      if (!name.includes('special tokens')) expect(tokenizer.decode(ids)).toBe(text.trim());
    }
  });

  it("has transformers' prompts, through its chat template", () => {
    const tokenizer = Tokenizer.load(model, 49152);
    for (const { question, contexts, promptIds: ids } of GOLDEN.examples) {
      expect(promptIds(tokenizer, ragMessages(DEFAULT_PROMPT, contexts, question))).toEqual(ids);
    }
  });

  it("answers greedily what transformers' generate answers", async () => {
    const path = (name: string) => join(folder, name);
    const examples = GOLDEN.examples.map(({ id, question, answer, contexts }) => ({
      ...{ id, question: id, split: 'test', kind: 'original', text: question, contexts, answer },
    }));
    writeJsonLines(path('examples.jsonl'), examples);
    const files = ['--model', model, '--examples', path('examples.jsonl'), '--out', path('answers.jsonl')];
    await succeed(['generate', ...files, '--max-new-tokens', '48', '--batch', '4', '--quiet']);
    const answers = readJsonLines(path('answers.jsonl'), AnswerRecord);
    expect(answers.map(({ answer }) => answer)).toEqual(GOLDEN.examples.map(({ text }) => text.trim()));
  });
});
