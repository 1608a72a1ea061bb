import { clusterIndices } from '../../metrics/bootstrap.js';
import { DIFFERENCE } from '../../metrics/figure.js';
import { meanFigure, type Resampling } from '../../metrics/mean-figures.js';
import { type CauseColumns, causeColumns } from './cause-columns.js';
import { type CauseDifference, COMPARED_PARTS, COMPARED_SHARES, COMPARED_STABILITY } from './causes.js';
import type { PairCauses } from './pair-causes.js';
import { ratioDifferenceFigure } from './ratio-figure.js';

/** A model and the disagreements of each of its pairs. */
export interface ModelPairs {
  readonly model: string;
  readonly pairs: readonly PairCauses[];
}

/** Differences of every cause measured for both models; empty if they were not asked the same pairs. */
export function causeDifferences(first: ModelPairs, second: ModelPairs, how: Resampling): CauseDifference[] {
  const pairs = first.pairs;
  if (pairs.length !== second.pairs.length || pairs.some(({ id }, i) => id !== second.pairs[i]!.id)) return [];
  const questions = pairs.map(({ question }) => question);
  const named = { a: first.model, b: second.model };
  const { resamples, seed } = how;
  const meanDifference = (a: readonly number[], b: readonly number[]) =>
    meanFigure(
      questions,
      a.map((x, i) => x - b[i]!),
      { resamples, seed },
      DIFFERENCE,
    );
  const ofAnswers = (['rs', 'em'] as const).flatMap((measure): CauseDifference[] => {
    const [a, b] = [causeColumns(pairs, measure), causeColumns(second.pairs, measure)];
    const parts = both(COMPARED_PARTS, a, b).map(
      (what): CauseDifference => ({ ...named, measure, what, ...meanDifference(a[what]!, b[what]!) }),
    );
    const clusters = clusterIndices(questions);
    const shares = both(COMPARED_SHARES, a, b).flatMap((part): CauseDifference[] => {
      const found = ratioDifferenceFigure(
        { clusters, numerator: a[part]!, denominator: a.endToEnd, resamples, seed },
        { numerator: b[part]!, denominator: b.endToEnd },
      );
      return found ? [{ ...named, measure, what: `share of ${part}`, ...found }] : [];
    });
    return [...parts, ...shares];
  });
  const told = [...pairs, ...second.pairs].every(({ contexts }) => contexts !== null);
  const ofContexts = (told ? COMPARED_STABILITY : []).map((what): CauseDifference => {
    const column = ({ pairs: own }: ModelPairs) => own.map(({ contexts }) => contexts![what]);
    return { ...named, measure: null, what, ...meanDifference(column(first), column(second)) };
  });
  return [...ofAnswers, ...ofContexts];
}

function both<Name extends keyof CauseColumns>(names: readonly Name[], a: CauseColumns, b: CauseColumns): Name[] {
  return names.filter((name) => a[name] && b[name]);
}
