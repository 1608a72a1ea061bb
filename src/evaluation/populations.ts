import { DIFFERENCE } from '../metrics/figure.js';
import { meanFigures, type Resampling } from '../metrics/mean-figures.js';
import {
  ANSWER_METRICS,
  boundsOf,
  type Figures,
  GROUP_METRICS,
  type MetricName,
  metricOf,
  PAIR_METRICS,
} from '../metrics/registry.js';
import type { ModelScores } from './pairs.js';

/** Items of one model, and the values of the metrics averaged over them, without metrics that were not measured. */
export interface Population {
  readonly of: 'pairs' | 'answers' | 'originals' | 'groups';
  /** Names of the items, which match the items of two models. */
  readonly ids: readonly string[];
  /** The question that each item belongs to. */
  readonly questions: readonly string[];
  readonly values: ReadonlyMap<MetricName, readonly number[]>;
}

/**
 * Pairs, answers, answers to originals and groups of one model, or the pairs of one kind and the answers to these rewordings.
 * Empty ones are left out.
 */
export function populationsOf({ pairs, answers, groups }: ModelScores, kind?: string): Population[] {
  const ofKind = <Item extends { readonly kind: string }>(items: readonly Item[]) =>
    kind === undefined ? items : items.filter((item) => item.kind === kind);
  const originals = kind === undefined ? answers.filter((each) => each.kind === 'original') : [];
  const names = (over: 'all' | 'originals') => ANSWER_METRICS.filter((metric) => metric.over === over);
  return [
    population(
      'pairs',
      ofKind(pairs),
      PAIR_METRICS,
      ({ id }) => id,
      (pair, name) => pair[name],
    ),
    population(
      'answers',
      ofKind(answers),
      names('all'),
      ({ id }) => id,
      ({ values }, name) => values[name],
    ),
    population(
      'originals',
      originals,
      names('originals'),
      ({ id }) => id,
      ({ values }, name) => values[name],
    ),
    population(
      'groups',
      kind === undefined ? groups : [],
      GROUP_METRICS,
      ({ question }) => question,
      (group, name) => group[name],
    ),
  ].filter(({ ids }) => ids.length > 0);
}

/** The mean of every metric of a population. */
export function figuresOfPopulation({ questions, values }: Population, resampling: Resampling): Figures {
  return meanFigures(
    questions,
    Object.fromEntries(values) as Record<MetricName, readonly number[]>,
    resampling,
    (name) => boundsOf(metricOf(name)),
  );
}

/**
 * The first minus the second in every metric measured for both on the same items, paired: both use the same resamples. All
 * differences of means are computed here, so that tables and gates agree. Empty if the items differ.
 */
export function differencesOfPopulations(first: Population, second: Population, resampling: Resampling): Figures {
  if (!sameIds(first.ids, second.ids)) return {};
  const shared = [...first.values].flatMap(([name, values]) => {
    const other = second.values.get(name);
    return other ? [[name, values.map((value, i) => value - (other[i] as number))] as const] : [];
  });
  if (shared.length === 0) return {};
  const differences = Object.fromEntries(shared) as unknown as Record<MetricName, readonly number[]>;
  return meanFigures(first.questions, differences, resampling, (name) => {
    const [least, most] = boundsOf(metricOf(name));
    return least === 0 && most === 1 ? DIFFERENCE : [least - most, most - least];
  });
}

/** All differences between two models, over all their items or those of one kind, by metric. */
export function differencesBetween(
  first: ModelScores,
  second: ModelScores,
  resampling: Resampling,
  kind?: string,
): Figures {
  const others = populationsOf(second, kind);
  return Object.assign(
    {},
    ...populationsOf(first, kind).map((own) => {
      const other = others.find(({ of }) => of === own.of);
      return other ? differencesOfPopulations(own, other, resampling) : {};
    }),
  );
}

function population<Item extends { readonly question: string }, Name extends MetricName>(
  of: Population['of'],
  items: readonly Item[],
  metrics: readonly { readonly name: Name }[],
  idOf: (item: Item) => string,
  readValue: (item: Item, name: Name) => number | null | undefined,
): Population {
  const columns = metrics.flatMap(({ name }) => {
    const values = items.map((item) => readValue(item, name) ?? null);
    return values.includes(null) ? [] : [[name, values as number[]] as const];
  });
  return {
    of,
    ids: items.map(idOf),
    questions: items.map(({ question }) => question),
    values: new Map<MetricName, readonly number[]>(columns),
  };
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
