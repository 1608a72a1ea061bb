import { bootstrapTotals, type OfTotals } from '../metrics/bootstrap-totals.js';
import { DIFFERENCE, type Figure, widenPoint } from '../metrics/figure.js';
import type { Resampling } from '../metrics/mean-figures.js';
import type { CorpusMetric } from '../metrics/metric.js';
import { boundsOf } from '../metrics/registry.js';
import type { ScoredAnswer } from './pairs.js';

/** A metric of all answers as one corpus; undefined if a reference is missing. */
export function corpusFigure(
  answers: readonly ScoredAnswer[],
  metric: CorpusMetric,
  resampling: Resampling,
): Figure | undefined {
  const columns = columnsOf(answers, metric);
  if (!columns) return undefined;
  const { figure } = bootstrapTotals({ columns, figures: { figure: metric.ofCounts as OfTotals }, ...resampling });
  return widenPoint({ ...figure, n: answers.length, questions: columns[0]!.length }, boundsOf(metric));
}

/** The metric of the first minus that of the second, computed from the sums of each resample of the questions of both. */
export function corpusDifference(
  first: readonly ScoredAnswer[],
  second: readonly ScoredAnswer[],
  metric: CorpusMetric,
  resampling: Resampling,
): Figure | undefined {
  const [a, b] = [columnsOf(first, metric), columnsOf(second, metric)];
  if (!a || !b || first.length !== second.length || first.some(({ id }, i) => id !== second[i]!.id)) return undefined;
  const difference: OfTotals = (totals) =>
    metric.ofCounts(totals.subarray(0, a.length)) - metric.ofCounts(totals.subarray(a.length));
  const { figure } = bootstrapTotals({ columns: [...a, ...b], figures: { figure: difference }, ...resampling });
  return widenPoint({ ...figure, n: first.length, questions: a[0]!.length }, DIFFERENCE);
}

/** Sums of every count by question, in order of first appearance. */
function columnsOf(answers: readonly ScoredAnswer[], { countsOf }: CorpusMetric): Float64Array[] | undefined {
  const byQuestion = new Map<string, number[]>();
  for (const { question, answer, reference } of answers) {
    if (reference === undefined) return undefined;
    const counts = countsOf({ answer, references: [reference], words: 'rouge-score' });
    const sums = byQuestion.get(question);
    byQuestion.set(question, sums ? sums.map((sum, i) => sum + (counts[i] as number)) : [...counts]);
  }
  const rows = [...byQuestion.values()];
  return rows[0]?.map((_, k) => Float64Array.from(rows, (row) => row[k] as number));
}
