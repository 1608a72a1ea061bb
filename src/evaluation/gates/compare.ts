import { z } from 'zod';
import { widenPoint } from '../widen-point.js';
import { type Candidate, differenceOf, figureOf, type Measured, metricsOf, rowOf } from './figures.js';
import { GateReport } from './gate-report.js';

const Ends = { low: z.number().nullable(), high: z.number().nullable() };

/** One figure of a model in two evaluations; `difference` is b - a. */
export const ComparedFigure = z.object({
  metric: z.string(),
  a: z.number(),
  b: z.number(),
  difference: z.number(),
  ...Ends,
  verdict: z.enum(['higher', 'lower', 'no clear difference', 'no interval']),
});
export type ComparedFigure = z.infer<typeof ComparedFigure>;

export const ComparedModel = z.object({
  a: z.string(),
  b: z.string(),
  paired: z.boolean().describe('Whether both have the same pairs, so that differences are taken pair by pair.'),
  figures: z.array(ComparedFigure),
});
export type ComparedModel = z.infer<typeof ComparedModel>;

/** What `unisono compare` prints as JSON. */
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
    const [low, high] = widenPoint(change) ?? [null, null];
    const verdict =
      low === null || high === null ? 'no interval' : low > 0 ? 'higher' : high < 0 ? 'lower' : 'no clear difference';
    return [{ metric, a: x.value, b: y.value, difference: change.value, low, high, verdict }];
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
