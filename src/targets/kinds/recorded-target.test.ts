import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeJsonLines } from '../../core/files.js';
import { describeTarget, QUESTIONS } from '../target.contract.js';
import { RecordedSettings, RecordedTarget } from './recorded-target.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-recorded-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function recorded(name: string, records: readonly unknown[]): RecordedTarget {
  const file = join(dir, name);
  writeJsonLines(file, records);
  return new RecordedTarget(RecordedSettings.parse({ kind: 'recorded', file }));
}

const RECORDS = QUESTIONS.map(({ id }) => ({ id, answer: `said ${id}`, contexts: ['a', { id: 'b', text: 'B' }] }));

describeTarget('recorded answers', async () => ({
  target: recorded('a.jsonl', RECORDS),
  changed: { answers: recorded('b.jsonl', [...RECORDS.slice(1), { id: 'q1', answer: 'another' }]) },
}));

describe('RecordedTarget', () => {
  it('goes by id, else by the very text', async () => {
    const target = recorded('c.jsonl', [
      { id: 'q1', answer: 'by id', seconds: 2 },
      { question: 'Is card free?', answer: 'by text' },
    ]);
    expect(await target.answer(QUESTIONS[0]!)).toEqual({ answer: 'by id', seconds: 2 });
    expect((await target.answer(QUESTIONS[1]!)).answer).toBe('by text');
  });

  it('refuses what it has not, and an answer to another wording', async () => {
    const target = recorded('d.jsonl', [{ id: 'q1', question: 'Is a card dear?', answer: 'x' }]);
    await expect(target.answer(QUESTIONS[0]!)).rejects.toMatchObject({ code: 'TARGET_REFUSED', scope: 'question' });
    await expect(target.answer(QUESTIONS[2]!)).rejects.toMatchObject({ code: 'TARGET_NOT_RECORDED' });
  });

  it('refuses two answers of one id, and lines without either', () => {
    const twice = [
      { id: 'q', answer: 'a' },
      { id: 'q', answer: 'b' },
    ];
    expect(() => recorded('e.jsonl', twice)).toThrow(expect.objectContaining({ code: 'DUPLICATE_ID' }));
    expect(() => recorded('f.jsonl', [{ answer: 'a' }])).toThrow(expect.objectContaining({ code: 'BAD_RECORD' }));
  });
});
