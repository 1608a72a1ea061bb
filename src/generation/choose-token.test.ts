import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseToken, distribution, mostLikely, penalize } from './choose-token.js';

const FIXTURE = JSON.parse(readFileSync(new URL('./fixtures/sampling.json', import.meta.url), 'utf8'));
const LOGITS = Float32Array.from(FIXTURE.logits as number[]);
const HISTORY: number[] = FIXTURE.history;

interface Case {
  readonly settings: { temperature: number; topK: number; topP: number; repetitionPenalty: number };
  readonly probabilities: number[];
}
const CASES: readonly Case[] = FIXTURE.cases;

describe.each(CASES)(
  "chooseToken has the distribution of transformers' processors: $settings",
  ({ settings, probabilities }) => {
    const before = LOGITS.slice();

    it('to the last digit', () => {
      const { tokens, probabilities: given } = distribution(
        penalize(LOGITS, HISTORY, settings.repetitionPenalty),
        settings,
      );
      const dense = new Array<number>(LOGITS.length).fill(0);
      for (const [i, token] of tokens.entries()) dense[token] = given[i] as number;
      for (const [token, expected] of probabilities.entries()) expect(dense[token]).toBeCloseTo(expected, 6);
      expect(LOGITS).toEqual(before);
    });

    it('as the uniform number runs from 0 to 1, and the most likely token without sampling', () => {
      const counts = new Array<number>(LOGITS.length).fill(0);
      const draws = 5000;
      for (let i = 0; i < draws; i++) {
        const token = chooseToken(LOGITS, HISTORY, { ...settings, sample: true }, (i + 0.5) / draws);
        counts[token] = (counts[token] as number) + 1;
      }
      for (const [token, expected] of probabilities.entries()) {
        expect(Math.abs((counts[token] as number) / draws - expected)).toBeLessThanOrEqual(1 / draws + 1e-6);
      }
      const best = probabilities.indexOf(Math.max(...probabilities));
      expect(chooseToken(LOGITS, HISTORY, { ...settings, sample: false }, 0.99)).toBe(best);
    });
  },
);

describe('chooseToken', () => {
  it('draws a token even where rounding leaves nothing of the probability', () => {
    const choice = { sample: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1 };
    expect(chooseToken(Float32Array.of(0, 0, 0), [], choice, 1 - 2 ** -32)).toBe(2);
    expect(chooseToken(Float32Array.of(0, 0, 0), [], choice, 0)).toBe(0);
  });
});

describe('mostLikely', () => {
  it('finds a few of many as sorting all would', () => {
    const logits = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(logits, fc.nat(40), (values, few) => {
        const count = Math.min(few + 1, values.length);
        const sorted = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
        expect(mostLikely(Float32Array.from(values), count)).toEqual(sorted.slice(0, count));
      }),
    );
  });
});
