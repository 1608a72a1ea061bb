import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalizeQuestion, Paraphrase, Question } from '../core/dataset.js';
import { readJsonLines, writeJsonLines } from '../core/files.js';
import { writeAsDataset } from './as-dataset.js';
import { bagOfWords } from './bag-of-words.contract.js';
import type { Classify } from './describe-groups.js';
import { mine } from './mine.js';
import { Mining, QueryGroup } from './mining.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-mine-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const numbers = (text: string) => text.match(/\d+/g)?.join() ?? '';
const classify: Classify = (question, variant) => {
  const kinds = normalizeQuestion(question) === normalizeQuestion(variant) ? ['punctuation'] : ['word order'];
  return { kinds, notEquivalent: numbers(question) !== numbers(variant) };
};

const LOG = [
  { query: 'how do I reset a card', count: 9, answer: 'Press the red button twice.' },
  { query: 'how do I reset a card', count: 1, answer: 'Call us.' },
  { query: 'How do I reset a card?', count: 3, answer: 'Press the red button twice!' },
  { query: 'reset a card how do I', count: 2, answer: 'Nobody can do that.', timestamp: '2026-01-01' },
  { query: 'can I pay 20 coins at once', count: 4, answer: 'Yes.' },
  { query: 'can I pay 30 coins at once', count: 4, answer: 'No.' },
  { query: 'where is the branch', count: 5 },
  { query: 'Where is the branch?', count: 1 },
  { query: 'what is the weather like' },
];

function run(log: readonly object[], name = 'log.jsonl') {
  const path = join(folder, name);
  writeJsonLines(path, log);
  return mine({ log: path, encoder: bagOfWords, classify, canonical: normalizeQuestion, similarity: 0.8, seed: 1 });
}

describe('mining', () => {
  it('groups what asks the same, names the kinds, and weighs them by traffic', async () => {
    const { mining, groups } = await run(LOG);
    const texts = groups.map(({ members }) => members.map(({ text, count }) => `${count} ${text}`));
    expect(texts).toEqual([
      ['10 how do I reset a card', '3 How do I reset a card?', '2 reset a card how do I'],
      ['5 where is the branch', '1 Where is the branch?'],
    ]);
    expect(mining.log).toEqual({ asked: 30, distinct: 8, canonical: 6, skipped: { empty: 0, tooLong: 0 } });
    expect(mining).toMatchObject({ groups: 2, grouped: { queries: 5, asked: 21 } });
    const [punctuation, order, same] = mining.kinds;
    expect(punctuation).toMatchObject({ kind: 'punctuation', wordings: 2, asked: 4, share: 4 / 6, answered: 1 });
    expect(punctuation!.consistency!.value).toBeCloseTo(0.9);
    expect(order).toMatchObject({ kind: 'word order', asked: 2, consistency: { value: 0, low: 0 } });
    // 36 + 0 of the 45 pairs of ten answers agree, and all of the answers to the two other wordings.
    expect(same).toMatchObject({ kind: 'same words', wordings: 3 });
    expect(same!.consistency!.value).toBeCloseTo((36 / 45 + 1 + 1) / 3);
    expect(mining.mostBreaking).toEqual(['word order', 'punctuation', 'same words']);
    expect(groups[0]!.members[2]).toMatchObject({ first: '2026-01-01T00:00:00.000Z', agreement: 0 });
    Mining.parse(mining);
    for (const group of groups) QueryGroup.parse(group);
  });

  it('gives the same whatever the order of the log', async () => {
    const { groups, mining } = await run(LOG);
    const shuffled = await run([...LOG].reverse(), 'reversed.jsonl');
    expect(shuffled.groups.map(({ members }) => members.map(({ text }) => text))).toEqual(
      groups.map(({ members }) => members.map(({ text }) => text)),
    );
    expect(shuffled.mining.kinds).toEqual(mining.kinds);
  });

  it('puts out what shares the canonical form but is not equivalent', async () => {
    const path = join(folder, 'loose.jsonl');
    writeJsonLines(path, [{ query: 'pay 20 now' }, { query: 'pay 30 now' }, { query: 'pay 20 now!' }]);
    const canonical = (text: string) => normalizeQuestion(text.replace(/\d/g, ''));
    const { mining, groups } = await mine({
      log: path,
      encoder: bagOfWords,
      classify,
      canonical,
      similarity: 0.8,
      seed: 1,
    });
    expect(groups.map(({ members }) => members.map(({ text }) => text))).toEqual([['pay 20 now', 'pay 20 now!']]);
    expect(mining.checks.ejected).toBe(1);
  });

  it('needs two queries', async () => {
    await expect(run([{ query: 'a' }, { query: 'a' }], 'one.jsonl')).rejects.toMatchObject({ code: 'TOO_FEW_QUERIES' });
  });

  it('writes answered groups as a data set', async () => {
    const { groups } = await run(LOG);
    const out = writeAsDataset(groups, folder, { seed: 1, testShare: 1 });
    expect(out).toMatchObject({ questions: { train: 0, test: 1 }, unanswered: 1 });
    expect(readJsonLines(out.test, Question)).toEqual([
      { id: 'g1', question: 'how do I reset a card', answer: 'Press the red button twice.' },
    ]);
    expect(readJsonLines(out.paraphrases, Paraphrase).map(({ id, text }) => `${id} ${text}`)).toEqual([
      'g1 How do I reset a card?',
      'g1 reset a card how do I',
    ]);
  });
});
