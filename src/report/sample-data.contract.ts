import { readFileSync } from 'node:fs';
import type { ModelCauses, Part } from '../evaluation/causes/causes.js';
import type { CrossTable } from '../evaluation/cross-table.js';
import type { Figure } from '../metrics/figure.js';
import type { ReportData } from './report-data.js';

const SAMPLE = readFileSync(new URL('./fixtures/report-data.json', import.meta.url), 'utf8');

/** A fresh copy of a whole run's data, for tests to change: the ladder, 14 pairs, 3 specialists of 7 layers. */
export function sampleData(): ReportData {
  const data = JSON.parse(SAMPLE) as ReportData;
  for (const row of data.ladder.rows) row.crossTable = crossTable;
  return data;
}

/** A figure of 60 pairs of 20 questions with an interval of this half width. */
const figure = (value: number, width = 0.05): Figure => {
  const [low, high] = [value - width, value + width];
  return { value, low, high, bca: [low, high], n: 60, questions: 20 };
};

const cells = {
  bothRight: { pairs: 40, share: figure(0.2) },
  oneRight: { pairs: 5, share: figure(0.1) },
  noneRight: { pairs: 83, share: figure(0.3) },
};
const crossTable: CrossTable = { consistent: cells, inconsistent: cells };

/** Causes of a model that is inconsistent on 40 % of 60 pairs: [share, half width of its interval] by cause. */
export function causesOf(
  model: string,
  shares: Partial<Record<'generator' | 'retriever' | 'noise', readonly [number, number]>>,
): ModelCauses {
  const part = (cause: keyof typeof shares): Part | null => {
    const found = shares[cause];
    return found ? { ...figure(found[0] * 0.4), share: figure(...found) } : null;
  };
  const parts = { noise: part('noise'), generator: part('generator'), retriever: part('retriever'), undivided: null };
  const nothing = { noise: null, held: null, swapped: null, interaction: null };
  const decomposition = { endToEnd: figure(0.4), ...nothing, parts };
  return {
    ...{ model, pairs: 60, questions: 20, rs: decomposition, em: decomposition },
    retriever: { overlap: figure(0.8), jaccard: figure(0.7), rbo: figure(0.85), same: figure(0.6) },
    notMeasured: [{ what: 'interaction', reason: '60 of 60 pairs have no answer' }],
  };
}

/** The sample with everything that a run can measure, so that every table is on the page. */
export function wholeData(): ReportData {
  const data = sampleData();
  const shares = { oneAnswer: figure(0.5), oneAnswerExact: figure(0.4) };
  const ofGroups = { ...shares, meanPair: figure(0.7), worstPair: figure(0.5) };
  const further = { emNormalized: figure(0.5), rougeLBetween: figure(0.6), rougeLOriginal: figure(0.4) };
  const rows = data.ladder.rows.map((row) => ({
    ...{ ...row, groups: 150, figures: { ...row.figures, ...further, ...ofGroups } },
    causes: causesOf(row.model, { generator: [0.5, 0.1], retriever: [0.3, 0.1], noise: [0.2, 0.1] }),
  }));
  const { a, b } = data.ladder.differences[0]!;
  const p = { exact: 0.0001, midP: 0.0001, corrected: 0.0001, holm: 0.0001 };
  const tests = [{ a, b, metric: 'rs' as const, onlyA: 40, onlyB: 12, ...p }];
  const differences = data.ladder.differences.map((each) => ({
    ...each,
    bca: [each.low, each.high] as [number, number],
  }));
  const kindDifferences = Object.keys(data.dataset.pairsByKind).flatMap((kind) =>
    (['rs', 'bothRight'] as const).map((metric) => ({ a, b, kind, metric, ...figure(0.1, 0.08) })),
  );
  const causeDifferences = (['endToEnd', 'generator', 'retriever', 'noise'] as const).map((what, i) => ({
    ...{ a, b, measure: 'rs' as const, what, ...figure(0.11 - 0.07 * i, 0.09), n: data.dataset.pairs },
  }));
  return { ...data, ladder: { ...data.ladder, rows, tests, differences, kindDifferences, causeDifferences } };
}
