import { UnisonoError } from '../core/errors.js';
import { holm } from '../metrics/holm.js';
import { mcnemar } from '../metrics/mcnemar.js';
import { isHardlyRead, type RougeWords } from '../metrics/rouge-tokens.js';
import { DEFAULT_KINDS, KINDS } from '../variation/kind-names.js';
import { bleuInterval, differenceInterval } from './figures.js';
import { summarizeGroups } from './groups.js';
import { emptyPairs, kindDifferences, scoreKind } from './kinds.js';
import { type Difference, type Ladder, type LadderRow, METRICS, type PairedTest } from './ladder.js';
import { meanIntervals, type Resampling } from './mean-intervals.js';
import { measuredCrossTable } from './measured-cross-table.js';
import type { ModelScores } from './pairs.js';

export interface LadderSettings extends Resampling {
  readonly threshold: number;
  /** What ROUGE and RS took for words; `auto` unless told. */
  readonly words?: RougeWords | undefined;
}

/** Which differences are worth an interval: [a, b] for a minus b. */
export type Comparison = readonly [a: string, b: string];

/** The encoder that measured BS. */
export interface BertScoreSource {
  readonly encoder: string;
  readonly layer: number;
}

/**
 * The ladder over models that answered the same examples. Intervals are of a bootstrap that resamples questions with all
 * their pairs (for ROUGE-L and BLEU: with all their answers), by percentiles and by BCa; McNemar's tests of EM and RS are
 * adjusted by Holm over all of them.
 *
 * @param bertscore what measured `bs` of the pairs, if anything did
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
  const settings = { threshold, resamples, seed };
  const byName = new Map(models.map((scores) => [scores.model, scores]));
  const compared = comparisons.flatMap(([a, b]) => {
    const first = byName.get(a);
    const second = byName.get(b);
    return first && second ? [[first, second] as const] : [];
  });
  return {
    ...settings,
    rows: models.map((scores) => ladderRow(scores, settings)),
    differences: compared.flatMap(([first, second]) => differences(first, second, settings)),
    kindDifferences: compared.flatMap(([first, second]) => kindDifferences(first, second, settings)),
    tests: pairedTests(compared),
    bertscore,
    words,
    ...(words !== 'unicode' && hardlyRead(models)),
  };
}

/** How many distinct answers and references rouge-score's words hardly read. */
function hardlyRead(models: readonly ModelScores[]): Pick<Ladder, 'hardlyRead'> {
  const all = new Set(models.flatMap(({ answers }) => answers.flatMap(({ answer, reference }) => [answer, reference])));
  const texts = [...all].filter(isHardlyRead).length;
  return texts === 0 ? {} : { hardlyRead: { texts, of: all.size } };
}

function ladderRow(scores: ModelScores, settings: LadderSettings): LadderRow {
  const { model, pairs, answers, originals, groups } = scores;
  const measured = pairs.every(({ bs }) => bs !== null);
  const shares = meanIntervals(
    pairs.map(({ question }) => question),
    {
      em: pairs.map(({ em }) => em),
      rs: pairs.map(({ rs }) => rs),
      bothRight: pairs.map(({ bothRight }) => bothRight),
      emNormalized: pairs.map(({ emNormalized }) => emNormalized),
      bs: pairs.map(({ bs }) => bs ?? 0),
    },
    settings,
  );
  const questionsOf = (items: readonly { question: string }[]) => items.map(({ question }) => question);
  const { rougeL } = meanIntervals(questionsOf(answers), { rougeL: answers.map((one) => one.rougeL) }, settings);
  const { rougeLOriginal } = meanIntervals(
    questionsOf(originals),
    { rougeLOriginal: originals.map((one) => one.rougeL) },
    settings,
  );
  const grouped = meanIntervals(
    questionsOf(groups),
    {
      oneAnswer: groups.map(({ oneAnswer }) => oneAnswer),
      oneAnswerExact: groups.map(({ oneAnswerExact }) => oneAnswerExact),
      meanPair: groups.map(({ meanPair }) => meanPair),
      worstPair: groups.map(({ worstPair }) => worstPair),
    },
    settings,
  );
  const bleu = bleuInterval(scores, settings);
  const { bs, ...rates } = shares;
  const figures = { rougeL, ...rates, rougeLOriginal, bleu, ...grouped };
  const ranges = (pick: (figure: { low: number; high: number; bca: [number, number] }) => [number, number]) => ({
    ...(Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, pick(figure)])) as Record<
      keyof typeof figures,
      [number, number]
    >),
    bs: measured ? pick(bs) : null,
  });
  return {
    model,
    rougeL: rougeL.estimate,
    rougeLOriginal: rougeLOriginal.estimate,
    bleu: bleu.estimate,
    em: shares.em.estimate,
    rs: shares.rs.estimate,
    bs: measured ? bs.estimate : null,
    pairs: pairs.length,
    emptyPairs: emptyPairs(pairs),
    bothRight: shares.bothRight.estimate,
    intervals: ranges(({ low, high }) => [low, high]),
    byKind: Object.fromEntries(
      KINDS.filter((kind) => DEFAULT_KINDS.includes(kind) || pairs.some((pair) => pair.kind === kind)).map((kind) => [
        kind,
        scoreKind(
          pairs.filter((pair) => pair.kind === kind),
          settings,
        ),
      ]),
    ),
    emNormalized: shares.emNormalized.estimate,
    bca: ranges(({ bca }) => bca),
    groups: summarizeGroups(groups),
    crossTable: measuredCrossTable(pairs, settings),
  };
}

function differences(first: ModelScores, second: ModelScores, settings: LadderSettings): Difference[] {
  return METRICS.flatMap((metric) => {
    const interval = differenceInterval(first, second, metric, settings);
    if (!interval) return [];
    const { estimate, low, high, bca } = interval;
    const pairs = first.pairs.length;
    return [{ a: first.model, b: second.model, metric, difference: estimate, low, high, pairs, bca }];
  });
}

/** McNemar's tests of EM and RS for every comparison, Holm over all of them. */
function pairedTests(compared: readonly (readonly [ModelScores, ModelScores])[]): PairedTest[] {
  const tests = compared.flatMap(([first, second]) =>
    (['rs', 'em'] as const).map((metric) => {
      const { onlyFirst, onlySecond, ...values } = mcnemar(
        first.pairs.map((pair) => pair[metric]),
        second.pairs.map((pair) => pair[metric]),
      );
      return { a: first.model, b: second.model, metric, onlyA: onlyFirst, onlyB: onlySecond, ...values };
    }),
  );
  const adjusted = holm(tests.map(({ exact }) => exact));
  return tests.map((test, i) => ({ ...test, holm: adjusted[i] as number }));
}
