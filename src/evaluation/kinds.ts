import type { TwoIntervals } from '../metrics/bootstrap-totals.js';
import type { KindDifference, KindScores } from './ladder.js';
import { meanIntervals, type Resampling } from './mean-intervals.js';
import type { ModelScores, ScoredPair } from './pairs.js';

/** What a kind is compared by, from the pairs of that kind alone. */
const VALUES = {
  em: ({ em }: ScoredPair) => em,
  rs: ({ rs }: ScoredPair) => rs,
  rougeL: ({ rougeLVariant }: ScoredPair) => rougeLVariant,
  bothRight: ({ bothRight }: ScoredPair) => bothRight,
  emNormalized: ({ emNormalized }: ScoredPair) => emNormalized,
} as const;
const COMPARED = ['rs', 'em', 'bothRight', 'rougeL'] as const;

/** Figures of the pairs of one kind with their intervals; null without pairs. `bs` needs one of every pair. */
export function scoreKind(pairs: readonly ScoredPair[], resampling: Resampling): KindScores {
  const nothing = { em: null, rs: null, rougeL: null, bothRight: null, emNormalized: null, bs: null };
  if (pairs.length === 0) return { pairs: 0, emptyPairs: 0, ...nothing };
  const measured = pairs.every(({ bs }) => bs !== null);
  const { bs, ...figures } = meanIntervals(
    pairs.map(({ question }) => question),
    {
      ...columnsOf(pairs, Object.keys(VALUES) as (keyof typeof VALUES)[]),
      bs: pairs.map((pair) => pair.bs ?? 0),
    },
    resampling,
  );
  const ranges = (pick: (figure: TwoIntervals) => [number, number]) => ({
    em: pick(figures.em),
    rs: pick(figures.rs),
    rougeL: pick(figures.rougeL),
    bothRight: pick(figures.bothRight),
    emNormalized: pick(figures.emNormalized),
    bs: measured ? pick(bs) : null,
  });
  return {
    pairs: pairs.length,
    emptyPairs: emptyPairs(pairs),
    em: figures.em.estimate,
    rs: figures.rs.estimate,
    rougeL: figures.rougeL.estimate,
    bothRight: figures.bothRight.estimate,
    emNormalized: figures.emNormalized.estimate,
    bs: measured ? bs.estimate : null,
    intervals: ranges(({ low, high }) => [low, high]),
    bca: ranges(({ bca }) => bca),
  };
}

/** How many of the pairs have an empty answer. */
export function emptyPairs(pairs: readonly Pick<ScoredPair, 'agreement'>[]): number {
  return pairs.filter(({ agreement }) => agreement === 'empty').length;
}

/** Differences between two models over the same pairs, for every kind that has some. */
export function kindDifferences(first: ModelScores, second: ModelScores, resampling: Resampling): KindDifference[] {
  return [...new Set(first.pairs.map(({ kind }) => kind))].flatMap((kind) => {
    const [a, b] = [first, second].map(({ pairs }) => pairs.filter((pair) => pair.kind === kind)) as [
      ScoredPair[],
      ScoredPair[],
    ];
    const theirs = columnsOf(b, COMPARED);
    const columns = Object.fromEntries(
      Object.entries(columnsOf(a, COMPARED)).map(([metric, values]) => [
        metric,
        values.map((value, i) => value - (theirs[metric as (typeof COMPARED)[number]][i] as number)),
      ]),
    ) as Record<(typeof COMPARED)[number], number[]>;
    const figures = meanIntervals(
      a.map(({ question }) => question),
      columns,
      resampling,
    );
    return COMPARED.map((metric) => {
      const { estimate: difference, low, high, bca } = figures[metric];
      return { a: first.model, b: second.model, kind, metric, difference, low, high, pairs: a.length, bca };
    });
  });
}

function columnsOf<Name extends keyof typeof VALUES>(
  pairs: readonly ScoredPair[],
  names: readonly Name[],
): Record<Name, number[]> {
  return Object.fromEntries(names.map((name) => [name, pairs.map(VALUES[name])])) as Record<Name, number[]>;
}
