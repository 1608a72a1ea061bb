import { readFileSync } from 'node:fs';
import type { Figure, ModelCauses, Part } from '../evaluation/causes/causes.js';
import type { CrossTable } from '../evaluation/cross-table.js';
import type { Metric } from '../evaluation/ladder.js';
import type { ReportData } from './report-data.js';

const SAMPLE = readFileSync(new URL('./fixtures/report-data.json', import.meta.url), 'utf8');

/** A fresh copy of a whole run's data, for tests to change: the ladder, 14 pairs, 3 specialists of 7 layers. */
export function sampleData(): ReportData {
  return JSON.parse(SAMPLE) as ReportData;
}

const around = (value: number, width = 0.05): [number, number] => [value - width, value + width];

/** Causes of a model that is inconsistent on 40 % of 60 pairs: [share, half width of its interval] by cause. */
export function causesOf(
  model: string,
  shares: Partial<Record<'generator' | 'retriever' | 'noise', readonly [number, number]>>,
): ModelCauses {
  const figure = (value: number, width?: number): Figure => {
    const [low, high] = around(value, width);
    return { value, low, high, bca: [low, high], pairs: 60 };
  };
  const part = (cause: keyof typeof shares): Part | null => {
    const [share, width] = shares[cause] ?? [0, 0];
    const [shareLow, shareHigh] = around(share, width);
    return shares[cause]
      ? { ...figure(share * 0.4), share, shareLow, shareHigh, shareBca: [shareLow, shareHigh] }
      : null;
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

/** [low, high] around a share, within 0..1. */
const share = (value: number): [number, number] => [Math.max(0, value - 0.05), Math.min(1, value + 0.05)];

/** The sample with everything that a run can measure, so that every table is on the page. */
export function wholeData(): ReportData {
  const data = sampleData();
  const counts = { bothRight: 40, oneRight: 5, noneRight: 83 };
  const ranges = { bothRight: share(0.2), oneRight: share(0.1), noneRight: share(0.3) };
  const both = { consistent: ranges, inconsistent: ranges };
  const crossTable: CrossTable = { consistent: counts, inconsistent: counts, intervals: both, bca: both };
  const groups = { groups: 150, oneAnswer: 0.5, oneAnswerExact: 0.4, meanPair: 0.7, worstPair: 0.5 };
  const ofGroups = {
    oneAnswer: share(0.5),
    oneAnswerExact: share(0.4),
    meanPair: share(0.7),
    worstPair: share(0.5),
  };
  const byKind = (row: ReportData['ladder']['rows'][number]) =>
    Object.fromEntries(
      Object.entries(row.byKind).map(([kind, scores]) => {
        const intervals = {
          ...{ em: share(scores.em ?? 0.5), rs: share(scores.rs ?? 0.5), rougeL: share(scores.rougeL ?? 0.5) },
          ...{ bothRight: share(scores.bothRight ?? 0.5), emNormalized: share(0.5), bs: null },
        };
        return [kind, { ...scores, intervals, bca: intervals }];
      }),
    );
  const rows = data.ladder.rows.map((row) => ({
    ...{ ...row, groups, crossTable, byKind: byKind(row), intervals: { ...row.intervals, ...ofGroups } },
    causes: causesOf(row.model, { generator: [0.5, 0.1], retriever: [0.3, 0.1], noise: [0.2, 0.1] }),
  }));
  const { a, b } = data.differences[0]!;
  const p = { exact: 0.0001, midP: 0.0001, corrected: 0.0001, holm: 0.0001 };
  const tests = [{ a, b, metric: 'rs' as const, onlyA: 40, onlyB: 12, ...p }];
  const differences = data.differences.map((each) => ({ ...each, bca: [each.low, each.high] as [number, number] }));
  const kindDifferences = Object.keys(data.dataset.pairsByKind).flatMap((kind) =>
    (['rs', 'bothRight'] as Metric[]).map((metric) => ({
      ...{ a, b, kind, metric, difference: 0.1, low: 0.02, high: 0.18, pairs: 60 },
    })),
  );
  const causeDifferences = (['endToEnd', 'generator', 'retriever', 'noise'] as const).map((what, i) => ({
    ...{ a, b, measure: 'rs' as const, what, difference: 0.11 - 0.07 * i, low: 0.02 - 0.07 * i, high: 0.19 - 0.07 * i },
    ...{ bca: [0.01 - 0.07 * i, 0.2 - 0.07 * i] as [number, number], pairs: data.dataset.pairs },
  }));
  return { ...data, ladder: { words: 'auto', rows, tests, kindDifferences, causeDifferences }, differences };
}
