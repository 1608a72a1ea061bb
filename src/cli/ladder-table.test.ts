import { describe, expect, it } from 'vitest';
import type { Ladder, LadderRow } from '../evaluation/ladder.js';
import { ladderTable } from './ladder-table.js';

const row = (model: string, rs: number): LadderRow => ({
  model,
  rougeL: 0.4321,
  rougeLOriginal: 0.44,
  bleu: 0.2,
  em: 0.5,
  rs,
  bs: null,
  pairs: 1128,
  emptyPairs: 0,
  bothRight: 0.3,
  intervals: { rougeL: [0.4, 0.5], em: [0.4, 0.6], rs: [rs - 0.05, rs + 0.05], bothRight: [0.2, 0.4] },
  byKind: Object.fromEntries(
    ['how-form', 'pronoun', 'number', 'article', 'punctuation', 'semantic'].map((kind) => [
      kind,
      { pairs: 188, emptyPairs: 0, em: 0.5, rs, rougeL: 0.4, bothRight: 0.3 },
    ]),
  ),
});

const LADDER: Ladder = {
  threshold: 0.7,
  resamples: 2000,
  seed: 1,
  words: 'auto',
  rows: [row('B', 0.5), row('SFT+TL', 0.6), row('Merged', 0.7)],
  differences: [
    { a: 'Merged', b: 'B', metric: 'rs', difference: 0.2, low: 0.1, high: 0.3, pairs: 1128 },
    { a: 'Merged', b: 'SFT+TL', metric: 'bothRight', difference: -0.05, low: -0.1, high: -0.01, pairs: 1128 },
    { a: 'Merged', b: 'SFT+TL', metric: 'rougeL', difference: 0.01, low: -0.01, high: 0.03, pairs: 1128 },
  ],
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

  it('judges a difference by its interval', () => {
    expect(lines.find((line) => line.startsWith('Merged - B '))).toMatch(
      /RS +\+0\.200 +\[\+0\.100, \+0\.300\] +higher$/,
    );
    expect(lines.find((line) => line.includes('both right  -'))).toMatch(/lower$/);
    expect(lines.find((line) => line.includes('ROUGE-L  +'))).toMatch(/no clear difference$/);
  });
});
