import { describe, expect, it } from 'vitest';
import type { Figure } from '../metrics/figure.js';
import { buildFindings, MOST_FINDINGS, weakestKind } from './findings.js';
import type { Difference, ReportData, ReportedRow } from './report-data.js';
import { sampleData } from './sample-data.contract.js';

/** Gives a row other figures, or figures other ends. */
function change(row: ReportedRow, figures: { readonly [Name in 'rs' | 'bothRight']?: Partial<Figure> }): void {
  const changed = Object.entries(figures).map(([name, of]) => [name, { ...row.figures[name as 'rs'], ...of }]);
  row.figures = { ...row.figures, ...Object.fromEntries(changed) };
}

type Change = [a: string, b: string, metric: Difference['metric'], value: number, low: number, high: number];

/** Data on which no finding fires but those of `changes`: kinds alike, every consistent pair right, nothing behind them. */
function quiet(...changes: Change[]): ReportData {
  const data = sampleData();
  for (const row of data.ladder.rows) {
    const { rs } = row.figures;
    change(row, { bothRight: rs });
    for (const scores of Object.values(row.byKind)) scores.figures = { ...scores.figures, rs };
  }
  data.pairs = [];
  data.similarities = null;
  data.ladder.differences = changes.map(([a, b, metric, value, low, high]) => ({
    ...{ a, b, metric, value, low, high, bca: null, n: 384, questions: 150 },
  }));
  return data;
}

const ids = (data: ReportData) => buildFindings(data).map(({ id }) => id);
const merged = (data: ReportData) => data.ladder.rows.find(({ model }) => model === 'Merged')!;

describe('buildFindings', () => {
  it('finds nothing where nothing is supported', () => {
    const unclear: Change[] = [
      ['Merged', 'ALL', 'rs', -0.02, -0.08, 0.03],
      ['ALL', 'SFT+TL', 'rs', 0.03, -0.01, 0.07],
      ['HTD', 'B', 'rougeL', -0.03, -0.07, 0.01],
      ['Merged', 'B', 'em', 0.02, -0.01, 0.05],
      ['Merged', 'B', 'rs', 0.02, -0.01, 0.05],
      ['Merged', 'Uniform', 'rs', 0.01, -0.02, 0.04],
    ];
    expect(ids(quiet())).toEqual([]);
    expect(ids(quiet(...unclear))).toEqual([]);
  });

  it('tells agreement on wrong answers when the two intervals lie apart', () => {
    const data = quiet();
    change(merged(data), { bothRight: { value: 0.138, low: 0.09, high: merged(data).figures.rs.low } });
    expect(ids(data)).toEqual([]);
    change(merged(data), { bothRight: { high: 0.18 } });
    expect(buildFindings(data)[0]).toMatchObject({ id: 'agreement', evidence: expect.stringContaining('up to 18.0') });
  });

  it('holds the merge against the joint model, both ways', () => {
    const [found] = buildFindings(
      quiet(['ALL', 'Merged', 'rs', 0.06, 0.02, 0.1], ['Merged', 'ALL', 'rougeL', 0.04, 0.01, 0.07]),
    );
    expect(found!.claim).toBe('The merge is less consistent but more accurate than one model trained on all variants.');
    expect(found!.evidence).toContain('−6.0 points');
    expect(found!.evidence).toContain('+0.040 ROUGE-L');
    const [both] = buildFindings(
      quiet(['Merged', 'ALL', 'rs', 0.06, 0.02, 0.1], ['Merged', 'ALL', 'rougeL', 0.04, 0.01, 0.07]),
    );
    expect(both!.claim).toContain('more consistent and more accurate');
    const [one] = buildFindings(
      quiet(['Merged', 'ALL', 'rs', 0.06, 0.02, 0.1], ['Merged', 'ALL', 'rougeL', 0.04, -0.01, 0.07]),
    );
    expect(one!.claim).toBe('The merge is more consistent than one model trained on all variants.');
    expect(one!.evidence).not.toContain('ROUGE-L');
  });

  it('tells whether rewordings help, from the first comparison that shows it', () => {
    const [helps] = buildFindings(
      quiet(['ALL', 'SFT+TL', 'rs', 0.02, -0.01, 0.05], ['ALL', 'SFT', 'rs', 0.09, 0.04, 0.14]),
    );
    expect(helps).toMatchObject({ id: 'rewordings', claim: expect.stringContaining('adds consistency') });
    expect(helps!.evidence).toContain('ALL against SFT:');
    expect(buildFindings(quiet(['ALL', 'SFT', 'rs', -0.09, -0.14, -0.04]))[0]!.claim).toContain('costs consistency');
  });

  it('tells the deepest supported fall of accuracy, not that of the verdict', () => {
    const found = buildFindings(
      quiet(
        ['HTD', 'B', 'rougeL', -0.03, -0.05, -0.01],
        ['SEM', 'B', 'rougeL', -0.06, -0.09, -0.03],
        ['Merged', 'B', 'rougeL', -0.2, -0.3, -0.1],
      ),
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.claim).toBe('SEM answers less accurately than B.');
  });

  it('tells of wording only where content is not shown to differ', () => {
    const em: Change = ['Merged', 'B', 'em', 0.08, 0.03, 0.13];
    expect(ids(quiet(em, ['Merged', 'B', 'rs', 0.02, -0.02, 0.06]))).toEqual(['wording']);
    expect(ids(quiet(em, ['Merged', 'B', 'rs', 0.06, 0.02, 0.1]))).toEqual([]);
  });

  it('tells of layer-wise weights only against a uniform merge', () => {
    const [found] = buildFindings(quiet(['Merged', 'Uniform', 'rs', -0.05, -0.08, -0.02]));
    expect(found).toMatchObject({ id: 'layers', claim: expect.stringContaining('less consistent') });
  });

  it('stops at five', () => {
    const data = sampleData();
    const supported: Change[] = [
      ['Merged', 'ALL', 'rs', -0.06, -0.1, -0.02],
      ['ALL', 'SFT+TL', 'rs', 0.08, 0.03, 0.13],
      ['Merged', 'Uniform', 'rs', 0.05, 0.02, 0.08],
      ['HTD', 'B', 'rougeL', -0.03, -0.05, -0.01],
    ];
    data.ladder.differences = quiet(...supported).ladder.differences;
    expect(ids({ ...data, pairs: [], similarities: null })).toEqual([
      'kind',
      'agreement',
      'joint',
      'rewordings',
      'layers',
    ]);
    expect(ids(data)).toEqual(['kind', 'agreement', 'lead', 'joint', 'rewordings']);
    expect(MOST_FINDINGS).toBe(5);
  });
});

describe('weakestKind', () => {
  it('names the kind that lies below all others', () => {
    const found = weakestKind(merged(sampleData()))!;
    expect(found.claim).toContain('“other words”');
    expect(found.evidence).toContain('100 pairs');
  });

  it('is silent when so few pairs cannot tell', () => {
    const row = merged(sampleData());
    for (const scores of Object.values(row.byKind)) scores.pairs = 4;
    expect(weakestKind(row)).toBeUndefined();
  });

  it('takes the width of the clustered interval over', () => {
    const row = merged(sampleData());
    const { value } = row.figures.rs;
    change(row, { rs: { low: value - 0.3, high: Math.min(1, value + 0.3) } });
    expect(weakestKind(row)).toBeUndefined();
  });

  it('needs two kinds with pairs', () => {
    const row = merged(sampleData());
    row.byKind = {
      semantic: row.byKind.semantic!,
      article: { pairs: 0, emptyPairs: 0, figures: {} },
    };
    expect(weakestKind(row)).toBeUndefined();
  });
});
