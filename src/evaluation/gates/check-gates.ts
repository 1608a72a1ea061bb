import type { Figure } from '../../metrics/figure.js';
import { metricNamed } from '../../metrics/registry.js';
import type { CheckResult } from '../check/check-result.js';
import type { GateExpression } from './expression.js';
import { badGate, type GateReport, type GateResult, gateResult, reportOf, unknownInGate } from './gate-report.js';

/**
 * Judges gates on the result of a check: every metric of pairs, also of a kind (`rs@article`), and `repeatability` and
 * `sameContexts`.
 *
 * @throws BAD_FLAG for anything a check does not measure: other names, a change, another model
 */
export function judgeCheckGates(gates: readonly GateExpression[], result: CheckResult, strict = false): GateReport {
  return reportOf(
    gates.map((gate) => judgeOne(gate, result)),
    strict,
  );
}

function judgeOne(gate: GateExpression, result: CheckResult): GateResult {
  const { metric, kind, change, model } = gate;
  const { target, repeatability, causes, byKind } = result;
  if (change) throw badGate(gate, `.${change} needs two evaluations to compare; see unisono compare`);
  if (model !== undefined && model !== target) throw unknownInGate(gate, 'model', model, [target]);
  const whole = { repeatability, sameContexts: causes.retriever?.same };
  const figures: Readonly<Record<string, Figure | null | undefined>> = { ...result.figures, ...whole };
  if (!figures[metric] && metricNamed(metric)?.takes === 'pair') throw badGate(gate, `${metric} was not measured`);
  if (!Object.hasOwn(figures, metric)) throw unknownInGate(gate, 'metric', metric, Object.keys(figures));
  if (kind === undefined) return judged(gate, figures[metric], target);
  if (Object.hasOwn(whole, metric)) throw badGate(gate, `${metric} is not told apart by kind`);
  if (!Object.hasOwn(byKind, kind)) throw unknownInGate(gate, 'kind', kind, Object.keys(byKind));
  const ofKind: Readonly<Record<string, Figure | undefined>> = byKind[kind]?.figures ?? {};
  return judged(gate, ofKind[metric], target);
}

function judged(gate: GateExpression, figure: Figure | null | undefined, target: string): GateResult {
  if (!figure) throw badGate(gate, `${gate.metric} was not measured`);
  return gateResult(gate, figure, { model: target, baseline: null });
}
