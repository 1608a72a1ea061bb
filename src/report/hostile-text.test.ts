import { describe, expect, it } from 'vitest';
import { renderReport } from './render-report.js';
import type { PairOutcome, ReportData } from './report-data.js';
import { sampleData } from './sample-data.contract.js';

const HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'&\ud800\u202e\u0000<!--';

const outcome = (...answers: [string, string]): PairOutcome => ({
  answers,
  agreement: 'different',
  rightAnswers: 0,
  rougeLBetween: 0,
});

/** Every string of the data, keys of records included, is hostile. */
function hostileData(): ReportData {
  const data = sampleData();
  const pair = data.pairs[0]!;
  return {
    ...data,
    title: HOSTILE,
    encoder: HOSTILE,
    version: HOSTILE,
    command: HOSTILE,
    ladder: {
      ...data.ladder,
      rows: data.ladder.rows.map((row) => ({
        ...row,
        model: row.model === 'B' || row.model === 'Merged' ? row.model : HOSTILE + row.model,
        byKind: { [HOSTILE]: row.byKind.article!, __proto__x: row.byKind.number! },
      })),
      differences: data.ladder.differences.map((each) => ({ ...each, b: HOSTILE })),
    },
    dataset: { ...data.dataset, pairsByKind: { [HOSTILE]: 3 } },
    weights: { ...data.weights!, encoder: HOSTILE, pooling: HOSTILE, distance: HOSTILE, models: [HOSTILE, 'x', 'y'] },
    training: data.training.map((curve) => ({ ...curve, model: HOSTILE + curve.model })),
    similarities: {
      ...data.similarities!,
      queries: data.similarities!.queries.map(() => HOSTILE),
      models: [HOSTILE, 'x', 'y'],
    },
    costs: [{ ...data.costs[1]!, stage: HOSTILE }],
    pairs: [
      {
        ...{ ...pair, id: HOSTILE, kind: HOSTILE, question: HOSTILE, variant: 'שלום \u200f?', reference: HOSTILE },
        models: {
          Merged: outcome(HOSTILE, `${'a b '.repeat(250_000)}${HOSTILE}`),
          [HOSTILE]: outcome('', ''),
          __proto__x: outcome('', ''),
        },
      },
      { ...pair, kind: 'constructor' },
    ],
    settings: { [HOSTILE]: HOSTILE, long: 'x'.repeat(1_000_000) },
    hashes: { [HOSTILE]: HOSTILE },
  };
}

describe('renderReport: hostile text shows as text', () => {
  const html = renderReport(hostileData());

  it('opens no tag', () => {
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img|<!--/);
    expect(html).toContain('&lt;/script>&lt;script>alert(1)');
  });

  it('is well-formed Unicode without controls', () => {
    expect(html).not.toMatch(/\p{Surrogate}/u);
    expect(html.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(html).toContain('[U+202E]');
    expect(html).toContain('[U+200F]');
  });

  it('cuts long text and says so', () => {
    expect(html.length).toBeLessThan(400_000);
    expect(html).toMatch(/… 99\d\u202f\d{3} more characters not shown/);
    expect(html).toContain('"omitted":{');
    expect(html.split('a b a b a b').length).toBeLessThan(2_000);
  });
});
