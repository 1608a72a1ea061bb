import { UnisonoError } from '../../core/errors.js';
import { clusterIndices } from '../../metrics/bootstrap.js';
import { type Bounds, DIFFERENCE, type Figure } from '../../metrics/figure.js';
import { meanFigure, type Resampling } from '../../metrics/mean-figures.js';
import type { Example } from '../../retrieval/example.js';
import type { RecordedAnswer } from '../../targets/recorded-answer.js';
import { causeColumns } from './cause-columns.js';
import type { ModelPairs } from './cause-differences.js';
import type { Decomposition, ModelCauses, Part, RetrieverStability } from './causes.js';
import { type PairCauses, type PairCausesSettings, pairCauses } from './pair-causes.js';
import { ratioFigure } from './ratio-figure.js';

/** How causes are measured, and how their intervals are taken. */
export interface CausesSettings extends PairCausesSettings {
  readonly resamples: number;
  readonly seed: number;
}

/**
 * Splits one model's inconsistency by cause; docs/causes.md defines every figure. A part is measured only if every pair has
 * the required answers; else it is null and `notMeasured` gives the reason.
 *
 * @throws TOO_FEW_QUERIES without a pair that has both answers
 */
export function measureCauses(
  model: string,
  examples: readonly Example[],
  answers: readonly RecordedAnswer[],
  settings: CausesSettings,
): ModelCauses {
  return measurePairs({ model, pairs: pairsOf(examples, answers, settings) }, settings);
}

/** Disagreements of every pair of one model, from its recorded answers by id. */
export function pairsOf(
  examples: readonly Example[],
  answers: readonly RecordedAnswer[],
  settings: PairCausesSettings,
): PairCauses[] {
  const byId = new Map(answers.flatMap((record) => (record.id === undefined ? [] : [[record.id, record] as const])));
  return pairCauses(examples, byId, settings);
}

/** {@link measureCauses} of given pairs. */
export function measurePairs({ model, pairs }: ModelPairs, settings: CausesSettings): ModelCauses {
  if (pairs.length === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: 'causes', count: 0, least: 1 });
  return {
    model,
    pairs: pairs.length,
    questions: new Set(pairs.map(({ question }) => question)).size,
    retriever: retrieverStability(pairs, settings),
    rs: decompose(pairs, 'rs', settings),
    em: decompose(pairs, 'em', settings),
    notMeasured: notMeasured(pairs),
  };
}

/** Whether there are recorded answers that only a split by cause needs. */
export function hasCauseAnswers(answers: readonly RecordedAnswer[]): boolean {
  return answers.some(({ id }) => id !== undefined && /#(again-1|held)$/.test(id));
}

function decompose(pairs: readonly PairCauses[], measure: 'rs' | 'em', how: Resampling): Decomposition {
  const columns = causeColumns(pairs, measure);
  const { endToEnd } = columns;
  const figure = (values: number[] | null) => values && figureOf(values, pairs, how);
  const part = (values: number[] | null) => values && partOf(values, endToEnd, pairs, how);
  return {
    endToEnd: figureOf(endToEnd, pairs, how),
    noise: figure(columns.noise),
    held: figure(columns.held),
    swapped: figure(columns.swapped),
    parts: {
      noise: part(columns.noise),
      generator: part(columns.generator),
      retriever: part(columns.retriever),
      undivided: part(columns.undivided),
    },
    interaction: columns.interaction && figureOf(columns.interaction, pairs, how, [-2, 2]),
  };
}

function retrieverStability(pairs: readonly PairCauses[], how: Resampling): RetrieverStability | null {
  if (pairs.some(({ contexts }) => contexts === null)) return null;
  const figure = (name: keyof RetrieverStability) =>
    figureOf(
      pairs.map(({ contexts }) => contexts![name]),
      pairs,
      how,
    );
  return { overlap: figure('overlap'), jaccard: figure('jaccard'), rbo: figure('rbo'), same: figure('same') };
}

function figureOf(
  values: readonly number[],
  pairs: readonly PairCauses[],
  { resamples, seed }: Resampling,
  bounds?: Bounds,
): Figure {
  const questions = pairs.map(({ question }) => question);
  return meanFigure(questions, values, { resamples, seed }, bounds);
}

function partOf(
  values: readonly number[],
  whole: readonly number[],
  pairs: readonly PairCauses[],
  how: Resampling,
): Part {
  const clusters = clusterIndices(pairs.map(({ question }) => question));
  const share = ratioFigure({ clusters, numerator: values, denominator: whole, ...how });
  return { ...figureOf(values, pairs, how, DIFFERENCE), share };
}

function notMeasured(pairs: readonly PairCauses[]): ModelCauses['notMeasured'] {
  const missing = (name: 'noise' | 'held' | 'swapped') => pairs.filter(({ rs }) => rs[name] === null).length;
  const told = (what: string, name: 'noise' | 'held' | 'swapped', answers: string) => {
    const reason = `${missing(name)} of ${pairs.length} pairs have no answer to ${answers}`;
    return missing(name) > 0 ? [{ what, reason }] : [];
  };
  const contexts = pairs.some((pair) => pair.contexts === null);
  return [
    ...told('noise floor', 'noise', 'the same question asked again (id "<question>#again-1")'),
    ...told(
      'generator and retriever apart',
      'held',
      'the rewording with its original’s contexts (id "<variant>#held")',
    ),
    ...told('interaction', 'swapped', 'the original with its rewording’s contexts (id "<variant>#swapped")'),
    ...(contexts ? [{ what: 'retriever stability', reason: 'the contexts of the answers are unknown' }] : []),
  ];
}
