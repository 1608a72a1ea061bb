import { z } from 'zod';
import { Figure } from '../../metrics/figure.js';
import { type Candidate, differenceOf, figureOf, type Measured, metricsOf, rowOf } from './figures.js';
import { GateReport } from './gate-report.js';

/** One figure of a model in two evaluations. */
export const ComparedFigure = z.object({
  metric: z.string(),
  a: Figure,
  b: Figure,
  difference: Figure.nullable().describe('b - a; null where the definitions differ.'),
  verdict: z.enum(['higher', 'lower', 'no clear difference', 'not comparable']),
  reason: z.string().optional().describe('Why the two figures are not comparable.'),
});
export type ComparedFigure = z.infer<typeof ComparedFigure>;

export const ComparedModel = z.object({
  a: z.string(),
  b: z.string(),
  paired: z.boolean().describe('Whether both have the same pairs, so that differences are computed pair by pair.'),
  figures: z.array(ComparedFigure),
});
export type ComparedModel = z.infer<typeof ComparedModel>;

/** JSON output of `unisono compare`. */
export const Comparison = z.object({
  a: z.string(),
  b: z.string(),
  models: z.array(ComparedModel).min(1),
  gates: GateReport.optional(),
});
export type Comparison = z.infer<typeof Comparison>;

/** Compares a model of one evaluation with a model of another, in every figure that both have. */
export function compareModels(a: Candidate, b: Candidate): ComparedModel {
  const [first, second] = [rowOf(a), rowOf(b)];
  const shared = first && second ? metricsOf(first).filter((metric) => metricsOf(second).includes(metric)) : [];
  const figures = shared.flatMap((metric): ComparedFigure[] => {
    const [x, y, change] = [figureOf(a, metric), figureOf(b, metric), differenceOf(b, a, metric)];
    if (!x || !y || !change) return [];
    const both = { metric, a: x, b: y };
    if ('notComparable' in change) {
      return [{ ...both, difference: null, verdict: 'not comparable', reason: change.notComparable }];
    }
    const verdict = change.low > 0 ? 'higher' : change.high < 0 ? 'lower' : 'no clear difference';
    const { value, low, high, bca, n, questions } = change;
    return [{ ...both, difference: { value, low, high, bca, n, questions }, verdict }];
  });
  return { a: a.model, b: b.model, paired: samePairs(a, b), figures };
}

/** Names of models that both evaluations have, or the last of each where they have none in common. */
export function pairModels(a: Measured, b: Measured): { a: string; b: string }[] {
  const names = (measured: Measured) => measured.ladder.rows.map(({ model }) => model);
  const common = names(a).filter((name) => names(b).includes(name));
  if (common.length > 0) return common.map((name) => ({ a: name, b: name }));
  return [{ a: names(a).at(-1) as string, b: names(b).at(-1) as string }];
}

function samePairs(a: Candidate, b: Candidate): boolean {
  const ids = ({ measured, model }: Candidate) =>
    measured.pairs?.filter((pair) => pair.model === model).map(({ id }) => id);
  const [x, y] = [ids(a), ids(b)];
  return x !== undefined && y !== undefined && x.length === y.length && x.every((id, i) => id === y[i]);
}
