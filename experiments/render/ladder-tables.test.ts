import { describe, expect, it } from 'vitest';
import { causesView, differencesTable, figuresTable, kindsView, tableView } from './ladder-tables.js';
import { sampleResults, sampleRun } from './sample-results.contract.js';

const run = (seed: number, merged: number) =>
  sampleRun(seed, [
    { model: 'B', rs: 0.4 },
    { model: 'Merged', rs: merged },
  ]);

describe('figuresTable', () => {
  it('shows n and the interval of one seed, and mean, least and greatest of several', () => {
    expect(figuresTable(sampleResults(run(1, 0.6)), 'human')).toContain(
      '| Merged | 10 | .500 [.450, .550] | .600 [.550, .650] | .500 [.450, .550] |',
    );
    expect(figuresTable(sampleResults(run(1, 0.6), run(2, 0.7)), 'human')).toContain('| .650 [.600, .700] |');
  });
});

describe('differencesTable', () => {
  it("shows interval, relative gain and Holm's p", () => {
    expect(differencesTable(sampleResults(run(1, 0.6)), 'human')).toContain(
      '| Merged - B | RS | 10 | +.200 [+.010, +.300] | +50 % | < .001 |',
    );
  });

  it('shows every seed with its interval, their mean and the largest p', () => {
    const text = differencesTable(sampleResults(run(1, 0.6), run(3, 0.52)), 'human');
    expect(text).toContain('| n | seed 1 | seed 3 | mean | relative |');
    expect(text).toContain('| +.200 [+.010, +.300] | +.120 [+.010, +.300] | +.160 | +40 % | .400 |');
  });
});

describe('tableView', () => {
  it('keeps people and rules apart, and leaves out what was not asked', () => {
    const text = tableView(sampleResults(run(1, 0.6)));
    expect(text).toContain('**Rewordings that people wrote**');
    expect(text).toContain('**All rewordings**');
    expect(text).not.toContain('rules');
    expect(text).toContain('5 test questions, seed 1; in brackets 95 % intervals');
  });
});

describe('kindsView', () => {
  it('has a column for every kind with its n', () => {
    const text = kindsView(sampleResults(run(1, 0.6)));
    expect(text).toContain('| RS | article, n = 4 |');
    expect(text).toContain('| Merged | .620 [.570, .670] |');
    expect(text).toContain('| Merged | .520 [.470, .570] |');
  });
});

describe('causesView', () => {
  it('shows parts and the share of the generator', () => {
    expect(causesView(sampleResults(run(1, 0.6)))).toContain('| B | 10 | .600 [.550, .650] | .400 [.350, .450] |');
    expect(causesView(sampleResults(run(1, 0.6)))).toContain('| .667 |');
  });
});
