import { describe, expect, it } from 'vitest';
import { judge } from './verdict.js';

const figure = (low: number, high: number, questions = 100) => ({ low, high, questions });

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
  });

  it('does not trust few questions', () => {
    expect(judge(figure(0.5, 0.6, 19), '>=', 0.4)).toMatchObject({
      verdict: 'not enough data',
      reason: expect.stringContaining('few'),
    });
  });
});
