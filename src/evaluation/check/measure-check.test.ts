import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkExamples, recordedExamples } from './check-examples.js';
import { questionsOfDocuments, readCheckQuestions } from './check-questions.js';
import { CheckResult } from './check-result.js';
import { CHECK_SETTINGS, measureCheck } from './measure-check.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-check-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  mkdirSync(join(dir, name, '..'), { recursive: true });
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

const QUESTIONS = Array.from({ length: 30 }, (_, n) => ({
  id: `q${n}`,
  question: `How do I order a card number ${n} of my accounts?`,
}));
const SIZE = { questions: 20, rewordings: 3, seed: 1 };

describe('questions to check', () => {
  it('are read from objects and texts, each once', () => {
    const path = file(
      'q.jsonl',
      '{"question": "How?", "answer": "So."}\n"Why?"\n{"id": 7, "question": "WHY"}\n{"id":"a b#c","question":"Who?"}\n',
    );
    expect(readCheckQuestions(path)).toEqual([
      { id: 'q1', question: 'How?', answer: 'So.' },
      { id: 'q2', question: 'Why?' },
      { id: 'a-b-c', question: 'Who?' },
    ]);
    const bad = file('bad.jsonl', '"Why?"\n{"text": "Who?"}\n');
    expect(() => readCheckQuestions(bad)).toThrow(expect.objectContaining({ code: 'BAD_RECORD' }));
  });

  it('come from the headings of a folder', () => {
    file('docs/a.md', '# Ordering a card\n## Overview\n');
    file('docs/deep/b.html', '<h2>Fees</h2>');
    file('docs/.hidden/c.md', '# Hidden');
    file('docs/d.pdf', '# No');
    expect(questionsOfDocuments(join(dir, 'docs')).map(({ id, question }) => `${id} ${question}`)).toEqual([
      'q1 How do I order a card?',
      'q2 What should I know about fees?',
    ]);
    expect(() => questionsOfDocuments(file('empty/x.md', 'text'))).toThrow(
      expect.objectContaining({ code: 'EMPTY_DATASET' }),
    );
    expect(() => questionsOfDocuments(join(dir, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
  });

  it('are drawn and reworded by rule, as the seed says', () => {
    const examples = checkExamples(QUESTIONS, SIZE);
    expect(examples.filter(({ kind }) => kind === 'original')).toHaveLength(20);
    expect(examples.length).toBeGreaterThan(50);
    expect(checkExamples(QUESTIONS, SIZE)).toEqual(examples);
    expect(checkExamples(QUESTIONS, { ...SIZE, seed: 2 })).not.toEqual(examples);
    expect(() => checkExamples([], SIZE)).toThrow(expect.objectContaining({ code: 'TOO_FEW_QUERIES' }));
  });
});

const SETTINGS = { ...CHECK_SETTINGS, resamples: 200 };
const EXAMPLES = checkExamples(QUESTIONS, SIZE);
const answersBy = (say: (kind: string, id: string) => string) =>
  EXAMPLES.flatMap(({ id, kind, text }) => [
    { id, question: text, answer: say(kind, id), seconds: 0.5 },
    ...(kind === 'original' ? [{ id: `${id}#again-1`, question: text, answer: say(kind, id), seconds: 0.5 }] : []),
  ]);

describe('measureCheck', () => {
  it('gives figures that fit their schema, and the worst pairs', () => {
    const records = answersBy((kind, id) => (kind === 'article' ? `other ${id}` : 'always the same answer'));
    const result = measureCheck('toy', EXAMPLES, records, SETTINGS);
    expect(CheckResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    const articles = EXAMPLES.filter(({ kind }) => kind === 'article').length;
    expect(articles).toBeGreaterThan(0);
    expect(result.figures.rs!.value).toBeCloseTo(1 - articles / result.pairs, 12);
    expect(result.byKind.article?.figures.rs?.value).toBe(0);
    expect(result.worst.map(({ kind }) => kind)).toEqual(['article', 'article', 'article']);
    expect(new Set(result.worst.map(({ question }) => question)).size).toBe(3);
    expect(result.repeatability?.value).toBe(1);
    expect(result.figures.bothRight).toBeUndefined();
    expect(result.next.join()).toContain('article change answers most often');
  });

  it('knows that all of 20 is not all', () => {
    const { figures, next } = measureCheck(
      'toy',
      EXAMPLES,
      answersBy(() => 'same'),
    );
    const rs = figures.rs!;
    expect([rs.value, rs.high]).toEqual([1, 1]);
    // Clopper-Pearson for 20 of 20.
    expect(rs.low).toBeCloseTo(0.8315665, 6);
    expect(next.join()).not.toContain('No inconsistency');
  });

  it('takes equal answers for equal in every script', () => {
    const { figures, repeatability, causes } = measureCheck(
      'toy',
      EXAMPLES,
      answersBy(() => '答案是十镑'),
      SETTINGS,
    );
    expect([figures.rs?.value, repeatability?.value, causes.rs.endToEnd.value]).toEqual([1, 1, 0]);
  });

  it('measures recorded answers by their ids', () => {
    const records = answersBy((kind, id) => (kind === 'article' ? id : 'same'));
    const examples = recordedExamples(records);
    expect(examples.map(({ id, question, kind, text }) => [id, question, kind, text])).toEqual(
      EXAMPLES.map(({ id, question, kind, text }) => [id, question, kind, text]),
    );
    expect(measureCheck('toy', examples, records, SETTINGS).figures).toEqual(
      measureCheck('toy', EXAMPLES, records, SETTINGS).figures,
    );
    expect(() => recordedExamples([{ id: 'q1', answer: 'a' }])).toThrow(
      expect.objectContaining({ code: 'TOO_FEW_QUERIES' }),
    );
  });

  it('blames the mood of a model that answers otherwise when asked again', () => {
    let n = 0;
    expect(
      measureCheck(
        'toy',
        EXAMPLES,
        answersBy(() => `answer ${n++}`),
      ).next[0],
    ).toContain('lower temperature');
  });
});
