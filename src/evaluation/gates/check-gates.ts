import type { Figure } from '../causes/causes.js';
import type { CheckResult } from '../check/check-result.js';
import type { GateExpression } from './expression.js';
import { badGate, type GateReport, type GateResult, gateResult, reportOf, unknownInGate } from './gate-report.js';

/**
 * Judges gates on a first look: `rs`, `em`, `repeatability`, `bothRight` and `sameContexts`, the first also of a kind
 * (`rs@article`).
 *
 * @throws BAD_FLAG for what a first look does not measure: other names, a change, another model
 */
export function judgeCheckGates(gates: readonly GateExpression[], result: CheckResult, strict = false): GateReport {
  return reportOf(
    gates.map((gate) => judgeOne(gate, result)),
    strict,
  );
}

function judgeOne(gate: GateExpression, result: CheckResult): GateResult {
  const { metric, kind, change, model } = gate;
  const { target, rs, em, repeatability, bothRight, causes, byKind, questions } = result;
  if (change) throw badGate(gate, `.${change} needs two evaluations to compare; see unisono compare`);
  if (model !== undefined && model !== target) throw unknownInGate(gate, 'model', model, [target]);
  const figures = { rs, em, repeatability, bothRight, sameContexts: causes.retriever?.same ?? null };
  if (!Object.hasOwn(figures, metric)) throw unknownInGate(gate, 'metric', metric, Object.keys(figures));
  let figure: Figure | null | undefined = figures[metric as keyof typeof figures];
  if (kind !== undefined) {
    if (metric !== 'rs') throw badGate(gate, 'a first look tells kinds apart in rs alone');
    if (!Object.hasOwn(byKind, kind)) throw unknownInGate(gate, 'kind', kind, Object.keys(byKind));
    figure = byKind[kind];
  }
  if (!figure) throw badGate(gate, `${metric} was not measured`);
  const { value, low, high, pairs } = figure;
  // A question has at most one rewording of a kind, so that pairs of a kind are questions.
  const behind = kind === undefined ? questions : Math.min(pairs, questions);
  return gateResult(gate, { value, interval: [low, high], questions: behind }, { model: target, baseline: null });
}
