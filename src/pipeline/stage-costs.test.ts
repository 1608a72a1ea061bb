import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { writeJson, writeJsonLines } from '../core/files.js';
import { readModelConfig } from '../models/config.js';
import { multipliedWeights } from '../models/flops.js';
import { DEFAULT_PROMPT, promptIds, ragMessages } from '../text/prompt.js';
import { Tokenizer } from '../text/tokenizer.js';
import { stageCosts } from './stage-costs.js';

const base = fileURLToPath(new URL('../../models/tiny/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'unisono-costs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const contexts = [{ id: 'a', title: 'Cards', text: 'Cards are free.', score: 1 }];
const example = {
  id: 'q',
  question: 'q',
  kind: 'original',
  split: 'test',
  text: 'Is it free?',
  answer: 'Yes.',
  contexts,
};
writeJsonLines(at('examples.jsonl'), [example, { ...example, id: 'q#article-1', kind: 'article', text: 'Free?' }]);
writeJsonLines(at('log.jsonl'), [{ tokens: 100 }, { tokens: 28 }]);
writeJsonLines(at('old.jsonl'), [{ step: 0 }]);
writeJsonLines(at('answers.jsonl'), [{ id: 'q', answer: 'Yes.' }]);
writeJsonLines(at('queries.jsonl'), [
  { id: 'q', text: 'Is it free?' },
  { id: 'r', text: 'Free?' },
]);
writeJson(at('weights.json'), { queries: 2, layers: 4 });

describe('stageCosts', () => {
  const costs = stageCosts({
    ...{ base, prompt: DEFAULT_PROMPT, checkpointLayers: false, adapter: false, examples: at('examples.jsonl') },
    logs: [
      { model: 'SFT', log: at('log.jsonl') },
      { model: 'OLD', log: at('old.jsonl') },
    ],
    ...{ weights: at('weights.json'), specialists: ['A', 'B'] },
    answers: [{ name: 'B', answers: at('answers.jsonl') }],
    measured: (stage) => (stage === 'train/SFT' ? { seconds: 2, peakBytes: 3 } : undefined),
  });
  const of = (stage: string) => costs.find((cost) => cost.stage === stage)!;
  const config = readModelConfig(base);
  const weights = multipliedWeights(config);
  const tokenizer = Tokenizer.load(base);

  it('lists the stages in their order', () => {
    expect(costs.map(({ stage }) => stage)).toEqual([
      'vary',
      'retrieve',
      'encode',
      'train/SFT',
      'train/OLD',
      'weights',
      'merge',
      'generate/B',
      'evaluate',
    ]);
  });

  it('puts what was measured beside what is computed', () => {
    expect(of('train/SFT')).toEqual({
      stage: 'train/SFT',
      seconds: 2,
      peakBytes: 3,
      tokens: 128,
      flops: 6 * weights * 128,
    });
    expect(of('train/OLD')).toMatchObject({ seconds: null, tokens: null, flops: null });
    expect(of('vary')).toMatchObject({ seconds: null, peakBytes: null, tokens: null, flops: null });
  });

  it('counts the tokens of prompts and answers, of queries by every specialist, and their cosines', () => {
    const prompt = (text: string) => promptIds(tokenizer, ragMessages(DEFAULT_PROMPT, contexts, text)).length;
    const tokens = prompt('Is it free?') + prompt('Free?') + tokenizer.encode('Yes.').length;
    expect(of('generate/B')).toMatchObject({ tokens, flops: 2 * weights * tokens });
    const queries = 2 * (tokenizer.encode('Is it free?').length + tokenizer.encode('Free?').length);
    const cosines = 2 * 4 * (2 * 1) * config.hidden_size;
    expect(of('weights')).toMatchObject({ tokens: queries, flops: 2 * weights * queries + cosines });
    expect(of('merge').flops! % 13).toBe(0);
  });
});
