import { describe, expect, it } from 'vitest';
import type { Difference, Ladder, LadderRow } from '../evaluation/ladder.js';
import type { Figure } from '../metrics/figure.js';
import { METRICS, metricVersions } from '../metrics/registry.js';
import { ladderTable } from './ladder-table.js';

const figure = (value: number): Figure => ({
  ...{ value, low: value - 0.05, high: value + 0.05, bca: null },
  ...{ n: 1128, questions: 150 },
});

const cell = { pairs: 188, share: figure(1 / 6) };
const cells = { bothRight: cell, oneRight: cell, noneRight: cell };

const row = (model: string, rs: number): LadderRow => ({
  ...{ model, pairs: 1128, emptyPairs: 0, groups: 150 },
  figures: {
    ...{ rougeL: figure(0.4321), bleu: figure(0.2), em: figure(0.5), rs: figure(rs), bothRight: figure(0.3) },
    ...{ emNormalized: figure(0.55), rougeLBetween: figure(0.66), rougeLOriginal: figure(0.44) },
    ...{ oneAnswer: figure(0.3), oneAnswerExact: figure(0.2), meanPair: figure(0.6), worstPair: figure(0.1) },
  },
  byKind: Object.fromEntries(
    ['how-form', 'pronoun', 'number', 'article', 'punctuation', 'semantic'].map((kind) => [
      kind,
      { pairs: 188, emptyPairs: 0, figures: { rs: figure(rs), bothRight: figure(0.3) } },
    ]),
  ),
  crossTable: { consistent: cells, inconsistent: cells },
});

const difference = (b: string, metric: Difference['metric'], value: number, low: number, high: number): Difference => ({
  ...{ a: 'Merged', b, metric, value, low, high, bca: null, n: 1128, questions: 150 },
});

const LADDER: Ladder = {
  ...{ threshold: 0.7, resamples: 2000, seed: 1, metrics: metricVersions(), words: 'auto', bertscore: null },
  rows: [row('B', 0.5), row('SFT+TL', 0.6), row('Merged', 0.7)],
  differences: [
    difference('B', 'rs', 0.2, 0.1, 0.3),
    difference('SFT+TL', 'bothRight', -0.05, -0.1, -0.01),
    difference('SFT+TL', 'rougeL', 0.01, -0.01, 0.03),
  ],
  ...{ kindDifferences: [], tests: [] },
};

describe('ladderTable', () => {
  const lines = ladderTable(LADDER).split('\n');

  it('fits into 80 columns', () => {
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('shows figures with their interval, kinds with their counts, and says what is not measured', () => {
    expect(lines[1]).toMatch(/^B +0\.432 +0\.200 +0\.500 +0\.500 \[0\.45, 0\.55\] +0\.300 +1128$/);
    expect(lines.find((line) => line.startsWith('pairs'))).toMatch(/^pairs( +188){6}$/);
    expect(lines.at(-1)).toContain('not measured');
  });

  it('shows every metric that was measured, and empty answers where there are some', () => {
    for (const { name, label } of METRICS) if (name !== 'bs') expect(lines.join('\n')).toContain(label);
    const silent = ladderTable({ ...LADDER, rows: [{ ...row('B', 0.5), emptyPairs: 7 }] });
    expect(silent).toContain('7 of 1128 pairs of B have an empty answer');
  });

  it('judges a difference by its interval', () => {
    expect(lines.find((line) => line.startsWith('Merged - B '))).toMatch(
      /RS +\+0\.200 +\[\+0\.100, \+0\.300\] +higher$/,
    );
    expect(lines.find((line) => line.includes('both right  -'))).toMatch(/lower$/);
    expect(lines.find((line) => line.includes('ROUGE-L  +'))).toMatch(/no clear difference$/);
  });
});
