import { describe, expect, it } from 'vitest';
import { joinRuns } from './join-runs.js';
import type { Results } from './results.js';

const run = (seed: number, questions: number) => ({
  ...{ seed, questions, inputs: {}, subsets: {}, costs: [], causes: [] },
});
const results = (...runs: Results['runs']): Results => ({
  ...{ title: 'T', threshold: 0.7, words: 'auto', metrics: { rs: 2, em: 2 }, bertscore: null, runs },
});

describe('joinRuns', () => {
  it('puts new seeds beside those before, in their order, and replaces what was measured again', () => {
    const joined = joinRuns(results(run(1, 10), run(3, 30)), results(run(2, 20), run(3, 31)));
    expect(joined.runs.map(({ seed, questions }) => [seed, questions])).toEqual([
      [1, 10],
      [2, 20],
      [3, 31],
    ]);
  });

  it('refuses results that were measured in another way', () => {
    expect(() => joinRuns({ ...results(run(1, 10)), threshold: 0.8 }, results(run(2, 20)))).toThrow(
      /threshold was 0.8/,
    );
    expect(() => joinRuns({ ...results(run(1, 10)), metrics: { rs: 1, em: 2 } }, results(run(2, 20)))).toThrow(
      /metrics was .*"rs":1.* and is .*"rs":2.*measure all seeds anew/,
    );
  });
});
