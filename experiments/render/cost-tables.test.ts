import { describe, expect, it } from 'vitest';
import { costView, extrapolationView } from './cost-tables.js';
import { sampleResults, sampleRun } from './sample-results.contract.js';

const results = () => sampleResults(sampleRun(1, [{ model: 'B', rs: 0.4 }]));

describe('costView', () => {
  it('shows time, memory, tokens, operations, speed and disk, and blanks for what is not known', () => {
    expect(costView(results())).toContain('| train/SFT | 2.0 | 2.5 | 30 | 6.0 | 50 | 280 |');
    expect(costView(results())).toContain('| generate/B |  | 2.5 | 50 | 10 |  | 1.0 |');
  });
});

describe('extrapolationView', () => {
  it('gives the small model the time that its stages took', () => {
    const text = extrapolationView(results());
    // 4 N FLOP for each of 60,000 tokens at 12e12 / 240 FLOP/s; 2 N for each of 50,000 at 1e13 / 100.
    expect(text).toMatch(/\| all trainings \| 11 min \| .* GB \| .* GB \| .* GB \|/);
    expect(text).toMatch(/\| answers of one model \| 2\.2 min \|/);
    expect(text).toMatch(/\| merge \| 2\.0 s \| .*\| 0\.54 s, 2\.5 GB \|/);
    expect(text).toContain('Reached here: 50 GFLOP/s in training, 100 in answers, 0.54 GB/s in the merge (4 models');
  });

  it('names what is missing', () => {
    const bare = results();
    delete bare.runs[0]!.model;
    expect(() => extrapolationView(bare)).toThrow('--collect');
    const partly = results();
    partly.runs[0]!.costs = partly.runs[0]!.costs.filter(({ stage }) => stage !== 'merge');
    expect(() => extrapolationView(partly)).toThrow('weights and merge');
  });
});
