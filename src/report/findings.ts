import type { Estimate } from '../metrics/figure.js';
import { kindLabel, orderKinds } from '../variation/kind-names.js';
import { causeOfInconsistency } from './cause-finding.js';
import { direction, findDifference, headlineRows, ladderRow } from './comparison.js';
import { carriedLayers } from './layer-findings.js';
import { bonferroniQuantile, designEffect, newcombeInterval } from './newcombe.js';
import { percent, percentSign, signedPoints, signedScore } from './number-format.js';
import { shortName } from './plain-text.js';
import type { Difference, ReportData, ReportedRow } from './report-data.js';

/** One thing that an interval supports: what it says, and the figures behind it. */
export interface Finding {
  readonly id: 'kind' | 'cause' | 'agreement' | 'lead' | 'joint' | 'rewordings' | 'cost' | 'layers' | 'wording';
  readonly claim: string;
  readonly evidence: string;
}

/** Most findings that a page shows. */
export const MOST_FINDINGS = 5;

function points({ value, low, high }: Estimate): string {
  return `${signedPoints(value)} points, 95\u00a0% interval ${signedPoints(low)} to ${signedPoints(high)}`;
}

function rougeChange({ value, low, high }: Difference): string {
  return `${signedScore(value)} ROUGE-L, 95\u00a0% interval ${signedScore(low)} to ${signedScore(high)}`;
}

/**
 * The kind whose RS is furthest below that of all other kinds together. The ladder has no interval of that difference,
 * which gets Newcombe's, with the pairs divided by the ladder row's design effect (one question has several
 * variants) and Bonferroni's quantile over the kinds (the worst of many was picked).
 */
export function weakestKind(row: ReportedRow): Finding | undefined {
  const kinds = orderKinds(Object.keys(row.byKind)).flatMap((kind) => {
    const { pairs, figures } = row.byKind[kind]!;
    return figures.rs && pairs > 0 ? [{ kind, pairs, rs: figures.rs.value }] : [];
  });
  if (kinds.length < 2) return undefined;
  const total = kinds.reduce((sum, { pairs }) => sum + pairs, 0);
  const consistent = kinds.reduce((sum, { pairs, rs }) => sum + pairs * rs, 0);
  const effect = designEffect(row.figures.rs, row.pairs);
  const compared = kinds.map(({ kind, pairs, rs }) => {
    const rest = (consistent - pairs * rs) / (total - pairs);
    const z = bonferroniQuantile(kinds.length);
    const range = newcombeInterval({ p: rs, n: pairs / effect }, { p: rest, n: (total - pairs) / effect }, z);
    return { kind, pairs, rs, rest, value: rs - rest, ...range };
  });
  const worst = compared.reduce((lowest, each) => (each.value < lowest.value ? each : lowest));
  if (direction(worst) !== 'lower') return undefined;
  return {
    id: 'kind',
    claim: `Rewordings of the kind “${shortName(kindLabel(worst.kind))}” break answers most.`,
    evidence: `${shortName(row.model)} stays consistent on ${percentSign(worst.rs)} of those ${worst.pairs} pairs and on ${percentSign(worst.rest)} of all others (${points(worst)}, widened for ${kinds.length} kinds compared).`,
  };
}

function consistentButWrong(row: ReportedRow): Finding | undefined {
  const { rs, bothRight } = row.figures;
  if (rs.low <= bothRight.high) return undefined;
  return {
    id: 'agreement',
    claim: 'Many consistent answers are not both right.',
    evidence: `${shortName(row.model)} is consistent on ${percentSign(rs.value)} of pairs (95\u00a0% interval from ${percent(rs.low)}), but both answers are right on ${percentSign(bothRight.value)} (up to ${percent(bothRight.high)}).`,
  };
}

function mergedAgainstJoint(data: ReportData): Finding | undefined {
  const rs = findDifference(data, 'Merged', 'ALL', 'rs');
  const rougeL = findDifference(data, 'Merged', 'ALL', 'rougeL');
  const consistency = rs ? direction(rs) : 'unclear';
  const accuracy = rougeL ? direction(rougeL) : 'unclear';
  const claims = [];
  if (consistency !== 'unclear') claims.push(consistency === 'higher' ? 'more consistent' : 'less consistent');
  if (accuracy !== 'unclear') claims.push(accuracy === 'higher' ? 'more accurate' : 'less accurate');
  if (claims.length === 0) return undefined;
  const figures = [consistency !== 'unclear' && points(rs!), accuracy !== 'unclear' && rougeChange(rougeL!)];
  const joint = claims.length === 2 && consistency !== accuracy ? ' but ' : ' and ';
  return {
    id: 'joint',
    claim: `The merge is ${claims.join(joint)} than one model trained on all variants.`,
    evidence: `Merged against ALL: ${figures.filter(Boolean).join('; ')}.`,
  };
}

function rewordingsHelp(data: ReportData): Finding | undefined {
  const candidates: [string, string][] = [
    ['ALL', 'SFT+TL'],
    ['Merged', 'SFT+TL'],
    ['ALL', 'SFT'],
    ['Merged', 'SFT'],
  ];
  for (const [a, b] of candidates) {
    const rs = findDifference(data, a, b, 'rs');
    if (!rs || direction(rs) === 'unclear') continue;
    const helps = direction(rs) === 'higher';
    return {
      id: 'rewordings',
      claim: `Training on reworded questions ${helps ? 'adds' : 'costs'} consistency beyond plain fine-tuning.`,
      evidence: `${a} against ${b}: ${points(rs)} of RS.`,
    };
  }
  return undefined;
}

/** The largest fall of accuracy below the base model, among models other than the headline's. */
function accuracyCost(data: ReportData, model: ReportedRow, base: ReportedRow): Finding | undefined {
  const falls = data.ladder.rows
    .filter((row) => row !== model && row !== base)
    .flatMap((row) => findDifference(data, row.model, base.model, 'rougeL') ?? [])
    .filter((difference) => direction(difference) === 'lower')
    .sort((x, y) => x.value - y.value);
  const worst = falls[0];
  if (!worst) return undefined;
  const name = shortName(worst.a);
  return {
    id: 'cost',
    claim: `${name} answers less accurately than ${shortName(base.model)}.`,
    evidence: `${name} against ${shortName(base.model)}: ${rougeChange(worst)}.`,
  };
}

function layerWeighting(data: ReportData): Finding | undefined {
  const rs = findDifference(data, 'Merged', 'Uniform', 'rs');
  if (!rs || direction(rs) === 'unclear') return undefined;
  const helps = direction(rs) === 'higher';
  return {
    id: 'layers',
    claim: `Weights per layer make the merge ${helps ? 'more' : 'less'} consistent than one uniform weight.`,
    evidence: `Merged against Uniform: ${points(rs)} of RS.`,
  };
}

/** Exact agreement changed although RS, which the verdict tells, shows no difference. */
function sameWording(data: ReportData, model: ReportedRow, base: ReportedRow): Finding | undefined {
  const em = findDifference(data, model.model, base.model, 'em');
  const rs = findDifference(data, model.model, base.model, 'rs');
  if (!em || !rs || direction(em) === 'unclear' || direction(rs) !== 'unclear') return undefined;
  const more = direction(em) === 'higher';
  return {
    id: 'wording',
    claim: `${more ? 'More' : 'Fewer'} answers are identical word for word, but no difference in consistency is shown.`,
    evidence: `${shortName(model.model)} against ${shortName(base.model)}: ${points(em)} of EM.`,
  };
}

/** What the intervals support beyond the verdict, most useful first, at most five; empty when they support nothing. */
export function buildFindings(data: ReportData): Finding[] {
  const { model, base } = headlineRows(data);
  const found = [
    weakestKind(model),
    causeOfInconsistency(data),
    consistentButWrong(model),
    carriedLayers(data),
    ladderRow(data, 'Merged') && mergedAgainstJoint(data),
    rewordingsHelp(data),
    layerWeighting(data),
    base && accuracyCost(data, model, base),
    base && sameWording(data, model, base),
  ];
  return found.filter((finding) => finding !== undefined).slice(0, MOST_FINDINGS);
}
