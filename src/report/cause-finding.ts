import type { ModelCauses } from '../evaluation/causes/causes.js';
import { direction, headlineRows } from './comparison.js';
import { contextSplit } from './context-split.js';
import { percent, percentSign, signedPoints } from './number-format.js';
import { shortName } from './plain-text.js';
import type { ReportData, ReportedRow } from './report-data.js';

interface CauseFinding {
  readonly id: 'cause';
  readonly claim: string;
  readonly evidence: string;
}

/** The measured cause whose interval is above those of all others; undefined if they were not all measured separately. */
function measuredCause({ model }: ReportedRow, causes: ModelCauses): CauseFinding | undefined {
  const shares = (['retriever', 'generator', 'noise'] as const).flatMap((cause) => {
    const part = causes.rs.parts[cause];
    return part?.share ? [{ cause, ...part.share }] : [];
  });
  const [first, ...others] = shares.toSorted((x, y) => y.value - x.value);
  if (!first || causes.rs.parts.undivided || others.length === 0 || others.some(({ high }) => high >= first.low))
    return undefined;
  const rest = others.map(({ cause, value }) => `${cause} ${percentSign(value)}`).join(', ');
  return {
    id: 'cause',
    claim: `Most inconsistency comes from the ${first.cause}.`,
    evidence: `It accounts for ${percentSign(first.value)} of the inconsistency of ${shortName(model)} (95\u00a0% interval ${percent(first.low)} to ${percent(first.high)}); ${rest}.`,
  };
}

/**
 * Retriever or generator, for the headline model: by measured shares, else by the contexts of its pairs. Different contexts
 * count as the cause only if answers break more often with them: an answer may break by itself with any contexts.
 */
export function causeOfInconsistency(data: ReportData): CauseFinding | undefined {
  const { model } = headlineRows(data);
  if (model.causes) return measuredCause(model, model.causes);
  const split = contextSplit(data.pairs, model);
  if (!split?.generatorShare) return undefined;
  const { value: share, low, high } = split.generatorShare;
  const interval = `95\u00a0% interval ${percent(low)} to ${percent(high)}`;
  const inconsistent = split.same.inconsistent + split.other.inconsistent;
  const name = shortName(model.model);
  if (low > 0.5) {
    return {
      id: 'cause',
      claim: 'Most inconsistency comes from the generator.',
      evidence: `In ${percentSign(share)} of the ${inconsistent} inconsistent pairs of ${name}, both wordings were answered from the same contexts (${interval}).`,
    };
  }
  if (high >= 0.5 || !split.excess || direction(split.excess) !== 'higher') return undefined;
  const { value: difference, low: least, high: most } = split.excess;
  return {
    id: 'cause',
    claim: 'Most inconsistency comes with different contexts, from the retriever.',
    evidence: `Of the ${inconsistent} inconsistent pairs of ${name}, ${percentSign(1 - share)} have different contexts for the rewording (${interval} for the same contexts), and answers break more often with them: ${signedPoints(difference)} points, 95\u00a0% interval ${signedPoints(least)} to ${signedPoints(most)}.`,
  };
}
