import { DEFAULT_KINDS, KINDS } from '../core/dataset.js';
import { UnisonoError } from '../core/errors.js';
import { corpusBleu } from '../metrics/bleu.js';
import { bootstrapDifference, clusteredBootstrap, clusterIndices } from '../metrics/bootstrap.js';
import type { Difference, KindScores, Ladder, LadderRow } from './ladder.js';
import type { ModelScores, ScoredPair } from './pairs.js';

export interface LadderSettings {
  readonly threshold: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Which differences are worth an interval: [a, b] for a minus b. */
export type Comparison = readonly [a: string, b: string];

const METRICS = ['rs', 'em', 'rougeL', 'bothRight'] as const;

/**
 * The ladder over models that answered the same examples. Intervals are percentile intervals of a bootstrap that
 * resamples questions with all their pairs (for ROUGE-L: with all their answers).
 *
 * @throws TOO_FEW_QUERIES if there are no pairs
 */
export function buildLadder(
  models: readonly ModelScores[],
  comparisons: readonly Comparison[],
  settings: LadderSettings,
): Ladder {
  const count = models[0]?.pairs.length ?? 0;
  if (count === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: 'evaluation', count, least: 1 });
  const byName = new Map(models.map((scores) => [scores.model, scores]));
  const differences = comparisons.flatMap(([a, b]) => {
    const first = byName.get(a);
    const second = byName.get(b);
    return first && second ? METRICS.map((metric) => difference(first, second, metric, settings)) : [];
  });
  return { ...settings, rows: models.map((scores) => ladderRow(scores, settings)), differences };
}

function ladderRow({ model, pairs, answers, originals }: ModelScores, settings: LadderSettings): LadderRow {
  const { resamples, seed } = settings;
  const shares = clusteredBootstrap({
    clusters: clusterIndices(pairs.map(({ question }) => question)),
    values: {
      em: pairs.map(({ em }) => em),
      rs: pairs.map(({ rs }) => rs),
      bothRight: pairs.map(({ bothRight }) => bothRight),
    },
    resamples,
    seed,
  });
  const rouge = clusteredBootstrap({
    clusters: clusterIndices(answers.map(({ question }) => question)),
    values: answers.map(({ rougeL }) => rougeL),
    resamples,
    seed,
  });
  const range = ({ low, high }: { low: number; high: number }): [number, number] => [low, high];
  return {
    model,
    rougeL: rouge.estimate,
    rougeLOriginal: mean(originals.map(({ rougeL }) => rougeL)) ?? 0,
    bleu: corpusBleu(
      answers.map(({ reference }) => reference),
      answers.map(({ answer }) => answer),
      { lowercase: true },
    ),
    em: shares.em.estimate,
    rs: shares.rs.estimate,
    bs: null,
    pairs: pairs.length,
    bothRight: shares.bothRight.estimate,
    intervals: { rougeL: range(rouge), em: range(shares.em), rs: range(shares.rs), bothRight: range(shares.bothRight) },
    byKind: Object.fromEntries(
      KINDS.filter((kind) => DEFAULT_KINDS.includes(kind) || pairs.some((pair) => pair.kind === kind)).map((kind) => [
        kind,
        kindScores(pairs.filter((pair) => pair.kind === kind)),
      ]),
    ),
  };
}

function kindScores(pairs: readonly ScoredPair[]): KindScores {
  return {
    pairs: pairs.length,
    em: mean(pairs.map(({ em }) => em)),
    rs: mean(pairs.map(({ rs }) => rs)),
    rougeL: mean(pairs.map(({ rougeLVariant }) => rougeLVariant)),
    bothRight: mean(pairs.map(({ bothRight }) => bothRight)),
  };
}

function difference(
  first: ModelScores,
  second: ModelScores,
  metric: Difference['metric'],
  { resamples, seed }: LadderSettings,
): Difference {
  const valuesOf = ({ pairs, answers }: ModelScores) =>
    metric === 'rougeL' ? answers.map(({ rougeL }) => rougeL) : pairs.map((pair) => pair[metric]);
  const questions = metric === 'rougeL' ? first.answers : first.pairs;
  const clusters = clusterIndices(questions.map(({ question }) => question));
  const { estimate, low, high } = bootstrapDifference({
    clusters,
    first: valuesOf(first),
    second: valuesOf(second),
    resamples,
    seed,
  });
  return { a: first.model, b: second.model, metric, difference: estimate, low, high, pairs: first.pairs.length };
}

function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
