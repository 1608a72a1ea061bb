import { UnisonoError } from '../core/errors.js';
import { holm } from '../metrics/holm.js';
import { mcnemar } from '../metrics/mcnemar.js';
import type { Resampling } from '../metrics/mean-figures.js';
import {
  CORPUS_METRICS,
  type Figures,
  METRICS,
  metricVersions,
  PAIR_METRICS,
  type WholeFigures,
} from '../metrics/registry.js';
import { isHardlyRead, type RougeWords } from '../metrics/rouge-tokens.js';
import { DEFAULT_KINDS, KINDS } from '../variation/kind-names.js';
import { corpusDifference, corpusFigure } from './corpus.js';
import { crossTable } from './cross-table.js';
import type { Difference, KindDifference, KindScores, Ladder, LadderRow, PairedTest } from './ladder.js';
import type { ModelScores, ScoredPair } from './pairs.js';
import { differencesBetween, figuresOfPopulation, populationsOf } from './populations.js';

export interface LadderSettings extends Resampling {
  readonly threshold: number;
  /** Tokenizer of ROUGE and RS. Default: `auto`. */
  readonly words?: RougeWords | undefined;
}

/** Differences to compute with an interval: [a, b] for a minus b. */
export type Comparison = readonly [a: string, b: string];

/** The encoder that measured BS. */
export interface BertScoreSource {
  readonly encoder: string;
  readonly layer: number;
}

/**
 * The ladder over models that answered the same examples: every metric of the registry. Intervals are of a bootstrap that
 * resamples questions with all their pairs, answers or groups, by percentiles and by BCa; McNemar's tests are adjusted by
 * Holm over all of them.
 *
 * @param bertscore encoder that measured `bs` of the pairs, if any
 * @throws TOO_FEW_QUERIES if there are no pairs
 */
export function buildLadder(
  models: readonly ModelScores[],
  comparisons: readonly Comparison[],
  { threshold, resamples, seed, words = 'auto' }: LadderSettings,
  bertscore: BertScoreSource | null = null,
): Ladder {
  const count = models[0]?.pairs.length ?? 0;
  if (count === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: 'evaluation', count, least: 1 });
  const resampling = { resamples, seed };
  const byName = new Map(models.map((scores) => [scores.model, scores]));
  const compared = comparisons.flatMap(([a, b]) => {
    const first = byName.get(a);
    const second = byName.get(b);
    return first && second ? [[first, second] as const] : [];
  });
  return {
    threshold,
    ...resampling,
    metrics: metricVersions(),
    words,
    ...(words !== 'unicode' && hardlyRead(models)),
    bertscore,
    rows: models.map((scores) => ladderRow(scores, resampling)),
    differences: compared.flatMap(([first, second]) => differences(first, second, resampling)),
    kindDifferences: compared.flatMap(([first, second]) => kindDifferences(first, second, resampling)),
    tests: pairedTests(compared),
  };
}

/** Number of distinct answers and references with few characters that rouge-score tokenizes. */
function hardlyRead(models: readonly ModelScores[]): Pick<Ladder, 'hardlyRead'> {
  const all = new Set(
    models.flatMap(({ answers }) => answers.flatMap(({ answer, reference = '' }) => [answer, reference])),
  );
  const texts = [...all].filter(isHardlyRead).length;
  return texts === 0 ? {} : { hardlyRead: { texts, of: all.size } };
}

function ladderRow(scores: ModelScores, resampling: Resampling): LadderRow {
  const { model, pairs, answers, groups } = scores;
  const corpora = CORPUS_METRICS.map((metric) => [metric.name, corpusFigure(answers, metric, resampling)]);
  const figures = { ...meansOf(scores, resampling), ...(Object.fromEntries(corpora) as Figures) };
  const kinds = KINDS.filter((kind) => DEFAULT_KINDS.includes(kind) || pairs.some((pair) => pair.kind === kind));
  return {
    model,
    pairs: pairs.length,
    emptyPairs: emptyPairs(pairs),
    groups: groups.length,
    figures: inOrder(figures) as WholeFigures,
    byKind: Object.fromEntries(kinds.map((kind) => [kind, scoreKind(scores, kind, resampling)])),
    crossTable: crossTable(pairs, resampling),
  };
}

function scoreKind(scores: ModelScores, kind: string, resampling: Resampling): KindScores {
  const pairs = scores.pairs.filter((pair) => pair.kind === kind);
  const figures = pairs.length === 0 ? {} : inOrder(meansOf(scores, resampling, kind));
  return { pairs: pairs.length, emptyPairs: emptyPairs(pairs), figures };
}

function meansOf(scores: ModelScores, resampling: Resampling, kind?: string): Figures {
  return Object.assign({}, ...populationsOf(scores, kind).map((each) => figuresOfPopulation(each, resampling)));
}

/** Figures in the order of the registry, without those that were not measured. */
function inOrder(figures: Figures): Figures {
  return Object.fromEntries(
    METRICS.flatMap(({ name }) => {
      const figure = figures[name];
      return figure ? [[name, figure]] : [];
    }),
  );
}

function emptyPairs(pairs: readonly ScoredPair[]): number {
  return pairs.filter(({ agreement }) => agreement === 'empty').length;
}

function differences(first: ModelScores, second: ModelScores, resampling: Resampling): Difference[] {
  const corpora = CORPUS_METRICS.map((metric) => [
    metric.name,
    corpusDifference(first.answers, second.answers, metric, resampling),
  ]);
  const figures = { ...differencesBetween(first, second, resampling), ...(Object.fromEntries(corpora) as Figures) };
  return listed(first, second, figures);
}

/** Differences over the same pairs, for every kind with pairs. */
function kindDifferences(first: ModelScores, second: ModelScores, resampling: Resampling): KindDifference[] {
  return [...new Set(first.pairs.map(({ kind }) => kind))].flatMap((kind) =>
    listed(first, second, differencesBetween(first, second, resampling, kind)).map((each) => ({ kind, ...each })),
  );
}

function listed({ model: a }: ModelScores, { model: b }: ModelScores, figures: Figures): Difference[] {
  return METRICS.flatMap(({ name: metric }) => {
    const figure = figures[metric];
    return figure ? [{ a, b, metric, ...figure }] : [];
  });
}

/** McNemar's tests of the metrics that have one, for every comparison; Holm over all of them. */
function pairedTests(compared: readonly (readonly [ModelScores, ModelScores])[]): PairedTest[] {
  const tested = PAIR_METRICS.filter(({ test }) => test === 'mcnemar');
  const tests = compared.flatMap(([first, second]) =>
    tested.map(({ name: metric }) => {
      const valuesOf = ({ pairs }: ModelScores) => pairs.map((pair) => pair[metric] as number);
      const { onlyFirst, onlySecond, ...values } = mcnemar(valuesOf(first), valuesOf(second));
      return { a: first.model, b: second.model, metric, onlyA: onlyFirst, onlyB: onlySecond, ...values };
    }),
  );
  const adjusted = holm(tests.map(({ exact }) => exact));
  return tests.map((test, i) => ({ ...test, holm: adjusted[i] as number }));
}
