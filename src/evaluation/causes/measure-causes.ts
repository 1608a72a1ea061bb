import { UnisonoError } from '../../core/errors.js';
import { clusterIndices } from '../../metrics/bootstrap.js';
import type { Example } from '../../retrieval/example.js';
import type { RecordedAnswer } from '../../targets/recorded-answer.js';
import type { Resampling } from '../mean-intervals.js';
import type { Decomposition, Figure, ModelCauses, Part, RetrieverStability } from './causes.js';
import { meanFigure } from './mean-figure.js';
import { type Disagreements, type PairCauses, type PairCausesSettings, pairCauses } from './pair-causes.js';
import { ratioInterval } from './ratio-interval.js';

export interface CausesSettings extends PairCausesSettings {
  readonly resamples: number;
  readonly seed: number;
}

/**
 * Splits one model's inconsistency by cause; docs/causes.md defines every figure. A part is measured only where every
 * pair has the answers that it needs; else it is null and `notMeasured` says why.
 *
 * @throws TOO_FEW_QUERIES without a pair that has both answers
 */
export function measureCauses(
  model: string,
  examples: readonly Example[],
  answers: readonly RecordedAnswer[],
  settings: CausesSettings,
): ModelCauses {
  const byId = new Map(answers.flatMap((record) => (record.id === undefined ? [] : [[record.id, record] as const])));
  const pairs = pairCauses(examples, byId, settings);
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

/** Whether answers were recorded that only a split by cause needs. */
export function hasCauseAnswers(answers: readonly RecordedAnswer[]): boolean {
  return answers.some(({ id }) => id !== undefined && /#(again-1|held)$/.test(id));
}

function decompose(pairs: readonly PairCauses[], measure: 'rs' | 'em', how: Resampling): Decomposition {
  const all = pairs.map((pair) => pair[measure]);
  const column = (name: keyof Disagreements): number[] | null => {
    const values = all.map((each) => each[name]);
    return values.includes(null) ? null : (values as number[]);
  };
  const [endToEnd, noise, held, swapped] = [column('endToEnd')!, column('noise'), column('held'), column('swapped')];
  const figure = (values: number[] | null) => values && figureOf(values, pairs, how);
  const part = (values: number[] | null) => values && partOf(values, endToEnd, pairs, how);
  // Where the noise is not measured it stays in the part that it would be taken from.
  const floor = noise ?? endToEnd.map(() => 0);
  const crossed = held && swapped ? noise : null;
  // Both orders of changing wording and contexts, averaged; without `swapped` the wording is changed first.
  const generator =
    held?.map((h, i) => (crossed ? (h - crossed[i]! + endToEnd[i]! - swapped![i]!) / 2 : h - floor[i]!)) ?? null;
  const retriever =
    held?.map((h, i) => (crossed ? (endToEnd[i]! - h + swapped![i]! - crossed[i]!) / 2 : endToEnd[i]! - h)) ?? null;
  return {
    endToEnd: figureOf(endToEnd, pairs, how),
    noise: figure(noise),
    held: figure(held),
    swapped: figure(swapped),
    parts: {
      noise: part(noise),
      generator: part(generator),
      retriever: part(retriever),
      undivided: part(held ? null : endToEnd.map((value, i) => value - floor[i]!)),
    },
    interaction: figure(crossed?.map((n, i) => endToEnd[i]! - held![i]! - swapped![i]! + n) ?? null),
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

function figureOf(values: number[], pairs: readonly PairCauses[], how: Resampling): Figure {
  return meanFigure(
    pairs.map(({ question }) => question),
    values,
    how,
  );
}

function partOf(values: number[], whole: number[], pairs: readonly PairCauses[], how: Resampling): Part {
  const clusters = clusterIndices(pairs.map(({ question }) => question));
  const share = ratioInterval({ clusters, numerator: values, denominator: whole, ...how });
  return {
    ...figureOf(values, pairs, how),
    share: share?.estimate ?? null,
    shareLow: share?.low ?? null,
    shareHigh: share?.high ?? null,
    shareBca: share?.bca ?? null,
  };
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
    ...(contexts
      ? [{ what: 'retriever stability', reason: 'it is not told what the questions were answered from' }]
      : []),
  ];
}
