import { describe, expect, it } from 'vitest';
import { judge } from './verdict.js';

const figure = (low: number, high: number, questions?: number) => ({
  value: (low + high) / 2,
  interval: [low, high] as const,
  questions,
});

describe('judge', () => {
  it.each([
    [0.41, 0.6, '>=', 'met'],
    [0.4, 0.6, '>=', 'met'],
    [0.4, 0.6, '>', 'not enough data'],
    [0.3, 0.4, '>=', 'not enough data'],
    [0.3, 0.4, '>', 'not met'],
    [0.3, 0.39, '>=', 'not met'],
    [0.3, 0.4, '<=', 'met'],
    [0.3, 0.4, '<', 'not enough data'],
    [0.4, 0.5, '<', 'not met'],
    [0.41, 0.5, '<=', 'not met'],
  ] as const)('[%d, %d] %s 0.4: %s', (low, high, operator, verdict) => {
    expect(judge(figure(low, high, 100), operator, 0.4).verdict).toBe(verdict);
    expect(judge(figure(low, high), operator, 0.4).verdict).toBe(verdict);
  });

  it('does not trust few questions, or a figure without an interval', () => {
    expect(judge(figure(0.5, 0.6, 19), '>=', 0.4)).toMatchObject({
      verdict: 'not enough data',
      reason: expect.stringContaining('few'),
    });
    expect(judge({ value: 0.5, questions: 100 }, '>=', 0.4)).toMatchObject({ verdict: 'not enough data' });
  });

  it('knows that what has not occurred may still occur', () => {
    expect(judge(figure(1, 1, 100), '>=', 0.99)).toMatchObject({
      verdict: 'not enough data',
      // Clopper-Pearson for 100 of 100, as R's binom.test(100, 100) gives it.
      interval: [expect.closeTo(0.9637833, 6), 1],
    });
    expect(judge(figure(1, 1, 1000), '>=', 0.99).verdict).toBe('met');
    expect(judge(figure(0, 0, 100), '<=', 0.01).verdict).toBe('not enough data');
    expect(judge(figure(0, 0, 1000), '<=', 0.01).verdict).toBe('met');
    expect(judge(figure(1, 1), '>=', 0.5).verdict).toBe('not enough data');
  });
});
