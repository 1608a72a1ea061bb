import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatasetPaths, loadDataset, normalizeQuestion, splitQuestions } from './dataset.js';
import { UnisonoError } from './errors.js';

const ARTICLES = [
  { id: 'pin', title: 'PIN', text: 'Change it at a machine.' },
  { id: 'card', title: 'Card', text: 'Order it in the app.' },
];
const TRAIN = [{ id: 'q1', article: 'pin', question: 'How do I change my PIN?', answer: 'At a machine.' }];
const TEST = [{ id: 'q2', article: 'card', question: 'How do I order a card?', answer: 'In the app.' }];
const PARAPHRASES = [{ id: 'q2', text: 'Where can a card be ordered?' }];

let folder: string;
let paths: DatasetPaths & { paraphrases: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-dataset-'));
  paths = {
    articles: join(folder, 'articles.jsonl'),
    train: join(folder, 'train.jsonl'),
    test: join(folder, 'test.jsonl'),
    paraphrases: join(folder, 'paraphrases.jsonl'),
  };
  put('articles', ARTICLES);
  put('train', TRAIN);
  put('test', TEST);
  put('paraphrases', PARAPHRASES);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(file: keyof DatasetPaths, records: readonly unknown[]): void {
  writeFileSync(paths[file]!, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function failure(): UnisonoError {
  try {
    loadDataset(paths);
  } catch (error) {
    if (error instanceof UnisonoError) return error;
    throw error;
  }
  throw new Error('the data set was accepted');
}

describe('loadDataset', () => {
  it('reads every file in order', () => {
    expect(loadDataset(paths)).toEqual({ articles: ARTICLES, train: TRAIN, test: TEST, paraphrases: PARAPHRASES });
  });

  it('takes questions without an article and a data set without paraphrases', () => {
    put('train', [{ id: 'q1', question: 'How?', answer: 'So.' }]);
    const { articles, train, test } = paths;
    expect(loadDataset({ articles, train, test }).paraphrases).toEqual([]);
  });

  it('names the line of an article id that was used before', () => {
    writeFileSync(paths.articles, `${JSON.stringify(ARTICLES[0])}\n\n${JSON.stringify(ARTICLES[0])}\n`);
    expect(failure()).toMatchObject({ code: 'DUPLICATE_ID', details: { path: paths.articles, line: 3, id: 'pin' } });
  });

  it('refuses a question id that both splits use', () => {
    put('test', [{ ...TEST[0], id: 'q1' }]);
    expect(failure()).toMatchObject({ code: 'DUPLICATE_ID', details: { path: paths.test, line: 1, id: 'q1' } });
  });

  it('refuses a question of an unknown article', () => {
    put('test', [{ ...TEST[0], article: 'loan' }]);
    expect(failure()).toMatchObject({
      code: 'UNKNOWN_REFERENCE',
      details: { path: paths.test, line: 1, field: 'article', id: 'loan', target: paths.articles },
    });
  });

  it('refuses a paraphrase of an unknown question', () => {
    put('paraphrases', [...PARAPHRASES, { id: 'q9', text: 'Who?' }]);
    expect(failure()).toMatchObject({
      code: 'UNKNOWN_REFERENCE',
      details: { line: 2, field: 'question id', id: 'q9' },
    });
  });

  it('refuses a question that is in both splits but for case and punctuation', () => {
    put('test', [{ ...TEST[0], question: 'how do I change my pin' }]);
    expect(failure()).toMatchObject({ code: 'SPLIT_OVERLAP', details: { a: paths.train, b: paths.test } });
  });

  it('refuses a test paraphrase that is a training question', () => {
    put('paraphrases', [{ id: 'q2', text: 'How do I change my PIN' }]);
    expect(failure().code).toBe('SPLIT_OVERLAP');
  });

  it('accepts a training paraphrase that is a training question', () => {
    put('paraphrases', [{ id: 'q1', text: 'How do I change my PIN' }]);
    expect(loadDataset(paths).paraphrases).toHaveLength(1);
  });

  it.each(['articles', 'train', 'test', 'paraphrases'] as const)('refuses an empty %s file', (file) => {
    put(file, []);
    expect(failure()).toMatchObject({ code: 'EMPTY_DATASET', details: { path: paths[file] } });
  });

  it.each([
    ['a "#" in an id', { ...TRAIN[0], id: 'q1#pronoun-1' }],
    ['a question without words', { ...TRAIN[0], question: ' ?! ' }],
    ['a missing answer', { id: 'q1', question: 'How?' }],
  ])('refuses %s', (_, record) => {
    put('train', [record]);
    expect(failure()).toMatchObject({ code: 'BAD_RECORD', details: { path: paths.train, line: 1 } });
  });
});

describe('splitQuestions', () => {
  it('puts train before test', () => {
    expect(splitQuestions(loadDataset(paths)).map(({ id, split }) => `${id} ${split}`)).toEqual([
      'q1 train',
      'q2 test',
    ]);
  });
});

describe('normalizeQuestion', () => {
  it('ignores case, punctuation and spacing, and nothing else', () => {
    expect(normalizeQuestion('  What’s an “AER”,  in-branch? ')).toBe('what s an aer in branch');
    expect(normalizeQuestion('my PIN')).not.toBe(normalizeQuestion('our PIN'));
  });
});

describe('the bank-help example', () => {
  it('loads, with its published sizes', () => {
    const example = new URL('../../examples/bank-help/', import.meta.url).pathname;
    const file = (name: string) => join(example, `${name}.jsonl`);
    const { articles, train, test, paraphrases } = loadDataset({
      articles: file('articles'),
      train: file('train'),
      test: file('test'),
      paraphrases: file('paraphrases'),
    });
    expect([articles.length, train.length, test.length, paraphrases.length]).toEqual([132, 336, 264, 600]);
    const texts = new Map(articles.map((article) => [article.id, article.text]));
    for (const { article, answer } of [...train, ...test]) expect(texts.get(article!)).toContain(answer);
    const wordings = [...train, ...test].map(({ question }) => question).concat(paraphrases.map(({ text }) => text));
    expect(new Set(wordings.map(normalizeQuestion)).size).toBe(1200);
  });
});
