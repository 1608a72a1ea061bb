import { describe, expect, it } from 'vitest';
import { adviceFor } from './advice.js';
import type { CheckResult } from './check-result.js';

const figure = (low: number, value: number, high: number) => ({ low, value, high });

/** The part of a result that advice goes by; nothing is wrong with it. */
function result(changes: object = {}): CheckResult {
  const base = {
    questions: 20,
    figures: { rs: figure(0.95, 0.97, 0.99) },
    repeatability: figure(1, 1, 1),
    causes: { rs: { parts: {} } },
    byKind: {},
  };
  return { ...base, ...changes } as unknown as CheckResult;
}

describe('adviceFor', () => {
  it.each([
    ['nothing is wrong', {}, 'No inconsistency shows here'],
    ['answers change', { figures: { rs: figure(0.5, 0.6, 0.64) } }, 'unisono answer --causes'],
    ['a question again gets another answer', { repeatability: figure(0.5, 0.6, 0.9) }, 'fix a seed'],
    [
      'rewordings find different passages',
      { causes: { retriever: { same: figure(0.4, 0.5, 0.6) }, rs: { parts: { retriever: figure(0.1, 0.2, 0.3) } } } },
      'different passages, and thus answers',
    ],
    [
      'the same passages do not',
      { causes: { rs: { parts: { generator: figure(0.1, 0.2, 0.3) } } } },
      'train the model',
    ],
    [
      'a kind is worse than all together',
      {
        figures: { rs: figure(0.6, 0.65, 0.7) },
        byKind: {
          punctuation: { figures: { rs: figure(0.1, 0.2, 0.3) } },
          case: { figures: { rs: figure(0.8, 0.9, 1) } },
        },
      },
      'Rewordings by punctuation',
    ],
    ['intervals are wide', { figures: { rs: figure(0.6, 0.75, 0.89) } }, '--count'],
  ])('where %s', (_, changes, said) => {
    const advice = adviceFor(result(changes));
    expect(advice.join('\n')).toContain(said);
    // "- " and a line of 80 columns.
    for (const sentence of advice) expect(sentence.length).toBeLessThanOrEqual(78);
  });

  it('says nothing of a kind whose interval reaches that of all', () => {
    const kind = (...ends: [number, number, number]) => ({ figures: { rs: figure(...ends) } });
    const byKind = { punctuation: kind(0.1, 0.4, 0.62), case: kind(0.8, 0.9, 1) };
    expect(adviceFor(result({ ...kind(0.6, 0.65, 0.7), byKind })).join('\n')).not.toContain('punctuation');
  });
});
