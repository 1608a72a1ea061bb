import { type Direction, direction, findDifference, headlineRows } from './comparison.js';
import { percent, percentSign, score, signedPoints, signedScore } from './number-format.js';
import { shortName } from './plain-text.js';
import type { Difference, ReportData, ReportedRow } from './report-data.js';

/** The page's first sentence, and its verdicts on consistency (RS) and accuracy (ROUGE-L against the reference). */
export interface Verdict {
  readonly sentence: string;
  readonly consistency: Direction | 'no interval' | 'one model';
  readonly accuracy: Direction | 'no interval';
}

function intervalWords({ low, high }: Difference, format: (value: number) => string): string {
  return `95\u00a0% interval ${format(low)} to ${format(high)}`;
}

function consistencyClause(difference: Difference): string {
  const points = `${signedPoints(difference.value)} points`;
  const range = intervalWords(difference, signedPoints);
  if (direction(difference) === 'unclear') {
    return `(${points}); the ${range} includes 0, so no difference is shown`;
  }
  return `(${points}, ${range})`;
}

function accuracyClause(difference: Difference, model: ReportedRow, base: ReportedRow): string {
  const scores = `ROUGE-L ${score(base.figures.rougeL.value)} to ${score(model.figures.rougeL.value)}`;
  const change = `${signedScore(difference.value)}, ${intervalWords(difference, signedScore)}`;
  switch (direction(difference)) {
    case 'higher':
      return `accuracy rose, ${scores} (${change})`;
    case 'lower':
      return `accuracy fell, ${scores} (${change})`;
    default:
      return `no change of accuracy is shown, ${scores} (${change}, which includes 0)`;
  }
}

/**
 * The verdict on the ladder's last step against its first: consistency, then accuracy, each as far as its
 * interval supports it. Falls are stated as plainly as rises.
 */
export function buildVerdict(data: ReportData): Verdict {
  const { model, base } = headlineRows(data);
  const name = shortName(model.model);
  if (!base) {
    const [low, high] = [model.figures.rs.low, model.figures.rs.high];
    return {
      sentence: `${name} gives consistent answers for ${percentSign(model.figures.rs.value)} of reworded questions (95\u00a0% interval ${percent(low)} to ${percent(high)}); there is no other model to compare it with.`,
      consistency: 'one model',
      accuracy: 'no interval',
    };
  }
  const consistency = findDifference(data, model.model, base.model, 'rs');
  const accuracy = findDifference(data, model.model, base.model, 'rougeL');
  const shares = `${name} gives consistent answers for ${percentSign(model.figures.rs.value)} of reworded questions, ${shortName(base.model)} for ${percentSign(base.figures.rs.value)}`;
  const first = consistency
    ? `${shares} ${consistencyClause(consistency)}`
    : `${shares}; the difference has no interval, so no conclusion is possible`;
  const fell = accuracy && direction(accuracy) === 'lower';
  const gained = consistency && direction(consistency) === 'higher';
  const second = accuracy ? `${fell && gained ? ', but ' : '; '}${accuracyClause(accuracy, model, base)}` : '';
  return {
    sentence: `${first}${second}.`,
    consistency: consistency ? direction(consistency) : 'no interval',
    accuracy: accuracy ? direction(accuracy) : 'no interval',
  };
}
