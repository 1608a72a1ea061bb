import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { nearest } from '../../core/settings-error.js';
import { Figure } from '../../metrics/figure.js';
import type { GateExpression } from './expression.js';
import { type Candidate, differenceOf, figureOf, metricsOf, rowOf } from './figures.js';
import { judge } from './verdict.js';

const VerdictName = z.enum(['met', 'not met', 'not enough data']);

/** One gate and how it was judged. */
export const GateResult = z.object({
  gate: z.string().describe('The gate as written by the user.'),
  model: z.string(),
  baseline: z.string().nullable().describe('For .drop and .gain: the model or file compared with.'),
  metric: z.string(),
  kind: z.string().nullable(),
  change: z.enum(['drop', 'gain']).nullable(),
  operator: z.enum(['>=', '<=', '>', '<']),
  threshold: z.number(),
  ...Figure.shape,
  verdict: VerdictName,
  reason: z.string(),
});
export type GateResult = z.infer<typeof GateResult>;

/**
 * gate.json: `verdict` is `not met` if any gate is, else `not enough data` if there is for any, else `met`. `passed` sets
 * the exit code: no gate is `not met` and, if `strict`, all are `met`.
 */
export const GateReport = z.object({
  verdict: VerdictName,
  passed: z.boolean(),
  strict: z.boolean(),
  gates: z.array(GateResult).min(1),
});
export type GateReport = z.infer<typeof GateReport>;

export interface GateSubjects {
  /** Model of gates that do not name one. */
  readonly candidate: Candidate;
  /** Baseline of .drop and .gain. */
  readonly baseline?: ((model: string) => Candidate | undefined) | undefined;
}

/** Judges every gate. Throws BAD_FLAG for an unknown model, metric or kind; suggests a similar name. */
export function judgeGates(
  gates: readonly GateExpression[],
  subjects: GateSubjects,
  { strict = false }: { strict?: boolean } = {},
): GateReport {
  return reportOf(
    gates.map((gate) => judgeGate(gate, subjects)),
    strict,
  );
}

/** The report of gates that were judged one by one. */
export function reportOf(results: readonly GateResult[], strict: boolean): GateReport {
  const any = (verdict: GateResult['verdict']) => results.some((result) => result.verdict === verdict);
  const verdict = any('not met') ? 'not met' : any('not enough data') ? 'not enough data' : 'met';
  return { verdict, passed: verdict === 'met' || (verdict !== 'not met' && !strict), strict, gates: [...results] };
}

function judgeGate(gate: GateExpression, { candidate: usual, baseline: baselineOf }: GateSubjects): GateResult {
  const { metric, kind, change } = gate;
  const candidate = gate.model === undefined ? usual : { ...usual, model: gate.model };
  checkNames(gate, candidate);
  const baseline = change && baselineOf?.(candidate.model);
  if (change && !baseline) {
    throw badGate(gate, `.${change} needs something to compare with: a second model (--baseline), or unisono compare`);
  }
  const figure = !change
    ? figureOf(candidate, metric, kind)
    : change === 'gain'
      ? differenceOf(candidate, baseline as Candidate, metric, kind)
      : differenceOf(baseline as Candidate, candidate, metric, kind);
  if (!figure) throw badGate(gate, `${metric} was not measured${kind === undefined ? '' : ` for ${kind}`}`);
  if ('notComparable' in figure) throw badGate(gate, `${figure.notComparable}: measure both anew`);
  return gateResult(gate, figure, { model: candidate.model, baseline: change ? (baseline as Candidate).model : null });
}

/** The verdict of one gate on its figure. */
export function gateResult(
  gate: GateExpression,
  figure: Figure,
  { model, baseline }: Pick<GateResult, 'model' | 'baseline'>,
): GateResult {
  const { metric, kind, change, operator, threshold } = gate;
  const { value, low, high, bca, n, questions } = figure;
  const { verdict, reason } = judge(figure, operator, threshold);
  return {
    gate: gate.text,
    ...{ model, baseline },
    ...{ metric, kind: kind ?? null, change: change ?? null, operator, threshold },
    ...{ value, low, high, bca, n, questions },
    ...{ verdict, reason },
  };
}

function checkNames(gate: GateExpression, candidate: Candidate): void {
  const { ladder } = candidate.measured;
  const row = rowOf(candidate);
  if (!row)
    throw unknownInGate(
      gate,
      'model',
      candidate.model,
      ladder.rows.map(({ model }) => model),
    );
  const metrics = metricsOf(row);
  if (!metrics.some((name) => name === gate.metric)) throw unknownInGate(gate, 'metric', gate.metric, metrics);
  if (gate.kind !== undefined && !row.byKind[gate.kind]) {
    throw unknownInGate(gate, 'kind', gate.kind, Object.keys(row.byKind));
  }
}

/** The error for an unknown name in a gate; suggests a similar name. */
export function unknownInGate(
  gate: GateExpression,
  what: string,
  name: string,
  known: readonly string[],
): UnisonoError {
  const near = nearest(name, known);
  const hint = near === undefined ? '' : `, did you mean "${near}"?`;
  return badGate(gate, `unknown ${what} "${name}"${hint} Known: ${known.join(', ')}`);
}

/** A gate that cannot be judged. */
export function badGate({ text }: GateExpression, reason: string): UnisonoError {
  return new UnisonoError('BAD_FLAG', { flag: `--gate ${text}`, reason });
}
