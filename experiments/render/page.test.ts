import { describe, expect, it } from 'vitest';
import type { Results } from '../runner/results.js';
import { resultsPage } from './page.js';
import { differencesTable, figuresTable, short } from './tables.js';

const figure = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });
const row = (model: string, rs: number) => ({ model, pairs: 10, figures: { rs: figure(rs), rougeL: figure(0.5) } });

function run(seed: number, rs: number): Results['runs'][number] {
  const difference = {
    a: 'Merged',
    b: 'B',
    metric: 'rs' as const,
    difference: rs - 0.4,
    low: 0.01,
    high: 0.3,
    pairs: 10,
  };
  const test = {
    a: 'Merged',
    b: 'B',
    metric: 'rs' as const,
    onlyA: 3,
    onlyB: 1,
    exact: 0.6,
    midP: 0.5,
    corrected: 0.6,
  };
  return {
    seed,
    questions: 5,
    inputs: {},
    costs: [{ stage: 'train/SFT', seconds: 120, peakBytes: 2.5e9, tokens: 30_000, flops: 6e12 }],
    causes: [
      {
        ...{ model: 'B', pairs: 10, inconsistency: figure(0.6), generator: figure(0.4), retriever: figure(0.2) },
        ...{ noise: null, sameContexts: figure(0.9) },
      },
    ],
    subsets: {
      human: {
        rows: [row('B', 0.4), row('Merged', rs)],
        differences: [difference],
        tests: [{ ...test, holm: 0.0001 }],
      },
    },
  };
}
const results = (...runs: Results['runs']): Results => ({ title: 'T', threshold: 0.7, bertscore: null, runs });

describe('figuresTable', () => {
  it('shows the interval of one seed, and mean, least and greatest of several', () => {
    expect(figuresTable(results(run(1, 0.6)), 'human')).toContain(
      '| Merged | 10 | .500 [.450, .550] |  |  | .600 [.550, .650] |',
    );
    expect(figuresTable(results(run(1, 0.6), run(2, 0.7)), 'human')).toContain('| .650 [.600, .700] |');
  });
});

describe('differencesTable', () => {
  it("shows interval, relative gain and Holm's p", () => {
    expect(differencesTable(results(run(1, 0.6)), 'human')).toContain(
      '| Merged - B | RS | +.200 [+.010, +.300] | +50 % | < .001 |',
    );
  });
});

describe('resultsPage', () => {
  const mark = (name: string) => `<!-- ${name} -->\nold\n<!-- end of ${name} -->`;

  it('replaces what lies between the marks, and leaves the prose', () => {
    const page = ['Before', mark('ladder-x'), mark('cost-x'), mark('causes-x'), 'After'].join('\n\n');
    const written = resultsPage(page, new Map([['ladder-x', results(run(1, 0.6))]]));
    expect(written).not.toContain('old');
    expect(written).toMatch(/^Before\n[\s\S]*After$/);
    expect(written).toContain('| train/SFT | 2.0 | 2.5 | 30 | 6.0 | 50 |');
    expect(written).toContain('| B | 10 | .600 [.550, .650] | .400');
  });

  it('says what mark is missing', () => {
    expect(() => resultsPage('', new Map([['t', results(run(1, 0.6))]]))).toThrow('lacks the marks of t');
  });
});

describe('short', () => {
  it.each([
    [0.4125, '.412'],
    [-0.05, '-.050'],
    [1, '1.000'],
  ])('writes %d as %s', (value, text) => expect(short(value)).toBe(text));
});
